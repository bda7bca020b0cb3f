// A sheet of paper on the page: what belongs together.
import QtQuick
import QtQuick.Layouts
import Hearth

Rectangle {
    id: root

    default property alias content: column.data
    property int padding: 20
    property alias spacing: column.spacing

    color: Theme.surface
    radius: Theme.radius
    border.width: 1
    border.color: Theme.line
    implicitHeight: column.implicitHeight + 2 * padding
    implicitWidth: column.implicitWidth + 2 * padding

    ColumnLayout {
        id: column

        x: root.padding
        y: root.padding
        width: root.width - 2 * root.padding
        height: root.height - 2 * root.padding
        spacing: 12
    }
}
