// One field of a sealed visit: the original, and its amendments beside it.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth

ColumnLayout {
    id: root

    required property int index
    required property string heading
    required property string label
    required property string value
    required property bool ownWords
    required property var amendments
    signal amended(int index)

    spacing: 10

    AppText {
        visible: text !== ""
        kind: AppText.Title
        text: root.heading
        Layout.fillWidth: true
        Layout.topMargin: 16
    }
    Card {
        padding: 16
        color: root.ownWords ? Theme.accentTint : Theme.surface
        Layout.fillWidth: true

        RowLayout {
            spacing: 12
            Layout.fillWidth: true

            Icon {
                visible: root.ownWords
                name: "quote"
                color: Theme.accentInk
                Layout.alignment: Qt.AlignTop
            }
            ColumnLayout {
                spacing: 2
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignTop

                AppText {
                    kind: AppText.Caption
                    text: root.label
                    Layout.fillWidth: true
                }
                AppText {
                    text: root.value
                    Layout.fillWidth: true
                }
            }
            ColumnLayout {
                visible: root.amendments.length > 0
                spacing: 8
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.alignment: Qt.AlignTop

                Rows {
                    model: root.amendments
                    spacing: 8
                    Layout.fillWidth: true

                    AmendmentNote {
                        required property var modelData

                        note: modelData
                    }
                }
            }
            AppButton {
                objectName: "amend"
                kind: AppButton.Quiet
                iconName: "edit"
                text: qsTr("Amend")
                Accessible.name: qsTr("Amend: %1").arg(root.label)
                onClicked: root.amended(root.index)
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: -8
            }
        }
    }
}
