// A question with the three answers a record knows. "No" and "not recorded" are different answers, and
// neither is ever chosen for the worker.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    property string question
    property string hint
    property int answer: Answers.Unanswered
    signal answered(int answer)

    spacing: Theme.unit
    Accessible.role: Accessible.Grouping
    Accessible.name: root.question

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
    RowLayout {
        spacing: Theme.unit
        Layout.fillWidth: true

        OptionButton {
            objectName: "yes"
            text: qsTr("Yes")
            selected: root.answer === Answers.Yes
            onClicked: root.answered(Answers.Yes)
            Layout.fillWidth: true
            Layout.preferredWidth: 3
            Layout.minimumWidth: 72
        }
        OptionButton {
            objectName: "no"
            text: qsTr("No")
            selected: root.answer === Answers.No
            onClicked: root.answered(Answers.No)
            Layout.fillWidth: true
            Layout.preferredWidth: 3
            Layout.minimumWidth: 72
        }
        OptionButton {
            objectName: "notRecorded"
            text: qsTr("Not recorded")
            quiet: true
            selected: root.answer === Answers.NotRecorded
            onClicked: root.answered(Answers.NotRecorded)
            Layout.fillWidth: true
            Layout.preferredWidth: 2
            Layout.minimumWidth: 144
        }
    }
}
