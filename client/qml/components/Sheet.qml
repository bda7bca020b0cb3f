// A small form over the page; the page waits behind it.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth

T.Popup {
    id: root

    property string title
    default property alias content: column.data
    property string saveText: qsTr("Save")
    property bool canSave: true
    signal saved()
    signal cancelled()

    parent: T.Overlay.overlay
    width: Math.min(600, parent ? parent.width - 48 : 600)
    height: Math.min(frame.implicitHeight + 48, parent ? parent.height - 48 : 600)
    x: parent ? (parent.width - width) / 2 : 0
    y: parent ? (parent.height - height) / 3 : 0
    modal: true
    focus: true
    padding: 24
    closePolicy: T.Popup.NoAutoClose
    T.Overlay.modal: Rectangle { color: Theme.scrim }

    background: Rectangle {
        radius: Theme.radius + 4
        color: Theme.page
        border.width: 1
        border.color: Theme.line
    }

    contentHeight: frame.implicitHeight

    ColumnLayout {
        id: frame

        anchors.fill: parent

        spacing: 20
        Keys.onEscapePressed: root.cancelled()

        AppText {
            kind: AppText.Title
            text: root.title
            Layout.fillWidth: true
        }
        Flickable {
            id: body

            contentHeight: column.implicitHeight
            contentWidth: width
            clip: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds
            implicitHeight: column.implicitHeight
            T.ScrollBar.vertical: AppScrollBar {}
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                id: column

                width: body.width
                spacing: 16
            }
        }
        RowLayout {
            spacing: Theme.unit

            Item { Layout.fillWidth: true }
            AppButton {
                text: qsTr("Cancel")
                onClicked: root.cancelled()
            }
            AppButton {
                objectName: "sheetSave"
                kind: AppButton.Primary
                text: root.saveText
                enabled: root.canSave
                onClicked: root.saved()
            }
        }
    }
}
