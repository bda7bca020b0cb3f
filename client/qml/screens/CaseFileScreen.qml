// One family's case file: who is who on one side, what happened and is to be done on the other.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Item {
    id: root

    required property AppModel app
    readonly property CaseFileModel file: app.caseFile
    readonly property bool wide: width >= Theme.wideFrom

    property int tab: 0

    ColumnLayout {
        anchors.fill: parent
        anchors.topMargin: 24
        spacing: 16

        PageHeader {
            hasBack: true
            title: root.file.family
            subtitle: root.file.isLoaded ? root.file.address : qsTr("Reading the case file…")
            onBack: root.app.goBack()
            Layout.fillWidth: true
            Layout.leftMargin: 24
            Layout.rightMargin: 24

            AppButton {
                visible: root.file.reviews > 0
                iconName: "review"
                text: qsTr("%1 to decide").arg(root.file.reviews)
                onClicked: root.app.show(AppModel.Reviews)
            }
            AppButton {
                objectName: "startVisit"
                kind: AppButton.Primary
                iconName: "door"
                text: root.file.draft === "" ? qsTr("Visit") : qsTr("Go on with the visit")
                enabled: root.file.isLoaded
                onClicked: root.app.startVisit(root.file.scope)
            }
        }
        Banner {
            text: root.file.failure
            level: Urgency.Soon
            Layout.fillWidth: true
            Layout.leftMargin: 24
            Layout.rightMargin: 24
        }
        RowLayout {
            spacing: 0
            Layout.fillWidth: true
            Layout.fillHeight: true

            ScrollPage {
                // Narrow rather than invisible: a layout of Qt 6.4 forgets the
                // width of what appears.
                enabled: root.wide
                margin: 24
                topGap: 0
                Layout.preferredWidth: root.wide ? 432 : 0
                Layout.fillHeight: true

                WhoIsWho {
                    file: root.file
                    Layout.fillWidth: true
                }
            }
            CaseTabs {
                app: root.app
                withWho: !root.wide
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
        }
    }
    CaseEditSheet {
        editor: root.file.editor
        today: root.app.today
    }
}
