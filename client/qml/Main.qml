// The window: which screen is shown, and how one gets from one to the next. Its title says nothing
// of any case.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Window {
    id: root

    required property AppModel app

    readonly property bool wide: width > height && width >= Theme.wideFrom
    readonly property bool isOpened: app.page !== AppModel.Enrol && app.page !== AppModel.Unlock
    // A visit has the whole screen: there is one thing to do, and one way out.
    readonly property bool hasNavigation: isOpened && app.page !== AppModel.Visit

    width: 1280
    height: 800
    minimumWidth: 600
    minimumHeight: 560
    visible: true
    title: "Hearth"
    color: Theme.page

    Binding {
        target: Theme
        property: "dark"
        value: root.app.display.dark
    }
    Binding {
        target: Theme
        property: "textScale"
        value: root.app.display.textPercent / 100
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        RowLayout {
            spacing: 0
            Layout.fillWidth: true
            Layout.fillHeight: true

            Navigation {
                visible: root.hasNavigation && root.wide
                app: root.app
                onDisplayOpened: displaySheet.open()
                Layout.fillHeight: true
            }
            ColumnLayout {
                spacing: 0
                Layout.fillWidth: true
                Layout.fillHeight: true

                Banner {
                    text: root.app.notice
                    level: Urgency.Soon
                    action: qsTr("I have read it")
                    onActed: root.app.dismissNotice()
                    Layout.fillWidth: true
                    Layout.margins: 16
                }
                Loader {
                    id: page

                    objectName: "page"
                    focus: true
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                }
            }
        }
        Navigation {
            visible: root.hasNavigation && !root.wide
            app: root.app
            isRail: false
            onDisplayOpened: displaySheet.open()
            Layout.fillWidth: true
        }
    }
    DisplaySheet {
        id: displaySheet

        display: root.app.display
    }

    // Each screen gets the app and takes the view model that it shows.
    readonly property string screen: {
        switch (app.page) {
        case AppModel.Enrol: return "Enrol"
        case AppModel.Unlock: return "Unlock"
        case AppModel.Today: return "Today"
        case AppModel.Caseload: return "Caseload"
        case AppModel.CaseFile: return "CaseFile"
        case AppModel.Visit: return "Visit"
        case AppModel.SealedVisit: return "SealedVisit"
        case AppModel.Reviews: return "Review"
        default: return "Sync"
        }
    }
    function showScreen() {
        page.setSource(Qt.resolvedUrl("screens/" + screen + "Screen.qml"), { app: app })
    }
    onScreenChanged: showScreen()
    Component.onCompleted: showScreen()

    Shortcut {
        sequence: "Ctrl+1"
        enabled: root.hasNavigation
        onActivated: root.app.show(AppModel.Today)
    }
    Shortcut {
        sequence: "Ctrl+2"
        enabled: root.hasNavigation
        onActivated: root.app.show(AppModel.Caseload)
    }
    Shortcut {
        sequence: "Ctrl+3"
        enabled: root.hasNavigation
        onActivated: root.app.show(AppModel.Reviews)
    }
    Shortcut {
        sequence: "Ctrl+4"
        enabled: root.hasNavigation
        onActivated: root.app.show(AppModel.Sync)
    }
    Shortcut {
        sequence: "Ctrl+L"
        enabled: root.isOpened
        onActivated: root.app.lockNow()
    }
    Shortcut {
        sequence: "Alt+Left"
        enabled: root.hasNavigation
        onActivated: root.app.goBack()
    }
}
