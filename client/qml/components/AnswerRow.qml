// A question with the three answers a record knows. "No" and "not recorded" are different answers,
// and neither is ever chosen for the worker.
import QtQuick
import Hearth
import Hearth.ViewModels

Item {
    id: root

    property string question
    property string hint
    property int answer: Answers.Unanswered
    signal answered(int answer)

    // Placed by hand, so that the answers of every question on a page stand in the same columns.
    readonly property bool beside: width >= 620
    readonly property int answersWidth: beside ? 388 : width

    implicitHeight: beside ? Math.max(words.height, answers.height)
                           : words.height + Theme.unit + answers.height
    Accessible.role: Accessible.Grouping
    Accessible.name: root.question

    Column {
        id: words

        width: root.beside ? root.width - root.answersWidth - 24 : root.width
        y: root.beside ? (root.height - height) / 2 : 0
        spacing: 2

        AppText {
            kind: AppText.Strong
            text: root.question
            width: words.width
        }
        AppText {
            kind: AppText.Caption
            visible: root.hint !== ""
            text: root.hint
            width: words.width
        }
    }
    Row {
        id: answers

        readonly property real each: (width - 2 * spacing) * 0.29

        width: root.answersWidth
        x: root.width - width
        y: root.beside ? (root.height - height) / 2 : words.height + Theme.unit
        spacing: Theme.unit

        OptionButton {
            objectName: "yes"
            text: qsTr("Yes")
            selected: root.answer === Answers.Yes
            onClicked: root.answered(Answers.Yes)
            width: answers.each
        }
        OptionButton {
            objectName: "no"
            text: qsTr("No")
            selected: root.answer === Answers.No
            onClicked: root.answered(Answers.No)
            width: answers.each
        }
        OptionButton {
            objectName: "notRecorded"
            text: qsTr("Not recorded")
            quiet: true
            selected: root.answer === Answers.NotRecorded
            onClicked: root.answered(Answers.NotRecorded)
            width: answers.width - 2 * (answers.each + answers.spacing)
        }
    }
}
