// A fact of the case with its name above, and the pencil if it can be changed here.
import QtQuick
import QtQuick.Layouts
import Hearth

RowLayout {
    id: root

    property string iconName
    property string label
    property string value
    property string emptyText: qsTr("Not recorded")
    property bool editable: false
    signal edited()

    spacing: 12

    Icon {
        visible: name !== ""
        name: root.iconName
        color: Theme.inkSoft
        Layout.alignment: Qt.AlignTop
        Layout.topMargin: 2
    }
    ColumnLayout {
        spacing: 0
        Layout.fillWidth: true
        Layout.alignment: Qt.AlignVCenter

        AppText {
            kind: AppText.Caption
            text: root.label
            Layout.fillWidth: true
        }
        AppText {
            text: root.value === "" ? root.emptyText : root.value
            color: root.value === "" ? Theme.inkSoft : Theme.ink
            Layout.fillWidth: true
        }
    }
    IconButton {
        objectName: "edit"
        visible: root.editable
        iconName: "edit"
        text: qsTr("Change: %1").arg(root.label)
        onClicked: root.edited()
    }
}
