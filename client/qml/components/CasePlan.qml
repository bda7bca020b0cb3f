// The plan as it stands: a text that several people write.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property CaseFileModel file: app.caseFile

    margin: 24

    AppButton {
        objectName: "editPlan"
        iconName: "edit"
        text: qsTr("Change the plan")
        onClicked: root.file.editor.begin(CaseEditor.Plan)
    }
    AppText {
        text: root.file.plan
        visible: text !== ""
        lineHeight: 1.4
        Layout.fillWidth: true
    }
    EmptyState {
        visible: root.file.plan === ""
        iconName: "edit"
        text: qsTr("No plan is written yet.")
        Layout.fillWidth: true
    }
}
