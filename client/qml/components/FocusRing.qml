// Shows where the keyboard is. Drawn, not blurred.
import QtQuick
import Hearth

Rectangle {
    property bool shown: false

    anchors.fill: parent
    anchors.margins: -3
    color: "transparent"
    radius: Theme.controlRadius + 3
    border.width: 2
    border.color: Theme.ink
    visible: shown
}
