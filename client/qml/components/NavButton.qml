// A place to go to, in the rail or the bar.
import QtQuick
import QtQuick.Templates as T
import Hearth

T.AbstractButton {
    id: root

    property string iconName
    property bool isCurrent: false
    property int badge: 0

    readonly property color ink: isCurrent ? Theme.accentInk : Theme.inkSoft

    implicitWidth: 88
    implicitHeight: 68
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.PageTab
    Accessible.name: badge > 0 ? qsTr("%1, %2").arg(text).arg(badge) : text
    Accessible.selected: isCurrent
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: Item {
        Column {
            anchors.centerIn: parent
            spacing: 3

            Item {
                width: 56
                height: 32
                anchors.horizontalCenter: parent.horizontalCenter

                Rectangle {
                    anchors.fill: parent
                    radius: 16
                    color: root.isCurrent || root.down ? Theme.accentTint : "transparent"
                }
                Icon {
                    anchors.centerIn: parent
                    name: root.iconName
                    color: root.ink
                    size: 24
                }
                Rectangle {
                    visible: root.badge > 0
                    x: 34
                    y: -2
                    width: root.badge > 99 ? 34 : root.badge > 9 ? 26 : 20
                    height: 20
                    radius: 10
                    color: Theme.accent

                    Text {
                        anchors.centerIn: parent
                        text: root.badge > 99 ? "99+" : root.badge
                        textFormat: Text.PlainText
                        color: Theme.accentText
                        font.family: Theme.family
                        font.pixelSize: 12
                        font.weight: Font.DemiBold
                        Accessible.ignored: true
                    }
                }
            }
            Text {
                text: root.text
                textFormat: Text.PlainText
                color: root.isCurrent ? Theme.ink : Theme.inkSoft
                font.family: Theme.family
                font.pixelSize: 13
                font.weight: root.isCurrent ? Font.DemiBold : Font.Normal
                anchors.horizontalCenter: parent.horizontalCenter
                Accessible.ignored: true
            }
        }
    }
    background: Item {
        FocusRing { shown: root.visualFocus; anchors.margins: 4 }
    }
}
