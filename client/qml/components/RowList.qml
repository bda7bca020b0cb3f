// A list of rows that scrolls, with words when it is empty.
import QtQuick
import QtQuick.Templates as T
import Hearth

ListView {
    id: root

    property string emptyText
    property string emptyIcon: "check"

    clip: true
    spacing: 8
    leftMargin: 24
    rightMargin: 24
    topMargin: 16
    bottomMargin: 24
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: AppScrollBar {}

    EmptyState {
        visible: root.count === 0
        width: root.width - 48
        x: 24
        y: 24
        iconName: root.emptyIcon
        text: root.emptyText
    }
}
