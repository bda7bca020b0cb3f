// A question with the three answers a record knows. "No" and "not recorded" are different answers,
// and neither is ever chosen for the worker.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

GridLayout {
    id: root

    property string question
    property string hint
    property int answer: Answers.Unanswered
    signal answered(int answer)

    readonly property bool beside: width >= 620

    columns: beside ? 2 : 1
    columnSpacing: 24
    rowSpacing: Theme.unit
    Accessible.role: Accessible.Grouping
    Accessible.name: root.question

    ColumnLayout {
        spacing: 2
        Layout.fillWidth: true

        AppText {
            kind: AppText.Strong
            text: root.question
            Layout.fillWidth: true
        }
        AppText {
            kind: AppText.Caption
            visible: root.hint !== ""
            text: root.hint
            Layout.fillWidth: true
        }
    }
    RowLayout {
        spacing: Theme.unit
        Layout.fillWidth: !root.beside
        Layout.preferredWidth: root.beside ? 388 : -1
        Layout.maximumWidth: root.beside ? 388 : Infinity

        OptionButton {
            objectName: "yes"
            text: qsTr("Yes")
            selected: root.answer === Answers.Yes
            onClicked: root.answered(Answers.Yes)
            Layout.fillWidth: true
            Layout.preferredWidth: 108
        }
        OptionButton {
            objectName: "no"
            text: qsTr("No")
            selected: root.answer === Answers.No
            onClicked: root.answered(Answers.No)
            Layout.fillWidth: true
            Layout.preferredWidth: 108
        }
        OptionButton {
            objectName: "notRecorded"
            text: qsTr("Not recorded")
            quiet: true
            selected: root.answer === Answers.NotRecorded
            onClicked: root.answered(Answers.NotRecorded)
            Layout.fillWidth: true
            Layout.preferredWidth: 156
        }
    }
}
