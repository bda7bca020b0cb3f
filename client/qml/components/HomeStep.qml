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
        text: qsTr("The home")
        Layout.fillWidth: true
    }
    Card {
        Layout.fillWidth: true

        FormText {
            objectName: "home"
            label: qsTr("What you saw of the home")
            hint: qsTr("Warmth, food, safety, where the children play and sleep.")
            lines: 8
            text: root.visit.home
            onEdited: text => root.visit.home = text
            Layout.fillWidth: true
        }
    }
}
