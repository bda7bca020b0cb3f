// The worker's families, filtered; and the search through every word on the tablet.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property AppModel app
    readonly property CaseloadModel caseload: app.caseload
    readonly property int margin: width >= Theme.readingWidth ? 32 : 20
    readonly property int columnWidth: Math.min(width - 2 * margin, 1080)

    spacing: 16

    ColumnLayout {
        spacing: 16
        Layout.alignment: Qt.AlignHCenter
        Layout.preferredWidth: root.columnWidth
        Layout.maximumWidth: root.columnWidth
        Layout.topMargin: root.margin

        PageHeader {
            title: qsTr("Caseload")
            subtitle: root.caseload.summary
            Layout.fillWidth: true
        }
        FormLine {
            objectName: "search"
            placeholder: qsTr("Search every word on this tablet")
            iconName: "search"
            text: root.caseload.searchText
            onEdited: text => root.caseload.searchText = text
            Layout.fillWidth: true
        }
        Flow {
            visible: !root.caseload.isSearching
            spacing: Theme.unit
            Layout.fillWidth: true

            Repeater {
                model: [qsTr("All"), qsTr("Overdue"), qsTr("Not seen alone"), qsTr("On a plan"),
                        qsTr("Disability")]

                Chip {
                    required property string modelData
                    required property int index

                    text: qsTr("%1 (%2)").arg(modelData).arg(root.caseload.counts[index])
                    isFilter: true
                    selected: root.caseload.filter === index
                    onClicked: root.caseload.filter = index
                }
            }
        }
        Banner {
            text: root.caseload.failure
            Layout.fillWidth: true
        }
    }
    ListView {
        id: list

        visible: !root.caseload.isSearching
        model: root.caseload.families
        clip: true
        spacing: 12
        cacheBuffer: 400
        boundsBehavior: Flickable.StopAtBounds
        Layout.fillWidth: true
        Layout.fillHeight: true
        T.ScrollBar.vertical: AppScrollBar {}

        delegate: FamilyCard {
            width: root.columnWidth
            x: (list.width - width) / 2
            onOpened: root.app.openCase(scope)
            onVisited: root.app.startVisit(scope)
        }
        bottomMargin: 24

        EmptyState {
            visible: list.count === 0
            width: list.width
            text: qsTr("No family of yours is in this list.")
        }
    }
    ListView {
        id: hits

        visible: root.caseload.isSearching
        model: root.caseload.hits
        clip: true
        spacing: 8
        boundsBehavior: Flickable.StopAtBounds
        Layout.fillWidth: true
        Layout.fillHeight: true
        T.ScrollBar.vertical: AppScrollBar {}

        delegate: SearchHit {
            width: root.columnWidth
            x: (hits.width - width) / 2
            onClicked: root.app.openCase(scope)
        }
        bottomMargin: 24

        EmptyState {
            visible: hits.count === 0
            width: hits.width
            iconName: "search"
            text: qsTr("Nothing on this tablet has these words.")
        }
    }
}
