// A button that shows only a drawing; its name is for screen readers.
import QtQuick
import QtQuick.Templates as T
import Hearth

T.AbstractButton {
    id: root

    property string iconName
    property color color: Theme.accentInk

    implicitWidth: Theme.target
    implicitHeight: Theme.target
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: root.iconName
            color: root.enabled ? root.color : Theme.inkSoft
        }
    }
    background: Rectangle {
        radius: Theme.controlRadius
        color: root.down ? Theme.accentTint : "transparent"
        FocusRing { shown: root.visualFocus }
    }
}
