// A day, chosen by steps from today rather than typed on glass.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth

ColumnLayout {
    id: root

    property string label
    property int day: 0      // days since 1970; 0: none
    property int today: 0
    property bool past: false  // offers days that have been
    signal chosen(int day)

    function words(number: int): string {
        return Qt.formatDate(new Date(1970, 0, 1 + number), "ddd d MMM yyyy")
    }

    spacing: Theme.unit

    AppText {
        kind: AppText.Strong
        text: root.label
        Layout.fillWidth: true
    }
    RowLayout {
        spacing: Theme.unit

        IconButton {
            iconName: "minus"
            text: qsTr("One day earlier")
            enabled: root.day > 0
            onClicked: root.chosen(root.day - 1)
        }
        AppText {
            text: root.day > 0 ? root.words(root.day) : qsTr("No date")
            color: root.day > 0 ? Theme.ink : Theme.inkSoft
            horizontalAlignment: Text.AlignHCenter
            Layout.preferredWidth: 160
        }
        IconButton {
            iconName: "plus"
            text: qsTr("One day later")
            onClicked: root.chosen((root.day > 0 ? root.day : root.today) + 1)
        }
    }
    Flow {
        spacing: Theme.unit
        Layout.fillWidth: true

        Repeater {
            model: root.past ? [[qsTr("Today"), 0], [qsTr("Yesterday"), -1],
                                [qsTr("A week ago"), -7]]
                             : [[qsTr("Tomorrow"), 1], [qsTr("In a week"), 7],
                                [qsTr("In 2 weeks"), 14], [qsTr("In 3 months"), 91]]

            Chip {
                required property var modelData

                text: modelData[0]
                selected: root.day === root.today + modelData[1]
                isFilter: true
                onClicked: root.chosen(root.today + modelData[1])
            }
        }
    }
}
