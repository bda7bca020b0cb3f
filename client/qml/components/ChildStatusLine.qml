// One child in one line: who, how old, what plan; what is due and how long not seen alone.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Item {
    id: root

    required property var child  // ChildLine

    readonly property bool narrow: width < 560

    implicitHeight: grid.implicitHeight
    Accessible.role: Accessible.StaticText
    Accessible.name: child.spoken

    GridLayout {
        id: grid

        width: parent.width
        columns: root.narrow ? 1 : 2
        columnSpacing: 12
        rowSpacing: 4

        RowLayout {
            spacing: 8
            Layout.fillWidth: true

            AppText {
                kind: AppText.Strong
                text: root.child.name
                elide: Text.ElideRight
                maximumLineCount: 1
                Layout.maximumWidth: 180
            }
            AppText {
                text: root.child.plan === "" ? root.child.age
                : qsTr("%1, %2").arg(root.child.age).arg(root.child.plan)
                color: Theme.inkSoft
                elide: Text.ElideRight
                maximumLineCount: 1
                Layout.fillWidth: true
            }
        }
        Row {
            spacing: 8

            Tag {
                text: root.child.due
                level: root.child.dueLevel
                iconName: level === Urgency.Late ? "late" : "clock"
            }
            Tag {
                text: root.child.alone
                level: root.child.aloneLevel
                iconName: "person"
            }
        }
    }
}
