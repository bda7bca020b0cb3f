// A sealed visit, to read: who, when three times, each child, the visit itself; and to amend.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Item {
    id: root

    required property AppModel app
    readonly property SealedVisitModel visit: app.sealedVisit

    ScrollPage {
        anchors.fill: parent
        maxWidth: 960
        spacing: 10

        PageHeader {
            hasBack: true
            title: qsTr("%1 · %2").arg(root.visit.family).arg(root.visit.kind)
            subtitle: root.visit.byline
            onBack: root.app.goBack()
            Layout.fillWidth: true
        }
        Card {
            padding: 14
            Layout.fillWidth: true

            RowLayout {
                spacing: 12
                Layout.fillWidth: true

                Tag { text: qsTr("sealed"); iconName: "seal" }
                ThreeTimes {
                    happened: root.visit.occurred
                    recorded: root.visit.recorded
                    received: root.visit.received
                    Layout.fillWidth: true
                }
            }
        }
        Banner {
            text: root.visit.failure
            level: Urgency.Soon
            Layout.fillWidth: true
        }
        Rows {
            model: root.visit.decisions
            spacing: 10
            Layout.fillWidth: true

            DecisionNote {}
        }
        Rows {
            model: root.visit.fields
            spacing: 10
            Layout.fillWidth: true

            SealedField {
                onAmended: index => root.visit.beginAmendment(index)
            }
        }
    }
    Sheet {
        visible: root.visit.isAmending
        title: qsTr("Amend %1").arg(root.visit.amendingLabel)
        saveText: qsTr("Add the amendment")
        canSave: root.visit.canAmend
        onSaved: root.visit.amend()
        onCancelled: root.visit.cancelAmendment()

        FactLine {
            label: qsTr("As it was sealed; it stays like this")
            value: root.visit.original
            Layout.fillWidth: true
        }
        UnitFields {
            editor: root.visit.editor
            Layout.fillWidth: true
        }
        FormText {
            objectName: "amendReason"
            label: qsTr("Why")
            lines: 2
            text: root.visit.reason
            onEdited: text => root.visit.reason = text
            Layout.fillWidth: true
        }
    }
}
