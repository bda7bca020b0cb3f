// Who is who, where there is no room for it beside the tabs.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app

    margin: 24

    WhoIsWho {
        file: root.app.caseFile
        Layout.fillWidth: true
    }
}
