// One glance tells whether everything is safe: what is on this tablet only, when the server was
// last reached, what is held, what waits for a decision.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    required property SyncModel sync
    signal opened()

    readonly property bool wide: width >= 760

    component Fact: Column {
        id: fact

        property int count: 0
        property string what

        spacing: 0
        Layout.preferredWidth: 72
        Accessible.role: Accessible.StaticText
        Accessible.name: count + " " + what

        AppText {
            kind: AppText.Title
            text: fact.count
            color: fact.count > 0 ? Theme.accentInk : Theme.inkSoft
            horizontalAlignment: Text.AlignHCenter
            width: parent.width
            Accessible.ignored: true
        }
        AppText {
            kind: AppText.Caption
            text: fact.what
            horizontalAlignment: Text.AlignHCenter
            width: parent.width
            Accessible.ignored: true
        }
    }

    radius: Theme.radius
    color: Theme.surface
    border.width: 1
    border.color: Theme.line
    implicitHeight: line.implicitHeight + 24

    RowLayout {
        id: line

        anchors.fill: parent
        anchors.margins: 12
        anchors.leftMargin: 20
        spacing: 16

        Icon {
            name: root.sync.isSafe ? "safe" : root.sync.isReachable ? "tablet" : "offline"
            color: Theme.accent
            size: 28
        }
        ColumnLayout {
            spacing: 0
            Layout.fillWidth: true

            AppText {
                objectName: "safetyHeadline"
                kind: AppText.Strong
                text: root.sync.headline
                Layout.fillWidth: true
            }
            AppText {
                kind: AppText.Caption
                text: root.wide ? qsTr("Server last reached %1").arg(root.sync.lastContact)
                                : root.facts
                Layout.fillWidth: true
            }
        }
        Fact {
            visible: root.wide
            count: root.sync.unsent
            what: qsTr("unsent")
        }
        Fact {
            visible: root.wide
            count: root.sync.held
            what: qsTr("held")
        }
        Fact {
            visible: root.wide
            count: root.sync.reviews
            what: qsTr("to decide")
        }
        IconButton {
            iconName: "forward"
            text: qsTr("Show what is unsent and held")
            onClicked: root.opened()
        }
    }

    readonly property string facts: qsTr("%1 unsent, %2 held, %3 to decide. Server reached %4")
        .arg(sync.unsent).arg(sync.held).arg(sync.reviews).arg(sync.lastContact)
}
