// Questions that need a person: the list, or the one that is open, side by side.
import QtQuick
import Hearth
import Hearth.ViewModels

Item {
    id: root

    required property AppModel app
    readonly property ReviewModel reviews: app.reviews

    ReviewList {
        anchors.fill: parent
        visible: !root.reviews.isOpen
        reviews: root.reviews
    }
    ReviewDetail {
        anchors.fill: parent
        visible: root.reviews.isOpen
        reviews: root.reviews
        onCaseOpened: scope => root.app.openCase(scope)
    }
}
