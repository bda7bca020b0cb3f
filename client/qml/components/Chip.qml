// A small thing that is chosen or not: a filter, a person who is here.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth

T.AbstractButton {
    id: root

    property bool selected: false
    property string iconName
    property bool isFilter: false

    readonly property color foreground: selected ? Theme.accentInk : Theme.ink

    implicitHeight: Theme.target
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    leftPadding: 16
    rightPadding: 16
    focusPolicy: Qt.StrongFocus
    Accessible.role: isFilter ? Accessible.RadioButton : Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: selected
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: RowLayout {
        spacing: 6

        Icon {
            visible: name !== ""
            name: root.selected ? "check" : root.iconName
            size: 18
            color: root.foreground
        }
        Text {
            text: root.text
            color: root.foreground
            textFormat: Text.PlainText
            font.family: Theme.family
            font.pixelSize: Theme.bodySize
            font.weight: root.selected ? Font.DemiBold : Font.Normal
            Accessible.ignored: true
        }
    }
    background: Rectangle {
        radius: height / 2
        border.width: 1
        border.color: root.selected ? Theme.accent : Theme.lineStrong
        color: root.selected || root.down ? Theme.accentTint : Theme.surface
        FocusRing { shown: root.visualFocus; radius: height / 2 }
    }
}
