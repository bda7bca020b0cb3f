// One of the app's own drawings, in any colour.
import QtQuick
import Hearth

Image {
    id: root

    property string name
    property color color: Theme.ink
    property int size: Theme.iconSize

    readonly property int pixels: Math.round(size * Screen.devicePixelRatio)

    source: name === "" ? "" : "image://icon/" + name + "/" + String(color).slice(-6)
    sourceSize.width: pixels
    sourceSize.height: pixels
    width: size
    height: size
    fillMode: Image.PreserveAspectFit
    smooth: true
    Accessible.ignored: true
}
