// Done, begun or open, told by shape.
import QtQuick
import Hearth
import Hearth.ViewModels

Rectangle {
    id: root

    property int progress: VisitStep.Open

    readonly property bool isDone: progress === VisitStep.Done

    implicitWidth: 24
    implicitHeight: 24
    radius: 12
    color: isDone ? Theme.accent : "transparent"
    border.width: isDone ? 0 : 2
    border.color: progress === VisitStep.Begun ? Theme.accent : Theme.lineStrong

    Icon {
        visible: root.isDone
        anchors.centerIn: parent
        name: "check"
        size: 16
        color: Theme.accentText
    }
    Rectangle {
        visible: root.progress === VisitStep.Begun
        anchors.centerIn: parent
        width: 10
        height: 10
        radius: 5
        color: Theme.accent
    }
}
