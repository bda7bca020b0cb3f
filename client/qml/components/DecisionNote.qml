// A manager's decision about the visit: what, why, by whom and when.
import QtQuick
import QtQuick.Layouts
import Hearth

Card {
    id: root

    required property string decision
    required property string rationale
    required property string byline

    padding: 16
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Manager's decision: %1").arg(decision)

    FactLine {
        iconName: "check"
        label: qsTr("Manager's decision")
        value: root.decision
        Layout.fillWidth: true
    }
    AppText {
        text: qsTr("Because: %1").arg(root.rationale)
        Layout.fillWidth: true
    }
    AppText {
        kind: AppText.Caption
        text: root.byline
        Layout.fillWidth: true
    }
}
