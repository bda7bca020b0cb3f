// The tabs of a case file. Where there is no room for who is who beside them, it is the first tab.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ColumnLayout {
    id: root

    required property AppModel app
    property bool withWho: false
    property int tab: 0

    readonly property var titles: [qsTr("Visits"), qsTr("Chronology"), qsTr("Tasks"), qsTr("Plan"),
                                   qsTr("History")]
    readonly property var titlesWithWho: [qsTr("Who is who"), qsTr("Visits"), qsTr("Chronology"),
                                          qsTr("Tasks"), qsTr("Plan"), qsTr("History")]
    // The tab among those of the wide form; -1: who is who.
    readonly property int shown: withWho ? tab - 1 : Math.min(tab, titles.length - 1)

    spacing: 0

    TabRow {
        objectName: "caseTabs"
        titles: root.withWho ? root.titlesWithWho : root.titles
        current: root.tab
        onChosen: index => root.tab = index
        Layout.fillWidth: true
        Layout.leftMargin: root.withWho ? 24 : 0
        Layout.rightMargin: 24
    }
    Loader {
        id: page

        Layout.fillWidth: true
        Layout.fillHeight: true
    }

    readonly property string shownName: ["CaseWho", "CaseVisits", "CaseChronology", "CaseTasks",
                                         "CasePlan", "CaseHistory"][shown + 1]
    function showTab() {
        page.setSource(Qt.resolvedUrl(shownName + ".qml"), { app: app })
    }
    onShownNameChanged: showTab()
    Component.onCompleted: showTab()
}
