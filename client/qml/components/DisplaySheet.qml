// How the screens look.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth
import Hearth.ViewModels

T.Popup {
    id: root

    required property DisplayModel display

    parent: T.Overlay.overlay
    width: Math.min(480, parent ? parent.width - 48 : 480)
    height: contentHeight + 48
    contentHeight: content.implicitHeight
    x: parent ? (parent.width - width) / 2 : 0
    y: parent ? (parent.height - height) / 3 : 0
    modal: true
    focus: true
    padding: 24
    T.Overlay.modal: Rectangle { color: Theme.scrim }

    background: Rectangle {
        radius: Theme.radius + 4
        color: Theme.page
        border.width: 1
        border.color: Theme.line
    }
    ColumnLayout {
        id: content

        anchors.fill: parent
        spacing: 16

        AppText {
            kind: AppText.Title
            text: qsTr("Display")
            Layout.fillWidth: true
        }
        AppText {
            kind: AppText.Strong
            text: qsTr("Colours")
            Layout.fillWidth: true
        }
        Row {
            id: colours

            spacing: Theme.unit
            Layout.fillWidth: true

            Repeater {
                model: [qsTr("Light"), qsTr("Dark")]

                OptionButton {
                    required property string modelData
                    required property int index

                    text: modelData
                    selected: root.display.dark === (index === 1)
                    width: (colours.width - colours.spacing) / 2
                    onClicked: root.display.dark = index === 1
                }
            }
        }
        AppText {
            kind: AppText.Strong
            text: qsTr("Text size")
            Layout.fillWidth: true
        }
        Row {
            id: sizes

            spacing: Theme.unit
            Layout.fillWidth: true

            Repeater {
                model: [[qsTr("Ordinary"), 100], [qsTr("Larger"), 115], [qsTr("Largest"), 130]]

                OptionButton {
                    required property var modelData

                    text: modelData[0]
                    selected: root.display.textPercent === modelData[1]
                    width: (sizes.width - 2 * sizes.spacing) / 3
                    onClicked: root.display.textPercent = modelData[1]
                }
            }
        }
        AppButton {
            kind: AppButton.Primary
            text: qsTr("Close")
            onClicked: root.close()
            Layout.alignment: Qt.AlignRight
        }
    }
}
