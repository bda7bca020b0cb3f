// A text of one line with its label above; hides what is typed when asked to.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth

ColumnLayout {
    id: root

    property string label
    property string hint
    property string text
    property string placeholder
    property bool secret: false
    property bool mono: false
    property bool hidden: secret
    property string iconName
    readonly property alias field: line
    signal edited(string text)
    signal accepted()

    spacing: Theme.unit

    AppText {
        visible: root.label !== ""
        kind: AppText.Strong
        text: root.label
        Layout.fillWidth: true
    }
    AppText {
        kind: AppText.Caption
        visible: root.hint !== ""
        text: root.hint
        Layout.fillWidth: true
    }
    T.TextField {
        id: line

        text: root.text
        color: Theme.ink
        font.pixelSize: Theme.bodySize
        font.family: root.mono ? Theme.monoFamily : Theme.family
        implicitHeight: Theme.bigTarget - 4
        leftPadding: root.iconName === "" ? 14 : 46
        rightPadding: root.secret ? 56 : 14
        verticalAlignment: TextInput.AlignVCenter
        selectByMouse: true
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentText
        echoMode: root.hidden ? TextInput.Password : TextInput.Normal
        inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
                          | (root.secret ? Qt.ImhHiddenText : Qt.ImhNone)
        Accessible.role: Accessible.EditableText
        Accessible.name: root.label !== "" ? root.label : root.placeholder
        Accessible.passwordEdit: root.secret
        onTextEdited: root.edited(text)
        onAccepted: root.accepted()
        Layout.fillWidth: true

        AppText {
            visible: line.text === "" && line.preeditText === ""
            text: root.placeholder
            color: Theme.inkSoft
            x: line.leftPadding
            anchors.verticalCenter: parent.verticalCenter
            Accessible.ignored: true
        }
        Icon {
            visible: name !== ""
            name: root.iconName
            color: Theme.inkSoft
            x: 14
            anchors.verticalCenter: parent.verticalCenter
        }
        IconButton {
            visible: root.secret
            iconName: root.hidden ? "eye" : "eye-off"
            text: root.hidden ? qsTr("Show what is typed") : qsTr("Hide what is typed")
            anchors.right: parent.right
            anchors.rightMargin: 4
            anchors.verticalCenter: parent.verticalCenter
            onClicked: root.hidden = !root.hidden
        }
        background: Rectangle {
            radius: Theme.controlRadius
            color: Theme.surface
            border.width: line.activeFocus ? 2 : 1
            border.color: line.activeFocus ? Theme.accent : Theme.lineStrong
        }
    }
}
