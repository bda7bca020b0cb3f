// The fields of one value, to be written anew: the third answer of a review, an amendment.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property UnitEditor editor

    spacing: 16

    Rows {
        model: root.editor.fields
        spacing: 16
        Layout.fillWidth: true

        ColumnLayout {
            id: entry

            required property int index
            required property string label
            required property string text
            required property var options
            required property int choice
            required property bool isDate
            required property bool readOnly

            spacing: Theme.unit

            FactLine {
                visible: entry.readOnly
                label: entry.label
                value: entry.text
                Layout.fillWidth: true
            }
            FormLine {
                visible: entry.isDate
                label: entry.label
                placeholder: qsTr("dd/mm/yyyy")
                text: entry.text
                onEdited: text => root.editor.setText(entry.index, text)
                Layout.fillWidth: true
            }
            FormText {
                objectName: "unitText"
                visible: !entry.readOnly && !entry.isDate && entry.options.length === 0
                label: entry.label
                text: entry.text
                lines: 2
                onEdited: text => root.editor.setText(entry.index, text)
                Layout.fillWidth: true
            }
            AppText {
                visible: entry.options.length > 0
                kind: AppText.Strong
                text: entry.label
                Layout.fillWidth: true
            }
            Flow {
                visible: entry.options.length > 0
                spacing: Theme.unit
                Layout.fillWidth: true

                Repeater {
                    model: entry.options

                    Chip {
                        required property string modelData
                        required property int index

                        text: modelData
                        isFilter: true
                        selected: entry.choice === index
                        onClicked: root.editor.setChoice(entry.index, index)
                    }
                }
            }
        }
    }
}
