// Nothing to show, said in words.
import QtQuick
import QtQuick.Layouts
import Hearth

ColumnLayout {
    id: root

    property string iconName: "check"
    property string text

    spacing: 12

    Icon {
        name: root.iconName
        size: 32
        color: Theme.inkSoft
        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: 32
    }
    AppText {
        text: root.text
        color: Theme.inkSoft
        horizontalAlignment: Text.AlignHCenter
        Layout.fillWidth: true
        Layout.bottomMargin: 32
    }
}
