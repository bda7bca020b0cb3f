// Where one can go: a rail on the left, or a bar below when the tablet is held upright.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    required property AppModel app
    property bool isRail: true
    signal displayOpened()

    component Place: NavButton {
        required property AppModel app
        required property int page

        objectName: "nav" + page
        isCurrent: app.page === page
        onClicked: app.show(page)
        Layout.alignment: Qt.AlignHCenter
    }

    color: Theme.surface
    implicitWidth: 96
    implicitHeight: 76

    Rectangle {
        color: Theme.line
        x: root.isRail ? root.width - 1 : 0
        width: root.isRail ? 1 : root.width
        height: root.isRail ? root.height : 1
    }
    GridLayout {
        anchors.fill: parent
        anchors.topMargin: root.isRail ? 16 : 4
        anchors.bottomMargin: root.isRail ? 12 : 4
        flow: root.isRail ? GridLayout.TopToBottom : GridLayout.LeftToRight
        rowSpacing: 8
        columnSpacing: 0
        rows: root.isRail ? 8 : 1
        columns: root.isRail ? 1 : 8

        Icon {
            visible: root.isRail
            name: "hearth"
            color: Theme.accent
            size: 34
            Layout.alignment: Qt.AlignHCenter
            Layout.bottomMargin: 12
        }
        Place {
            app: root.app
            page: AppModel.Today
            iconName: "today"
            text: qsTr("Today")
        }
        Place {
            app: root.app
            page: AppModel.Caseload
            iconName: "families"
            text: qsTr("Caseload")
        }
        Place {
            app: root.app
            page: AppModel.Reviews
            iconName: "review"
            text: qsTr("To decide")
            badge: root.app.reviews.openCount
        }
        Place {
            app: root.app
            page: AppModel.Sync
            iconName: root.app.sync.isReachable ? "sync" : "offline"
            text: qsTr("Sync")
            badge: root.app.sync.unsent
        }
        Item {
            visible: root.isRail
            Layout.fillHeight: true
        }
        NavButton {
            objectName: "navDisplay"
            iconName: "display"
            text: qsTr("Display")
            onClicked: root.displayOpened()
            Layout.alignment: Qt.AlignHCenter
        }
        NavButton {
            objectName: "navLock"
            iconName: "lock"
            text: qsTr("Lock")
            onClicked: root.app.lockNow()
            Layout.alignment: Qt.AlignHCenter
        }
    }
}
