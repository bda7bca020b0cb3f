// What is to be done for the family, by whom and by when; done ones stay.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property AppModel app
    readonly property CaseFileModel file: app.caseFile

    spacing: 0

    AppButton {
        objectName: "addTask"
        kind: AppButton.Quiet
        iconName: "plus"
        text: qsTr("Add a task")
        onClicked: root.file.editor.begin(CaseEditor.Task)
        Layout.leftMargin: 16
        Layout.topMargin: 8
    }
    RowList {
        id: list

        model: root.file.tasks
        topMargin: 8
        emptyText: qsTr("Nothing is to be done just now.")
        Layout.fillWidth: true
        Layout.fillHeight: true

        delegate: TaskLine {
            required property var model

            width: list.width - 48
            wording: model.wording
            owner: model.owner
            due: model.due
            late: model.late
            done: model.done
            onActed: root.file.finishTask(model.key)
        }
    }
}
