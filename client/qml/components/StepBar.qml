// The steps of a visit above the form, for a tablet held upright.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    required property VisitModel visit

    color: Theme.sunken
    implicitHeight: 64

    ListView {
        id: list

        anchors.fill: parent
        leftMargin: 16
        rightMargin: 16
        spacing: 4
        orientation: ListView.Horizontal
        boundsBehavior: Flickable.StopAtBounds
        model: root.visit.steps
        currentIndex: root.visit.step
        highlightFollowsCurrentItem: false
        onCurrentIndexChanged: showCurrent()
        onWidthChanged: showCurrent()
        onContentWidthChanged: showCurrent()

        function showCurrent() { positionViewAtIndex(currentIndex, ListView.Center) }

        delegate: T.AbstractButton {
            id: entry

            required property int index
            required property string title
            required property string note
            required property int progress
            readonly property bool isCurrent: index === root.visit.step

            objectName: "step" + index
            height: list.height
            implicitWidth: implicitContentWidth + leftPadding + rightPadding
            leftPadding: 14
            rightPadding: 16
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.PageTab
            Accessible.name: qsTr("%1, %2").arg(title).arg(note)
            Accessible.selected: isCurrent
            onClicked: root.visit.goTo(index)
            Keys.onReturnPressed: clicked()

            contentItem: RowLayout {
                spacing: 8

                StepMark { progress: entry.progress }
                AppText {
                    kind: entry.isCurrent ? AppText.Strong : AppText.Body
                    text: entry.title
                    wrapMode: Text.NoWrap
                    Accessible.ignored: true
                }
            }
            background: Item {
                Rectangle {
                    anchors.fill: parent
                    anchors.topMargin: 8
                    anchors.bottomMargin: 8
                    radius: Theme.controlRadius
                    color: entry.isCurrent ? Theme.surface : "transparent"
                    border.width: entry.isCurrent ? 1 : 0
                    border.color: Theme.line
                    FocusRing { shown: entry.visualFocus; anchors.margins: 0 }
                }
            }
        }
    }
}
