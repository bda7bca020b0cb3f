// A page that scrolls: one column, no wider than is good to read, and what has the keyboard in
// view.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth

Flickable {
    id: root

    default property alias content: column.data
    property int maxWidth: Theme.readingWidth
    property int margin: width >= Theme.readingWidth ? 32 : 20
    property int topGap: margin
    property alias spacing: column.spacing

    contentWidth: width
    contentHeight: column.implicitHeight + topGap + margin
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    T.ScrollBar.vertical: AppScrollBar {}

    function bringIntoView(item: Item) {
        if (!item || !isInside(item)) return
        const top = item.mapToItem(root.contentItem, 0, 0).y
        const bottom = top + item.height
        if (top < contentY + 16) contentY = Math.max(0, top - 16)
        else if (bottom > contentY + height - 16) {
            contentY = Math.min(Math.max(0, contentHeight - height), bottom + 16 - height)
        }
    }
    function isInside(item: Item): bool {
        for (let at = item; at; at = at.parent) {
            if (at === column) return true
        }
        return false
    }

    Connections {
        target: root.Window.window
        function onActiveFocusItemChanged() {
            root.bringIntoView(root.Window.window.activeFocusItem)
        }
    }

    ColumnLayout {
        id: column

        width: Math.min(root.width - 2 * root.margin, root.maxWidth)
        x: (root.width - width) / 2
        y: root.topGap
        spacing: 16
    }
}
