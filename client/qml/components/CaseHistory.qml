// Who changed what: when it happened, when it was written down, when the server received it. A
// value that did not stand is here too.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

RowList {
    id: root

    required property AppModel app

    model: app.caseFile.history
    emptyText: qsTr("Nothing was changed yet.")

    delegate: Card {
        id: entry

        required property string who
        required property string what
        required property string value
        required property string happened
        required property string recorded
        required property string received
        required property string note

        width: root.width - 48
        padding: 14
        spacing: 6

        RowLayout {
            spacing: 12
            Layout.fillWidth: true

            AppText {
                kind: AppText.Strong
                text: entry.what
                Layout.fillWidth: true
            }
            Tag { text: entry.note; iconName: "review" }
            Tag { text: entry.who; iconName: "person"; plain: true }
        }
        AppText {
            visible: text !== ""
            text: entry.value
            elide: Text.ElideRight
            maximumLineCount: 4
            Layout.fillWidth: true
        }
        ThreeTimes {
            happened: entry.happened
            recorded: entry.recorded
            received: entry.received
            Layout.fillWidth: true
        }
    }
}
