// What is to be done after this visit, by whom and by when.
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
        text: qsTr("Actions")
        Layout.fillWidth: true
    }
    Rows {
        model: root.visit.actions
        spacing: 16
        Layout.fillWidth: true

        TaskLine {
            required property var model

            wording: model.wording
            owner: model.owner
            due: model.due
            late: model.late
            hasAction: true
            actionText: qsTr("Remove")
            actionIcon: "close"
            onActed: root.visit.removeAction(model.key)
        }
    }
    Card {
        Layout.fillWidth: true

        FormText {
            objectName: "actionWording"
            label: qsTr("What you will do")
            lines: 2
            text: root.visit.actionWording
            onEdited: text => root.visit.actionWording = text
            Layout.fillWidth: true
        }
        DayField {
            label: qsTr("By when")
            day: root.visit.actionDueDay
            today: root.app.today
            onChosen: day => root.visit.actionDueDay = day
            Layout.fillWidth: true
        }
        AppButton {
            objectName: "addAction"
            iconName: "plus"
            text: qsTr("Add this action")
            enabled: root.visit.actionWording.trim() !== ""
            onClicked: root.visit.addAction()
        }
    }
}
