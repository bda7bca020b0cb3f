// A row of a list that opens something.
import QtQuick
import QtQuick.Templates as T
import Hearth

T.AbstractButton {
    id: root

    implicitHeight: Math.max(Theme.bigTarget, implicitContentHeight + topPadding + bottomPadding)
    padding: 14
    leftPadding: 16
    rightPadding: 16
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Link
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.accentTint : Theme.surface
        border.width: 1
        border.color: Theme.line
        FocusRing { shown: root.visualFocus }
    }
}
