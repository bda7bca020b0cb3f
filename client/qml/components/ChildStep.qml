// One child: seen, alone, spoken to alone; their own words apart from the worker's view. Seen
// alone is evidence, not a tick.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property ChildForm child: app.visit.child

    readonly property string name: child ? child.name : ""

    onChildChanged: contentY = 0

    RowLayout {
        spacing: 12
        Layout.fillWidth: true

        AppText {
            kind: AppText.Headline
            text: root.child ? qsTr("%1, %2").arg(root.name).arg(root.child.age) : ""
            Layout.fillWidth: true
        }
    }
    Banner {
        visible: root.child !== null && (root.child.profile !== "" || root.child.usualMethod !== "")
        iconName: "speak"
        title: root.child ? root.child.usualMethod : ""
        text: root.child ? root.child.profile : ""
        Layout.fillWidth: true
    }
    Card {
        spacing: 24
        Layout.fillWidth: true

        AnswerRow {
            objectName: "seen"
            question: qsTr("Did you see %1?").arg(root.name)
            answer: root.child ? root.child.seen : 0
            onAnswered: answer => root.child.seen = answer
            Layout.fillWidth: true
        }
        AnswerRow {
            objectName: "seenAlone"
            question: qsTr("Did you see %1 alone?").arg(root.name)
            answer: root.child ? root.child.seenAlone : 0
            onAnswered: answer => root.child.seenAlone = answer
            Layout.fillWidth: true
        }
        AnswerRow {
            objectName: "spokenAlone"
            question: qsTr("Did you speak to %1 alone?").arg(root.name)
            hint: qsTr("“Yes” answers all three.")
            answer: root.child ? root.child.spokenAlone : 0
            onAnswered: answer => root.child.spokenAlone = answer
            Layout.fillWidth: true
        }
        NotAloneWhy {
            child: root.child
            Layout.fillWidth: true
        }
    }
    Card {
        spacing: 24
        Layout.fillWidth: true

        AnswerRow {
            objectName: "awake"
            question: qsTr("Was %1 awake?").arg(root.name)
            answer: root.child ? root.child.awake : 0
            onAnswered: answer => root.child.awake = answer
            Layout.fillWidth: true
        }
        AnswerRow {
            objectName: "bedroom"
            question: qsTr("Did you see where %1 sleeps?").arg(root.name)
            answer: root.child ? root.child.bedroom : 0
            onAnswered: answer => root.child.bedroom = answer
            Layout.fillWidth: true
        }
    }
    ChildWords {
        child: root.child
        Layout.fillWidth: true
    }
}
