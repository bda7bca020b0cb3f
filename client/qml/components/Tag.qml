// A few words with a drawing, tinted by how urgent they are.
import QtQuick
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    property string text
    property string iconName
    property int level: Urgency.Calm
    property bool plain: false  // no tint: words and drawing alone

    readonly property color ink: level === Urgency.Late ? Theme.redInk
                               : level === Urgency.Soon ? Theme.amberInk : Theme.inkSoft

    color: {
        if (plain) return "transparent"
        if (level === Urgency.Late) return Theme.redTint
        return level === Urgency.Soon ? Theme.amberTint : Theme.sunken
    }
    radius: height / 2
    implicitHeight: Math.max(label.implicitHeight + 8, 28)
    implicitWidth: line.implicitWidth + (plain ? 0 : 22)
    visible: text !== ""

    Row {
        id: line

        anchors.verticalCenter: parent.verticalCenter
        x: root.plain ? 0 : 11
        spacing: 6

        Icon {
            visible: name !== ""
            name: root.iconName
            size: 17
            color: root.ink
            anchors.verticalCenter: parent.verticalCenter
        }
        Text {
            id: label

            text: root.text
            color: root.ink
            textFormat: Text.PlainText
            font.family: Theme.family
            font.pixelSize: Theme.captionSize
            font.weight: root.level === Urgency.Calm ? Font.Normal : Font.DemiBold
            anchors.verticalCenter: parent.verticalCenter
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
    }
}
