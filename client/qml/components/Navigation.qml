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

    readonly property var places: [
        [AppModel.Today, "today", qsTr("Today"), 0],
        [AppModel.Caseload, "families", qsTr("Caseload"), 0],
        [AppModel.Reviews, "review", qsTr("To decide"), app.reviews.openCount],
        [AppModel.Sync, app.sync.isReachable ? "sync" : "offline", qsTr("Sync"), app.sync.unsent]
    ]

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
        Repeater {
            model: root.places

            NavButton {
                required property var modelData

                objectName: "nav" + modelData[0]
                iconName: modelData[1]
                text: modelData[2]
                badge: modelData[3]
                isCurrent: root.app.page === modelData[0]
                onClicked: root.app.show(modelData[0])
                Layout.alignment: Qt.AlignHCenter
            }
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
