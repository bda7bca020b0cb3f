// A hazard: how much care, and what a visitor must know.
import QtQuick
import QtQuick.Layouts
import Hearth

Rectangle {
    id: root

    required property string key
    required property int level
    required property string levelWords
    required property string what
    required property string review
    property bool editable: false
    signal edited(string id)

    // records::HazardLevel: 1 none, 4 do not visit.
    readonly property bool isNone: level === 1
    readonly property bool isWorst: level === 4
    readonly property color ink: isNone ? Theme.inkSoft : isWorst ? Theme.redInk : Theme.amberInk

    radius: Theme.radius
    color: isNone ? Theme.sunken : isWorst ? Theme.redTint : Theme.amberTint
    border.width: isNone ? 0 : 1
    border.color: isWorst ? Theme.redLine : Theme.amberLine
    implicitHeight: line.implicitHeight + 24
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1: %2").arg(levelWords).arg(what)

    RowLayout {
        id: line

        anchors.fill: parent
        anchors.margins: 12
        anchors.leftMargin: 16
        spacing: 12

        Icon {
            name: root.isNone ? "check" : "warning"
            color: root.ink
            size: 24
            Layout.alignment: Qt.AlignTop
        }
        ColumnLayout {
            spacing: 2
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter

            AppText {
                kind: AppText.Strong
                text: root.levelWords
                color: root.ink
                Layout.fillWidth: true
            }
            AppText {
                visible: text !== ""
                text: root.what
                Layout.fillWidth: true
            }
            AppText {
                kind: AppText.Caption
                visible: text !== ""
                text: root.review
                Layout.fillWidth: true
            }
        }
        IconButton {
            objectName: "editAlert"
            visible: root.editable
            iconName: "edit"
            color: root.ink
            text: qsTr("Change this alert")
            onClicked: root.edited(root.key)
        }
    }
}
