// At the door: what to know before knocking, and the tap that stamps the time.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property VisitModel visit: app.visit

    maxWidth: Theme.readingWidth

    Rows {
        model: root.visit.alerts
        spacing: 16
        Layout.fillWidth: true

        AlertCard {}
    }
    Card {
        Layout.fillWidth: true

        FactLine {
            iconName: "home"
            label: qsTr("Address")
            value: root.visit.address
            emptyText: qsTr("Protected: see the case file")
            Layout.fillWidth: true
        }
        FactLine {
            iconName: "door"
            label: qsTr("How to get in")
            value: root.visit.accessNote
            Layout.fillWidth: true
        }
    }
    ColumnLayout {
        visible: !root.visit.hasArrived
        spacing: 12
        Layout.fillWidth: true

        AppButton {
            objectName: "arrive"
            kind: AppButton.Primary
            big: true
            iconName: "door"
            text: qsTr("I have arrived")
            onClicked: root.visit.arrive(1)
            Layout.fillWidth: true
            Layout.preferredHeight: 72
        }
        RowLayout {
            spacing: 12
            Layout.fillWidth: true

            AppButton {
                objectName: "noAccess"
                big: true
                text: qsTr("Nobody lets me in")
                onClicked: root.visit.arrive(2)
                Layout.fillWidth: true
                Layout.preferredWidth: 1
            }
            AppButton {
                objectName: "childNotPresent"
                big: true
                text: qsTr("The children are not here")
                onClicked: root.visit.arrive(3)
                Layout.fillWidth: true
                Layout.preferredWidth: 1
            }
        }
    }
    Card {
        visible: root.visit.hasArrived
        Layout.fillWidth: true

        FactLine {
            iconName: "clock"
            label: qsTr("Arrived")
            value: root.visit.arrived
            Layout.fillWidth: true
        }
        Flow {
            spacing: Theme.unit
            Layout.fillWidth: true

            Repeater {
                model: [[qsTr("1 day earlier"), -1440], [qsTr("1 hour earlier"), -60],
                        [qsTr("5 minutes earlier"), -5], [qsTr("5 minutes later"), 5],
                        [qsTr("1 hour later"), 60]]

                Chip {
                    required property var modelData

                    text: modelData[0]
                    onClicked: root.visit.moveArrival(modelData[1])
                }
            }
        }
        AnswerRow {
            question: qsTr("Was the visit announced?")
            answer: root.visit.announced
            onAnswered: answer => root.visit.announced = answer
            Layout.fillWidth: true
        }
    }
    Card {
        visible: root.visit.hasArrived
        Layout.fillWidth: true

        AppText {
            kind: AppText.Strong
            text: qsTr("What kind of visit it is")
            Layout.fillWidth: true
        }
        Rows {
            model: [
                qsTr("Home visit"),
                qsTr("Nobody lets me in"),
                qsTr("The children are not here")
            ]
            spacing: 12
            Layout.fillWidth: true

            OptionButton {
                required property string modelData
                required property int index

                alignLeft: true
                text: modelData
                selected: root.visit.kind === index + 1
                onClicked: root.visit.setKind(index + 1)
            }
        }
    }
}
