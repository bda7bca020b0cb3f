// What this page is, and the way back.
import QtQuick
import QtQuick.Layouts
import Hearth

RowLayout {
    id: root

    property string title
    property string subtitle
    property bool hasBack: false
    default property alias actions: actionRow.data
    signal back()

    spacing: Theme.unit

    IconButton {
        visible: root.hasBack
        iconName: "back"
        text: qsTr("Back")
        onClicked: root.back()
        Layout.leftMargin: -12
        Layout.alignment: Qt.AlignTop
    }
    ColumnLayout {
        spacing: 2
        Layout.fillWidth: true

        AppText {
            kind: AppText.Headline
            text: root.title
            Layout.fillWidth: true
        }
        AppText {
            visible: text !== ""
            text: root.subtitle
            color: Theme.inkSoft
            Layout.fillWidth: true
        }
    }
    Row {
        id: actionRow

        spacing: Theme.unit
        Layout.alignment: Qt.AlignTop
    }
}
