// Who a child is and how to communicate with them, for whoever visits next.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Card {
    id: root

    required property string name
    required property string age
    required property string facts
    required property string method
    required property string profile
    required property string disability
    required property string plan
    required property string due
    required property int dueLevel
    required property string alone
    required property int aloneLevel

    padding: 16
    spacing: 10

    ColumnLayout {
        spacing: 0
        Layout.fillWidth: true

        AppText {
            kind: AppText.Title
            text: qsTr("%1, %2").arg(root.name).arg(root.age)
            Layout.fillWidth: true
        }
        AppText {
            kind: AppText.Caption
            text: root.facts
            Layout.fillWidth: true
        }
    }
    Flow {
        spacing: 8
        Layout.fillWidth: true

        Tag { text: root.plan }
        Tag {
            text: root.due
            level: root.dueLevel
            iconName: level === Urgency.Late ? "late" : "clock"
        }
        Tag {
            text: root.alone
            level: root.aloneLevel
            iconName: "person"
        }
        Tag { text: root.disability }
    }
    RowLayout {
        visible: root.method !== "" || root.profile !== ""
        spacing: 12
        Layout.fillWidth: true

        Icon {
            name: "speak"
            color: Theme.accentInk
            Layout.alignment: Qt.AlignTop
        }
        ColumnLayout {
            spacing: 0
            Layout.fillWidth: true

            AppText {
                kind: AppText.Strong
                visible: text !== ""
                text: root.method
                Layout.fillWidth: true
            }
            AppText {
                visible: text !== ""
                text: root.profile
                Layout.fillWidth: true
            }
        }
    }
}
