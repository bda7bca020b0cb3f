// The family at a glance: hazards first, the children and how they communicate, where and how to
// get in, who else there is.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property CaseFileModel file

    spacing: 12

    Rows {
        model: root.file.alerts
        spacing: 12
        Layout.fillWidth: true

        AlertCard {
            editable: true
            onEdited: id => root.file.editor.begin(CaseEditor.Alert, id)
        }
    }
    AppButton {
        objectName: "addAlert"
        kind: AppButton.Quiet
        iconName: "plus"
        text: qsTr("Add an alert")
        onClicked: root.file.editor.begin(CaseEditor.Alert, "")
    }
    Rows {
        model: root.file.children
        spacing: 12
        Layout.fillWidth: true

        ChildCard {}
    }
    Card {
        padding: 16
        spacing: 16
        Layout.fillWidth: true

        FactLine {
            iconName: "home"
            label: qsTr("Address")
            value: root.file.address
            emptyText: root.file.hasProtected ? qsTr("Protected, see below") : qsTr("Not recorded")
            Layout.fillWidth: true
        }
        ProtectedAddress {
            file: root.file
            visible: root.file.hasProtected
            Layout.fillWidth: true
        }
        FactLine {
            iconName: "door"
            label: qsTr("How to get in")
            value: root.file.accessNote
            editable: true
            onEdited: root.file.editor.begin(CaseEditor.AccessNote)
            Layout.fillWidth: true
        }
        FactLine {
            objectName: "phone"
            iconName: "phone"
            label: qsTr("Phone")
            value: root.file.phone
            editable: true
            onEdited: root.file.editor.begin(CaseEditor.Phone)
            Layout.fillWidth: true
        }
    }
    Card {
        padding: 16
        visible: root.file.people.count > 0
        Layout.fillWidth: true

        Rows {
            model: root.file.people
            spacing: 12
            Layout.fillWidth: true

            FactLine {
                required property string name
                required property string role

                iconName: "person"
                label: role
                value: name
            }
        }
    }
}
