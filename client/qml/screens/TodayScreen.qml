// What is due, overdue and unfinished; and whether everything recorded is safe.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property TodayModel today: app.todayPage

    maxWidth: 1080

    PageHeader {
        title: root.today.date
        subtitle: root.today.isRead ? root.today.summary : qsTr("Reading your cases…")
        Layout.fillWidth: true
    }
    SafetyStrip {
        sync: root.app.sync
        onOpened: root.app.show(AppModel.Sync)
        Layout.fillWidth: true
    }
    Banner {
        text: root.today.failure
        level: Urgency.Late
        Layout.fillWidth: true
    }
    AppText {
        visible: root.today.drafts.count > 0
        kind: AppText.Title
        text: qsTr("Unfinished visits")
        Layout.fillWidth: true
        Layout.topMargin: 8
    }
    Rows {
        model: root.today.drafts
        spacing: 16
        Layout.fillWidth: true

        FamilyCard {
            onOpened: root.app.openCase(scope)
            onVisited: root.app.resumeVisit(draft)
        }
    }
    AppText {
        kind: AppText.Title
        text: qsTr("Visits by their clock")
        Layout.fillWidth: true
        Layout.topMargin: 8
    }
    Rows {
        objectName: "due"
        model: root.today.due
        spacing: 16
        Layout.fillWidth: true

        FamilyCard {
            onOpened: root.app.openCase(scope)
            onVisited: root.app.startVisit(scope)
        }
    }
    EmptyState {
        visible: root.today.isRead && root.today.due.count === 0
        text: qsTr("No visit is overdue or due within five working days.")
        Layout.fillWidth: true
    }
    AppText {
        visible: root.today.tasks.count > 0
        kind: AppText.Title
        text: qsTr("Your tasks")
        Layout.fillWidth: true
        Layout.topMargin: 8
    }
    Rows {
        model: root.today.tasks
        spacing: 16
        Layout.fillWidth: true

        TaskLine {
            required property var model

            wording: model.wording
            family: model.family
            due: model.due
            late: model.late
            onActed: root.today.finishTask(model.key)
        }
    }
}
