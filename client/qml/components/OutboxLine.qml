// A change that the server has not taken in, or holds.
import QtQuick
import QtQuick.Layouts
import Hearth

Card {
    id: root

    required property string what
    required property string when
    required property string size
    required property bool held
    required property string note

    padding: 14

    RowLayout {
        spacing: 12
        Layout.fillWidth: true

        Icon {
            name: root.held ? "pause" : "tablet"
            color: Theme.inkSoft
            Layout.alignment: Qt.AlignTop
        }
        ColumnLayout {
            spacing: 2
            Layout.fillWidth: true

            AppText {
                text: root.what
                Layout.fillWidth: true
            }
            AppText {
                kind: AppText.Caption
                visible: text !== ""
                text: root.note
                Layout.fillWidth: true
            }
        }
        AppText {
            kind: AppText.Caption
            text: qsTr("%1 · %2").arg(root.when).arg(root.size)
        }
    }
}
