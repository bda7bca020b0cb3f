// Rows made from a model, under one another, each as wide as the whole.
// A Repeater never stands in a layout itself: the layouts of Qt 6.4 read a row after it was freed
// when its model changes while they arrange. A Column hands its rows to no layout.
import QtQuick

Column {
    id: root

    property alias model: repeater.model
    default property alias delegate: repeater.delegate
    readonly property alias count: repeater.count

    visible: count > 0

    Repeater {
        id: repeater

        // Until the whole has a width a row has its own: of rows without a width a Column makes no
        // height, and a layout gives nothing without height a width.
        onItemAdded: (index, item) => {
            item.width = Qt.binding(() => root.width > 0 ? root.width : item.implicitWidth)
        }
    }
}
