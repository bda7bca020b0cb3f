// A visit in which nobody could be seen: what happened, and what happens next.
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
        text: qsTr("What happened")
        Layout.fillWidth: true
    }
    Banner {
        iconName: "clock"
        title: qsTr("The clock runs on")
        text: qsTr("It counts days since each child was seen, not since somebody knocked.")
        Layout.fillWidth: true
    }
    Card {
        spacing: 24
        Layout.fillWidth: true

        FormText {
            objectName: "whatHappened"
            label: qsTr("Why no child was seen")
            text: root.visit.whatHappened
            onEdited: text => root.visit.whatHappened = text
            Layout.fillWidth: true
        }
        FormText {
            objectName: "nextSteps"
            label: qsTr("What happens next")
            hint: qsTr("Whom you told and when; when you come again.")
            text: root.visit.nextSteps
            onEdited: text => root.visit.nextSteps = text
            Layout.fillWidth: true
        }
    }
}
