// What is missing, in words, each with the way to where it is put right; then the seal.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property VisitModel visit: app.visit

    AppText {
        kind: AppText.Headline
        text: root.visit.canSeal ? qsTr("Ready to seal") : qsTr("Before you can seal")
        Layout.fillWidth: true
    }
    Rows {
        model: root.visit.missing
        spacing: 16
        Layout.fillWidth: true

        RowButton {
            id: entry

            required property string sentence
            required property int step
            required property int index

            objectName: "missing" + index
            Accessible.name: sentence
            onClicked: root.visit.goTo(step)

            contentItem: RowLayout {
                spacing: 14

                StepMark {}
                AppText {
                    text: entry.sentence
                    Layout.fillWidth: true
                    Accessible.ignored: true
                }
                Icon {
                    name: "forward"
                    color: Theme.inkSoft
                }
            }
        }
    }
    Card {
        Layout.fillWidth: true

        RowLayout {
            spacing: 12
            Layout.fillWidth: true

            FactLine {
                iconName: "clock"
                label: qsTr("Arrived")
                value: root.visit.arrived
                Layout.fillWidth: true
                Layout.preferredWidth: 1
            }
            FactLine {
                iconName: "door"
                label: qsTr("Left")
                value: root.visit.left
                Layout.fillWidth: true
                Layout.preferredWidth: 1
            }
            AppButton {
                objectName: "leaveNow"
                text: qsTr("Leaving now")
                onClicked: root.visit.leaveNow()
            }
        }
    }
    Banner {
        iconName: "seal"
        title: qsTr("What sealing means")
        text: qsTr("The visit becomes part of the record and does not change any more. What turns "
                   + "out wrong later is amended beside it, with your reason.")
        Layout.fillWidth: true
    }
}
