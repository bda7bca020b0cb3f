// What waits for a decision, the oldest first; what was settled stays to be read.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property ReviewModel reviews
    readonly property int columnWidth: Math.min(width - 48, 960)

    spacing: 16

    PageHeader {
        title: qsTr("To decide")
        subtitle: root.reviews.openCount === 0
                  ? qsTr("Nothing waits for you")
                  : qsTr("Two people answered without having seen each other's answer")
        Layout.alignment: Qt.AlignHCenter
        Layout.preferredWidth: root.columnWidth
        Layout.maximumWidth: root.columnWidth
        Layout.topMargin: 32
    }
    Banner {
        text: root.reviews.failure
        Layout.alignment: Qt.AlignHCenter
        Layout.preferredWidth: root.columnWidth
        Layout.maximumWidth: root.columnWidth
    }
    RowList {
        id: list

        model: root.reviews.reviews
        leftMargin: 0
        rightMargin: 0
        topMargin: 4
        emptyText: qsTr("No two answers stand against each other. When they do, you decide here.")
        emptyIcon: "review"
        Layout.fillWidth: true
        Layout.fillHeight: true

        delegate: RowButton {
            id: entry

            required property string key
            required property string title
            required property string family
            required property string cause
            required property string since
            required property string owner
            required property bool mine
            required property bool settled
            required property string reason
            required property int index

            objectName: "review" + index
            width: root.columnWidth
            x: (list.width - width) / 2
            Accessible.name: qsTr("%1, %2, %3").arg(family).arg(title).arg(cause)
            onClicked: root.reviews.open(key)

            contentItem: RowLayout {
                spacing: 16

                Icon {
                    name: entry.settled ? "check" : "review"
                    color: entry.settled ? Theme.inkSoft : Theme.accentInk
                    size: 26
                }
                ColumnLayout {
                    spacing: 2
                    Layout.fillWidth: true

                    AppText {
                        kind: entry.settled ? AppText.Body : AppText.Strong
                        text: qsTr("%1 · %2").arg(entry.family).arg(entry.title)
                        color: entry.settled ? Theme.inkSoft : Theme.ink
                        Layout.fillWidth: true
                        Accessible.ignored: true
                    }
                    AppText {
                        kind: AppText.Caption
                        text: entry.settled ? qsTr("Settled: %1").arg(entry.reason)
                            : entry.mine ? qsTr("%1 · %2 · for you to decide").arg(entry.cause)
                                               .arg(entry.since)
                                         : qsTr("%1 · %2 · for %3 to decide").arg(entry.cause)
                                               .arg(entry.since).arg(entry.owner)
                        Layout.fillWidth: true
                        Accessible.ignored: true
                    }
                }
                Icon {
                    name: "forward"
                    color: Theme.inkSoft
                }
            }
        }
    }
}
