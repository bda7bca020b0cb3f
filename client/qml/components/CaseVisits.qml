// The visits of a family, newest first. A sealed one opens to be read, one's own draft to go on.
pragma ComponentBehavior: Bound
import QtQuick
import Hearth
import Hearth.ViewModels

RowList {
    id: root

    required property AppModel app

    model: app.caseFile.visits
    emptyText: qsTr("No visit is recorded yet.")

    delegate: VisitLine {
        width: root.width - 48
        onClicked: sealed ? root.app.openSealedVisit(key) : root.app.resumeVisit(key)
    }
}
