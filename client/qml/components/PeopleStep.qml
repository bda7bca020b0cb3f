// Who is here besides the children.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property VisitModel visit: app.visit

    AppText {
        kind: AppText.Headline
        text: qsTr("Who is here?")
        Layout.fillWidth: true
    }
    AppText {
        text: qsTr("Adults and others, besides the children.")
        color: Theme.inkSoft
        Layout.fillWidth: true
    }
    Flow {
        spacing: 12
        Layout.fillWidth: true

        Repeater {
            model: root.visit.people

            Chip {
                required property string name
                required property bool present

                objectName: "person"
                text: name
                iconName: "plus"
                selected: present
                onClicked: root.visit.togglePerson(name)
            }
        }
    }
    RowLayout {
        spacing: 12
        Layout.fillWidth: true
        Layout.topMargin: 8

        FormLine {
            id: other

            objectName: "otherPerson"
            placeholder: qsTr("Somebody else: “Health visitor”, “Mother's friend”")
            onAccepted: root.add()
            Layout.fillWidth: true
        }
        AppButton {
            objectName: "addPerson"
            big: true
            iconName: "plus"
            text: qsTr("Add")
            onClicked: root.add()
        }
    }

    function add() {
        visit.addPerson(other.field.text)
        other.field.clear()
    }
}
