// A text of several lines with its label above; grows with what is written.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth

ColumnLayout {
    id: root

    property string label
    property string hint
    property string text
    property int lines: 3
    property bool ownWords: false  // the child's own words stand apart
    readonly property alias field: area
    signal edited(string text)
    signal leftField()

    spacing: Theme.unit

    RowLayout {
        spacing: Theme.unit
        Layout.fillWidth: true

        Icon {
            visible: root.ownWords
            name: "quote"
            color: Theme.accentInk
        }
        AppText {
            kind: AppText.Strong
            text: root.label
            Layout.fillWidth: true
        }
    }
    AppText {
        kind: AppText.Caption
        visible: root.hint !== ""
        text: root.hint
        Layout.fillWidth: true
    }
    T.TextArea {
        id: area

        text: root.text
        color: Theme.ink
        font.family: Theme.family
        font.pixelSize: Theme.bodySize
        wrapMode: TextEdit.Wrap
        textFormat: TextEdit.PlainText
        padding: 14
        selectByMouse: true
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentText
        inputMethodHints: Qt.ImhSensitiveData | Qt.ImhMultiLine
        implicitHeight: Math.max(contentHeight, root.lines * metrics.height) + 2 * padding
        Accessible.role: Accessible.EditableText
        Accessible.multiLine: true
        Accessible.name: root.label
        Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
        Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
        onTextChanged: if (text !== root.text) root.edited(text)
        onEditingFinished: root.leftField()
        Layout.fillWidth: true

        FontMetrics { id: metrics; font: area.font }

        background: Rectangle {
            radius: Theme.controlRadius
            color: root.ownWords ? Theme.accentTint : Theme.surface
            border.width: area.activeFocus ? 2 : 1
            border.color: area.activeFocus ? Theme.accent : Theme.lineStrong
        }
    }
}
