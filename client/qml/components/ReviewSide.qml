// One of the answers: what it says, who gave it, when three times, and what they had before them.
import QtQuick
import QtQuick.Layouts
import Hearth

Card {
    id: root

    required property int index
    required property string heading
    required property string value
    required property string who
    required property string happened
    required property string recorded
    required property string received
    required property string seen
    required property string keep
    property bool mayDecide: true
    property bool chosen: false
    signal kept()

    border.width: chosen ? 2 : 1
    border.color: chosen ? Theme.accent : Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: heading

    AppText {
        kind: AppText.Caption
        text: root.heading
        Layout.fillWidth: true
    }
    AppText {
        kind: AppText.Title
        text: root.value
        Layout.fillWidth: true
        Layout.bottomMargin: 4
    }
    Rectangle {
        color: Theme.line
        Layout.fillWidth: true
        Layout.preferredHeight: 1
    }
    FactLine {
        iconName: "person"
        label: qsTr("Who")
        value: root.who
        Layout.fillWidth: true
    }
    FactLine {
        visible: root.happened !== ""
        iconName: "today"
        label: qsTr("Happened")
        value: root.happened
        Layout.fillWidth: true
    }
    FactLine {
        iconName: "edit"
        label: qsTr("Recorded")
        value: root.recorded
        Layout.fillWidth: true
    }
    FactLine {
        iconName: "safe"
        label: qsTr("Received by the server")
        value: root.received
        Layout.fillWidth: true
    }
    FactLine {
        iconName: "eye"
        label: qsTr("What they had seen")
        value: root.seen
        Layout.fillWidth: true
    }
    Item { Layout.fillHeight: true }
    OptionButton {
        objectName: "keep" + root.index
        visible: root.mayDecide
        text: root.keep
        selected: root.chosen
        onClicked: root.kept()
        Layout.fillWidth: true
    }
}
