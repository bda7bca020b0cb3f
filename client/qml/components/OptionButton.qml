// One of several answers. The chosen one is filled, bold and ticked: never colour alone.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth

T.AbstractButton {
    id: root

    property bool selected: false
    property bool quiet: false     // an answer that is possible but not the usual one
    property bool alignLeft: false // a sentence rather than a word

    readonly property color foreground: selected ? Theme.accentText
                                                 : (quiet ? Theme.inkSoft : Theme.ink)

    implicitHeight: Math.max(Theme.bigTarget, implicitContentHeight + 24)
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    leftPadding: 16
    rightPadding: 16
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: selected
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: RowLayout {
        spacing: 0

        Item {
            visible: !root.alignLeft
            Layout.fillWidth: true
        }
        Icon {
            visible: root.selected
            name: "check"
            color: root.foreground
            size: 20
            Layout.rightMargin: 8
        }
        Text {
            text: root.text
            color: root.foreground
            textFormat: Text.PlainText
            wrapMode: Text.Wrap
            font.family: Theme.family
            font.pixelSize: Theme.bodySize
            font.weight: root.selected ? Font.DemiBold : Font.Medium
            Layout.fillWidth: root.alignLeft
            Accessible.ignored: true
        }
        Item {
            visible: !root.alignLeft
            Layout.fillWidth: true
        }
    }
    background: Rectangle {
        radius: Theme.controlRadius
        border.width: 1
        border.color: root.selected ? Theme.accent : Theme.lineStrong
        color: root.selected ? Theme.accent : (root.down ? Theme.accentTint : Theme.surface)
        FocusRing { shown: root.visualFocus }
    }
}
