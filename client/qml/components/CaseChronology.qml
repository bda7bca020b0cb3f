// The concise chronology: significant events, one line each.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property AppModel app
    readonly property CaseFileModel file: app.caseFile

    spacing: 0

    AppButton {
        objectName: "addChronology"
        kind: AppButton.Quiet
        iconName: "plus"
        text: qsTr("Add a significant event")
        onClicked: root.file.editor.begin(CaseEditor.Chronology)
        Layout.leftMargin: 16
        Layout.topMargin: 8
    }
    RowList {
        id: list

        model: root.file.chronology
        topMargin: 8
        spacing: 0
        emptyText: qsTr("No significant event is written down yet.")
        Layout.fillWidth: true
        Layout.fillHeight: true

        delegate: RowLayout {
            id: line

            required property string date
            required property string source
            required property string event

            width: list.width - 48
            spacing: 16

            AppText {
                text: line.date
                color: Theme.inkSoft
                Layout.preferredWidth: 112
                Layout.alignment: Qt.AlignTop
                Layout.topMargin: 12
            }
            Rectangle {
                color: Theme.line
                Layout.preferredWidth: 2
                Layout.fillHeight: true
            }
            ColumnLayout {
                spacing: 2
                Layout.fillWidth: true
                Layout.topMargin: 12
                Layout.bottomMargin: 12

                AppText {
                    text: line.event
                    Layout.fillWidth: true
                }
                AppText {
                    kind: AppText.Caption
                    text: line.source
                    Layout.fillWidth: true
                }
            }
        }
    }
}
