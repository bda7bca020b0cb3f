// A task: what, for which family, by when; and the tap that says it is done.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Card {
    id: root

    property string wording
    property string family
    property string owner
    property string due
    property bool late: false
    property string done
    property string actionText: qsTr("Done")
    property string actionIcon: "check"
    property bool hasAction: done === ""
    signal acted()

    padding: 12

    RowLayout {
        spacing: 12
        Layout.fillWidth: true

        ColumnLayout {
            spacing: 2
            Layout.fillWidth: true
            Layout.leftMargin: 4

            AppText {
                text: root.wording
                color: root.done === "" ? Theme.ink : Theme.inkSoft
                Layout.fillWidth: true
            }
            Flow {
                spacing: 8
                Layout.fillWidth: true

                Tag {
                    text: root.due
                    level: root.late ? Urgency.Late : Urgency.Calm
                    iconName: root.late ? "late" : "clock"
                }
                Tag { text: root.family; iconName: "home"; plain: true }
                Tag { text: root.owner; iconName: "person"; plain: true }
                Tag {
                    text: root.done === "" ? "" : qsTr("done %1").arg(root.done)
                    iconName: "check"
                }
            }
        }
        AppButton {
            visible: root.hasAction
            text: root.actionText
            iconName: root.actionIcon
            Accessible.name: qsTr("%1: %2").arg(root.actionText).arg(root.wording)
            onClicked: root.acted()
        }
    }
}
