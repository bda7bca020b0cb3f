// What worries, and what the worker makes of it: their view, apart from the child's own words.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property VisitModel visit: app.visit

    AppText {
        kind: AppText.Headline
        text: qsTr("Concerns and analysis")
        Layout.fillWidth: true
    }
    Card {
        spacing: 24
        Layout.fillWidth: true

        FormText {
            objectName: "concerns"
            label: qsTr("Concerns")
            hint: qsTr("What worries you, and what works well.")
            lines: 5
            text: root.visit.concerns
            onEdited: text => root.visit.concerns = text
            Layout.fillWidth: true
        }
        FormText {
            objectName: "analysis"
            label: qsTr("Analysis")
            hint: qsTr("What it means for each child.")
            lines: 6
            text: root.visit.analysis
            onEdited: text => root.visit.analysis = text
            Layout.fillWidth: true
        }
    }
}
