// One visit in a line: when, what kind, who was seen, by whom, and where it stands.
import QtQuick
import QtQuick.Layouts
import Hearth

RowButton {
    id: root

    required property string key
    required property string kind
    required property string when
    required property string worker
    required property string seen
    required property bool sealed
    required property bool mine
    required property int amendments
    required property bool pending

    readonly property bool opens: sealed || mine

    enabled: opens
    focusPolicy: opens ? Qt.StrongFocus : Qt.NoFocus
    Accessible.name: qsTr("%1, %2, %3, %4").arg(when).arg(kind).arg(worker).arg(seen)

    contentItem: RowLayout {
        spacing: 16

        ColumnLayout {
            spacing: 4
            Layout.fillWidth: true

            AppText {
                kind: AppText.Strong
                text: qsTr("%1 · %2").arg(root.when).arg(root.kind)
                Layout.fillWidth: true
                Accessible.ignored: true
            }
            AppText {
                text: root.seen
                visible: text !== ""
                Layout.fillWidth: true
                Accessible.ignored: true
            }
            Flow {
                spacing: 12
                Layout.fillWidth: true

                Tag { text: root.worker; iconName: "person"; plain: true }
                Tag {
                    text: root.sealed ? qsTr("sealed") : qsTr("in progress")
                    iconName: root.sealed ? "seal" : "pause"
                    plain: root.sealed
                }
                Tag {
                    text: root.amendments === 0 ? "" : qsTr("amended (%1)").arg(root.amendments)
                    iconName: "edit"
                    plain: true
                }
                Tag {
                    text: root.pending ? qsTr("not yet at the server") : ""
                    iconName: "tablet"
                }
            }
        }
        Icon {
            visible: root.opens
            name: "forward"
            color: Theme.inkSoft
        }
    }
}
