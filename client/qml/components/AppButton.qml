// A button. Primary: the one thing to do here. Secondary: also possible. Quiet: in passing.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth

T.Button {
    id: root

    enum Kind { Primary, Secondary, Quiet }
    property int kind: AppButton.Secondary
    property string iconName
    property bool big: false

    readonly property color foreground: {
        if (!enabled) return Theme.inkSoft
        return kind === AppButton.Primary ? Theme.accentText : Theme.accentInk
    }

    implicitHeight: big ? Theme.bigTarget : Theme.target
    implicitWidth: Math.max(implicitContentWidth + leftPadding + rightPadding, Theme.target)
    leftPadding: kind === AppButton.Quiet ? 12 : 20
    rightPadding: leftPadding
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    font.weight: Font.DemiBold
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Keys.onReturnPressed: clicked()
    Keys.onEnterPressed: clicked()

    contentItem: RowLayout {
        spacing: 0

        Item { Layout.fillWidth: true }
        Icon {
            visible: root.iconName !== ""
            name: root.iconName
            color: root.foreground
            Layout.rightMargin: Theme.unit
        }
        Text {
            text: root.text
            font: root.font
            color: root.foreground
            textFormat: Text.PlainText
            Accessible.ignored: true
        }
        Item { Layout.fillWidth: true }
    }

    background: Rectangle {
        radius: Theme.controlRadius
        border.width: root.kind === AppButton.Secondary ? 1 : 0
        border.color: root.enabled ? Theme.lineStrong : Theme.line
        color: {
            if (root.kind === AppButton.Primary) {
                if (!root.enabled) return Theme.line
                return root.down ? Theme.accentPressed : Theme.accent
            }
            if (root.down) return Theme.accentTint
            return root.kind === AppButton.Secondary ? Theme.surface : "transparent"
        }
        FocusRing { shown: root.visualFocus }
    }
}
