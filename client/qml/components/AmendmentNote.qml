// What was amended: the new words, why, by whom and when.
import QtQuick
import QtQuick.Layouts
import Hearth

Rectangle {
    id: root

    required property var note  // AmendmentLine

    radius: Theme.controlRadius
    color: Theme.sunken
    implicitHeight: column.implicitHeight + 20

    ColumnLayout {
        id: column

        x: 12
        y: 10
        width: parent.width - 24
        spacing: 2

        Tag {
            text: root.note.proposed ? qsTr("proposed") : qsTr("amended")
            iconName: "edit"
            plain: true
        }
        AppText {
            text: root.note.text
            Layout.fillWidth: true
        }
        AppText {
            kind: AppText.Caption
            text: qsTr("Because: %1").arg(root.note.reason)
            Layout.fillWidth: true
        }
        AppText {
            kind: AppText.Caption
            text: root.note.byline
            Layout.fillWidth: true
        }
    }
}
