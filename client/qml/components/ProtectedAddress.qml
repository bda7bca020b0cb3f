// Where a protected person is: masked until somebody asks, and masked again by itself. Each look
// is in the audit.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    required property CaseFileModel file

    radius: Theme.controlRadius
    color: Theme.sunken
    implicitHeight: line.implicitHeight + 20

    RowLayout {
        id: line

        anchors.fill: parent
        anchors.margins: 10
        spacing: 12

        Icon {
            name: "lock"
            color: Theme.inkSoft
            Layout.alignment: Qt.AlignTop
        }
        ColumnLayout {
            spacing: 0
            Layout.fillWidth: true

            AppText {
                kind: AppText.Caption
                text: qsTr("Protected address")
                Layout.fillWidth: true
            }
            AppText {
                objectName: "protectedAddress"
                text: root.file.isRevealed ? root.file.protectedAddress : "••••••••••"
                Accessible.name: root.file.isRevealed ? text : qsTr("masked")
                Layout.fillWidth: true
            }
            AppText {
                kind: AppText.Caption
                visible: text !== ""
                text: root.file.protectedReason
                Layout.fillWidth: true
            }
        }
        IconButton {
            objectName: "reveal"
            iconName: root.file.isRevealed ? "eye-off" : "eye"
            text: root.file.isRevealed ? qsTr("Mask the address")
                                       : qsTr("Show the address; this is recorded")
            onClicked: root.file.isRevealed ? root.file.mask() : root.file.reveal()
        }
    }
}
