// What is unsent, on its way, held and with whom; when the server was last reached; what to do. A
// dead network is a state.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property SyncModel sync: app.sync

    maxWidth: 880

    PageHeader {
        title: qsTr("Sync")
        subtitle: root.app.authority
        Layout.fillWidth: true
    }
    Card {
        padding: 24
        spacing: 20
        Layout.fillWidth: true

        RowLayout {
            spacing: 20
            Layout.fillWidth: true

            Icon {
                name: root.sync.isRunning ? "sync" : !root.sync.isReachable ? "offline"
                    : root.sync.isSafe ? "safe" : "tablet"
                color: Theme.accent
                size: 44
                Layout.alignment: Qt.AlignTop
            }
            ColumnLayout {
                spacing: 4
                Layout.fillWidth: true

                AppText {
                    kind: AppText.Title
                    text: root.sync.headline
                    Layout.fillWidth: true
                }
                AppText {
                    objectName: "advice"
                    text: root.sync.advice
                    Layout.fillWidth: true
                }
            }
            AppButton {
                objectName: "syncNow"
                kind: AppButton.Primary
                iconName: "sync"
                text: qsTr("Sync now")
                enabled: !root.sync.isRunning
                onClicked: root.sync.syncNow()
                Layout.alignment: Qt.AlignTop
            }
        }
        ProgressLine {
            visible: root.sync.isRunning
            progress: root.sync.progress
            text: root.sync.progressWords
            Layout.fillWidth: true
        }
    }
    Card {
        Layout.fillWidth: true

        GridLayout {
            columns: root.width >= 720 ? 2 : 1
            columnSpacing: 24
            rowSpacing: 16
            Layout.fillWidth: true

            FactLine {
                iconName: "clock"
                label: qsTr("Server last reached")
                value: root.sync.lastContact
                Layout.fillWidth: true
            }
            FactLine {
                iconName: "tablet"
                label: qsTr("On this tablet only")
                value: root.sync.unsent === 0 ? qsTr("nothing")
                     : qsTr("%1 changes, %2").arg(root.sync.unsent).arg(root.sync.unsentSize)
                Layout.fillWidth: true
            }
            FactLine {
                iconName: "pause"
                label: qsTr("Held")
                value: root.sync.held === 0 ? qsTr("nothing")
                                            : qsTr("%1, a person looks at it").arg(root.sync.held)
                Layout.fillWidth: true
            }
            FactLine {
                iconName: "review"
                label: qsTr("Waiting for a decision")
                value: root.sync.reviews === 0 ? qsTr("nothing") : root.sync.reviews
                Layout.fillWidth: true
            }
            FactLine {
                iconName: "safe"
                label: qsTr("Server")
                value: root.sync.server
                Layout.fillWidth: true
            }
        }
        AppText {
            visible: text !== ""
            text: root.sync.clockWords
            Layout.fillWidth: true
        }
    }
    AppText {
        visible: root.sync.outbox.count > 0
        kind: AppText.Title
        text: qsTr("Not yet done with")
        Layout.fillWidth: true
        Layout.topMargin: 8
    }
    Rows {
        model: root.sync.outbox
        spacing: 16
        Layout.fillWidth: true

        OutboxLine {}
    }
}
