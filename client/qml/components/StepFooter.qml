// Back and on; and what could not be kept, if ever.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    required property VisitModel visit

    color: Theme.surface
    implicitHeight: column.implicitHeight + 24

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }
    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: 12
        anchors.leftMargin: 24
        anchors.rightMargin: 24
        spacing: 12

        Banner {
            text: root.visit.failure
            level: Urgency.Late
            Layout.fillWidth: true
        }
        RowLayout {
            spacing: 12
            Layout.fillWidth: true

            AppButton {
                objectName: "back"
                visible: root.visit.step > 0
                iconName: "back"
                text: qsTr("Back")
                big: true
                onClicked: root.visit.back()
            }
            Item { Layout.fillWidth: true }
            AppButton {
                objectName: "next"
                visible: root.visit.stepKind !== VisitStep.Seal
                kind: AppButton.Primary
                text: qsTr("Next")
                big: true
                onClicked: root.visit.next()
                Layout.preferredWidth: 200
            }
            AppButton {
                objectName: "seal"
                visible: root.visit.stepKind === VisitStep.Seal
                kind: AppButton.Primary
                iconName: "seal"
                text: qsTr("Seal the visit")
                big: true
                enabled: root.visit.canSeal
                onClicked: root.visit.seal()
                Layout.preferredWidth: 240
            }
        }
    }
}
