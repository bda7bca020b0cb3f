// How far a sync is, in a bar and in words.
import QtQuick
import QtQuick.Layouts
import Hearth

ColumnLayout {
    id: root

    property double progress: -1
    property string text

    spacing: 6
    Accessible.role: Accessible.ProgressBar
    Accessible.name: text

    Rectangle {
        color: Theme.sunken
        radius: 4
        Layout.fillWidth: true
        Layout.preferredHeight: 8

        Rectangle {
            height: parent.height
            radius: 4
            color: Theme.accent
            width: parent.width * Math.max(0.02, Math.min(1, root.progress))
        }
    }
    AppText {
        kind: AppText.Caption
        text: root.text
        Layout.fillWidth: true
        Accessible.ignored: true
    }
}
