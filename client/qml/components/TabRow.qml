// Tabs of one record.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Hearth

Flickable {
    id: root

    property var titles: []
    property int current: 0
    signal chosen(int index)

    implicitHeight: Theme.target + 1
    contentWidth: row.width
    boundsBehavior: Flickable.StopAtBounds
    clip: true

    Rectangle {
        y: root.height - 1
        width: Math.max(root.width, row.width)
        height: 1
        color: Theme.line
    }
    Row {
        id: row

        Repeater {
            model: root.titles

            T.AbstractButton {
                id: tab

                required property string modelData
                required property int index
                readonly property bool isCurrent: index === root.current

                implicitHeight: Theme.target
                implicitWidth: implicitContentWidth + leftPadding + rightPadding
                leftPadding: 16
                rightPadding: 16
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.PageTab
                Accessible.name: modelData
                Accessible.selected: isCurrent
                onClicked: root.chosen(index)
                Keys.onReturnPressed: clicked()
                Keys.onLeftPressed: if (index > 0) root.chosen(index - 1)
                Keys.onRightPressed: if (index + 1 < root.titles.length) root.chosen(index + 1)

                contentItem: Text {
                    text: tab.modelData
                    textFormat: Text.PlainText
                    color: tab.isCurrent ? Theme.accentInk : Theme.inkSoft
                    font.family: Theme.family
                    font.pixelSize: Theme.bodySize
                    font.weight: tab.isCurrent ? Font.DemiBold : Font.Normal
                    verticalAlignment: Text.AlignVCenter
                    Accessible.ignored: true
                }
                background: Rectangle {
                    color: tab.down ? Theme.accentTint : "transparent"
                    radius: 4
                    Rectangle {
                        visible: tab.isCurrent
                        anchors.bottom: parent.bottom
                        width: parent.width
                        height: 3
                        color: Theme.accent
                    }
                    FocusRing { shown: tab.visualFocus; anchors.margins: 2 }
                }
            }
        }
    }
}
