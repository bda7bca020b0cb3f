// When it happened, was recorded, was received.
pragma ComponentBehavior: Bound
import QtQuick
import Hearth

Flow {
    id: root

    property string happened
    property string recorded
    property string received

    spacing: 16

    Repeater {
        model: [[qsTr("happened"), root.happened], [qsTr("recorded"), root.recorded],
                [qsTr("received by the server"), root.received]]

        AppText {
            required property var modelData

            kind: AppText.Caption
            visible: modelData[1] !== ""
            text: qsTr("%1 %2").arg(modelData[0]).arg(modelData[1])
        }
    }
}
