// Whose visit this is, that it is kept, and the way out.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    required property VisitModel visit

    color: Theme.surface
    implicitHeight: line.implicitHeight + 20

    RowLayout {
        id: line

        anchors.fill: parent
        anchors.leftMargin: 24
        anchors.rightMargin: 16
        spacing: 16

        ColumnLayout {
            spacing: 0
            Layout.fillWidth: true

            AppText {
                kind: AppText.Title
                text: root.visit.hasArrived
                      ? qsTr("%1 · %2").arg(root.visit.family).arg(root.visit.kindWords)
                      : root.visit.family
                elide: Text.ElideRight
                maximumLineCount: 1
                Layout.fillWidth: true
            }
            AppText {
                kind: AppText.Caption
                text: root.visit.hasArrived ? qsTr("Arrived %1").arg(root.visit.arrived)
                                            : qsTr("Not arrived yet")
                Layout.fillWidth: true
            }
        }
        Tag {
            objectName: "kept"
            visible: root.visit.hasArrived && root.visit.failure === ""
            text: root.visit.kept === "" ? qsTr("Keeping…") : root.visit.kept
            iconName: root.visit.kept === "" ? "clock" : "check"
            plain: true
        }
        AppButton {
            objectName: "leaveForNow"
            iconName: root.visit.hasArrived ? "pause" : "close"
            text: root.visit.hasArrived ? qsTr("Leave for now") : qsTr("Not now")
            onClicked: root.visit.leaveForNow()
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
