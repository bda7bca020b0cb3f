// A place where the words were found.
import QtQuick
import QtQuick.Layouts
import Hearth

RowButton {
    id: root

    required property string scope
    required property string family
    required property string kind
    required property string snippet

    Accessible.name: qsTr("%1, %2").arg(family).arg(kind)

    contentItem: RowLayout {
        spacing: 12

        ColumnLayout {
            spacing: 2
            Layout.fillWidth: true

            AppText {
                kind: AppText.Strong
                text: qsTr("%1 · %2").arg(root.family).arg(root.kind)
                Layout.fillWidth: true
                Accessible.ignored: true
            }
            AppText {
                // Escaped by the view model; only the matches are markup.
                textFormat: Text.StyledText
                text: root.snippet
                elide: Text.ElideRight
                maximumLineCount: 2
                Layout.fillWidth: true
                Accessible.ignored: true
            }
        }
        Icon {
            name: "forward"
            color: Theme.inkSoft
        }
    }
}
