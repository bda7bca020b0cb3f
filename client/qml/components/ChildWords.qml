// How we communicated, the child's own words, and, apart from them, how the child seemed.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property ChildForm child

    readonly property string name: child ? child.name : ""

    spacing: 16

    Card {
        Layout.fillWidth: true

        AppText {
            kind: AppText.Strong
            text: qsTr("How did you communicate?")
            Layout.fillWidth: true
        }
        Flow {
            spacing: Theme.unit
            Layout.fillWidth: true

            Repeater {
                model: root.child ? root.child.methods : []

                Chip {
                    required property string modelData
                    required property int index

                    text: modelData
                    isFilter: true
                    selected: root.child !== null && root.child.method === index
                    onClicked: root.child.method = index
                }
            }
        }
    }
    Card {
        Layout.fillWidth: true

        FormText {
            objectName: "ownWords"
            ownWords: true
            label: qsTr("%1's own words").arg(root.name)
            hint: qsTr("As they were said or shown, without your view of them.")
            text: root.child ? root.child.ownWords : ""
            onEdited: text => root.child.ownWords = text
            Layout.fillWidth: true
        }
    }
    Card {
        Layout.fillWidth: true

        FormText {
            objectName: "presentation"
            label: qsTr("How %1 seemed to you").arg(root.name)
            text: root.child ? root.child.presentation : ""
            onEdited: text => root.child.presentation = text
            Layout.fillWidth: true
        }
    }
}
