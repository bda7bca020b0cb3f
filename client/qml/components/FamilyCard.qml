// A family with its children: what is due, and the way to the file and to a visit.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Card {
    id: root

    required property string scope
    required property string family
    required property string address
    required property string hazard
    required property int level
    required property var childLines
    required property string draft
    required property string draftSince
    required property int reviews
    required property bool pending
    property bool showsVisit: true
    signal opened()
    signal visited()

    padding: 16
    spacing: 12

    RowLayout {
        spacing: 12
        Layout.fillWidth: true

        Rectangle {
            // How urgent, for the eye that runs down the list; the words stand beside it.
            visible: root.level !== Urgency.Calm
            radius: 2
            color: root.level === Urgency.Late ? Theme.redLine : Theme.amberLine
            Layout.preferredWidth: 4
            Layout.preferredHeight: 40
        }
        ColumnLayout {
            spacing: 0
            Layout.fillWidth: true

            AppText {
                kind: AppText.Title
                text: root.family
                Layout.fillWidth: true
            }
            AppText {
                kind: AppText.Caption
                text: root.address === "" ? qsTr("Address protected: see the case file")
                                          : root.address
                elide: Text.ElideRight
                maximumLineCount: 1
                Layout.fillWidth: true
            }
        }
        AppButton {
            objectName: "openCase"
            text: qsTr("Case file")
            onClicked: root.opened()
        }
        AppButton {
            objectName: "startVisit"
            visible: root.showsVisit
            kind: AppButton.Primary
            text: root.draft === "" ? qsTr("Visit") : qsTr("Go on")
            Accessible.name: qsTr("%1: %2").arg(text).arg(root.family)
            iconName: "door"
            onClicked: root.visited()
        }
    }
    Flow {
        spacing: 8
        visible: root.hazard !== "" || root.draft !== "" || root.reviews > 0 || root.pending
        Layout.fillWidth: true

        Tag {
            text: root.hazard
            level: Urgency.Soon
            iconName: "warning"
        }
        Tag {
            text: root.draft === "" ? ""
                : root.draftSince === "" ? qsTr("visit planned, not arrived yet")
                                         : qsTr("visit in progress since %1").arg(root.draftSince)
            iconName: "pause"
        }
        Tag {
            text: root.reviews === 0 ? "" : qsTr("%1 to decide").arg(root.reviews)
            iconName: "review"
        }
        Tag {
            text: root.pending ? qsTr("not yet at the server") : ""
            iconName: "tablet"
        }
    }
    Rectangle {
        color: Theme.line
        Layout.fillWidth: true
        Layout.preferredHeight: 1
    }
    Rows {
        model: root.childLines
        spacing: 12
        Layout.fillWidth: true

        ChildStatusLine {
            required property var modelData

            child: modelData
        }
    }
}
