// A sentence that has to be read, across the page. Red and amber: hazards and statutory lateness,
// and what is not saved; otherwise it is calm.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    property string title
    property string text
    property string iconName: "warning"
    property int level: Urgency.Calm
    property string action
    signal acted()

    readonly property color ink: level === Urgency.Late ? Theme.redInk
                               : level === Urgency.Soon ? Theme.amberInk : Theme.accentInk

    visible: text !== "" || title !== ""
    radius: Theme.radius
    color: level === Urgency.Late ? Theme.redTint
         : level === Urgency.Soon ? Theme.amberTint : Theme.accentTint
    border.width: 1
    border.color: level === Urgency.Late ? Theme.redLine
                : level === Urgency.Soon ? Theme.amberLine : "transparent"
    implicitHeight: line.implicitHeight + 28
    implicitWidth: line.implicitWidth + 36
    Accessible.role: Accessible.AlertMessage
    Accessible.name: qsTr("%1 %2").arg(title).arg(text)

    RowLayout {
        id: line

        anchors.fill: parent
        anchors.margins: 14
        anchors.leftMargin: 18
        anchors.rightMargin: 18
        spacing: 14

        Icon {
            name: root.iconName
            color: root.ink
            size: 24
            Layout.alignment: Qt.AlignTop
        }
        ColumnLayout {
            spacing: 2
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter

            AppText {
                visible: text !== ""
                kind: AppText.Strong
                text: root.title
                color: root.ink
                Layout.fillWidth: true
            }
            AppText {
                visible: text !== ""
                text: root.text
                color: root.title === "" ? root.ink : Theme.ink
                Layout.fillWidth: true
            }
        }
        AppButton {
            visible: root.action !== ""
            text: root.action
            onClicked: root.acted()
        }
    }
}
