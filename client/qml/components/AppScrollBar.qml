import QtQuick
import QtQuick.Templates as T
import Hearth

T.ScrollBar {
    id: root

    implicitWidth: 10
    padding: 2
    visible: size < 1
    minimumSize: 0.08

    contentItem: Rectangle {
        implicitWidth: 6
        radius: 3
        color: root.pressed ? Theme.inkSoft : Theme.lineStrong
        opacity: root.active ? 0.9 : 0.35
    }
}
