// Why not alone: the lawful reasons (Care Planning Regulations 2010, reg. 29) and free text.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property ChildForm child

    visible: child !== null && child.asksDetail
    spacing: Theme.unit

    AppText {
        visible: root.child !== null && root.child.asksReason
        kind: AppText.Strong
        text: qsTr("Why not alone?")
        Layout.fillWidth: true
    }
    Rows {
        model: root.child && root.child.asksReason ? root.child.reasons : []
        spacing: Theme.unit
        Layout.fillWidth: true

        OptionButton {
            required property string modelData
            required property int index

            objectName: "reason" + index
            alignLeft: true
            text: modelData
            selected: root.child !== null && root.child.reason === index + 1
            onClicked: root.child.reason = index + 1
        }
    }
    FormText {
        objectName: "detail"
        lines: 2
        label: root.child && root.child.asksReason ? qsTr("What prevented it")
                                                   : qsTr("Why not seen")
        text: root.child ? root.child.detail : ""
        onEdited: text => root.child.detail = text
        Layout.fillWidth: true
        Layout.topMargin: 8
    }
}
