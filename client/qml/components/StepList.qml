// The steps of a visit beside the form: where one is, what is done, what is still open.
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

    ListView {
        anchors.fill: parent
        anchors.margins: 12
        spacing: 4
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        model: root.visit.steps
        T.ScrollBar.vertical: AppScrollBar {}

        delegate: T.AbstractButton {
            id: entry

            required property int index
            required property string title
            required property string note
            required property int progress
            readonly property bool isCurrent: index === root.visit.step

            objectName: "step" + index
            width: ListView.view.width
            implicitHeight: Math.max(Theme.bigTarget, implicitContentHeight + 20)
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.PageTab
            Accessible.name: qsTr("%1, %2").arg(title).arg(note)
            Accessible.selected: isCurrent
            onClicked: root.visit.goTo(index)
            Keys.onReturnPressed: clicked()

            contentItem: RowLayout {
                spacing: 12

                StepMark {
                    progress: entry.progress
                    Layout.leftMargin: 12
                }
                ColumnLayout {
                    spacing: 0
                    Layout.fillWidth: true

                    AppText {
                        kind: entry.isCurrent ? AppText.Strong : AppText.Body
                        text: entry.title
                        elide: Text.ElideRight
                        maximumLineCount: 1
                        Layout.fillWidth: true
                        Accessible.ignored: true
                    }
                    AppText {
                        kind: AppText.Caption
                        visible: text !== ""
                        text: entry.note
                        Layout.fillWidth: true
                        Accessible.ignored: true
                    }
                }
            }
            background: Rectangle {
                radius: Theme.controlRadius
                color: entry.isCurrent ? Theme.surface : "transparent"
                border.width: entry.isCurrent ? 1 : 0
                border.color: Theme.line
                FocusRing { shown: entry.visualFocus; anchors.margins: 0 }
            }
        }
    }
}
