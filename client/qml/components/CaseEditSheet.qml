// The form that the pencil opens.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Sheet {
    id: root

    required property CaseEditor editor
    required property int today

    visible: editor.form !== CaseEditor.Nothing
    title: editor.title
    canSave: editor.canSave
    onSaved: editor.save()
    onCancelled: editor.cancel()
    onOpened: editor.isLong || editor.asksDay ? longText.field.forceActiveFocus()
                                              : shortText.field.forceActiveFocus()

    ColumnLayout {
        visible: root.editor.levels.length > 0
        spacing: Theme.unit
        Layout.fillWidth: true

        AppText {
            kind: AppText.Strong
            text: qsTr("How much care")
            Layout.fillWidth: true
        }
        Rows {
            model: root.editor.levels
            spacing: Theme.unit
            Layout.fillWidth: true

            OptionButton {
                required property string modelData
                required property int index

                alignLeft: true
                text: modelData
                selected: root.editor.level === index
                onClicked: root.editor.level = index
            }
        }
    }
    FormLine {
        id: shortText

        objectName: "editLine"
        visible: !longText.visible
        label: root.editor.label
        text: root.editor.text
        onEdited: text => root.editor.text = text
        onAccepted: root.editor.save()
        Layout.fillWidth: true
    }
    FormText {
        id: longText

        objectName: "editText"
        visible: root.editor.isLong || root.editor.asksDay
        label: root.editor.label
        text: root.editor.text
        lines: root.editor.form === CaseEditor.Plan ? 10 : 2
        onEdited: text => root.editor.text = text
        Layout.fillWidth: true
    }
    DayField {
        visible: root.editor.asksDay
        label: root.editor.dayLabel
        day: root.editor.day
        today: root.today
        past: root.editor.form === CaseEditor.Chronology
        onChosen: day => root.editor.day = day
        Layout.fillWidth: true
    }
    Banner {
        text: root.editor.failure
        level: Urgency.Late
        Layout.fillWidth: true
    }
}
