// Two answers side by side; keep one, take the other or write a third, always with a reason.
// Nothing disappears: what is not kept stays in the history.
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property ReviewModel reviews
    signal caseOpened(string scope)

    maxWidth: 1040

    PageHeader {
        hasBack: true
        title: root.reviews.title
        subtitle: qsTr("%1 family · %2").arg(root.reviews.family).arg(root.reviews.cause)
        onBack: root.reviews.close()
        Layout.fillWidth: true

        AppButton {
            text: qsTr("Case file")
            onClicked: root.caseOpened(root.reviews.scope)
        }
    }
    Banner {
        text: root.reviews.explanation
        iconName: "review"
        Layout.fillWidth: true
    }
    Banner {
        visible: root.reviews.isMasked
        title: qsTr("This is about where a protected person is.")
        text: qsTr("It stays masked until you ask for it.")
        iconName: "lock"
        action: qsTr("Show it")
        onActed: root.reviews.reveal()
        Layout.fillWidth: true
    }
    Grid {
        id: sides

        // Side by side and of one height, whichever answer is the longer one.
        readonly property int sideWidth: (width - (columns - 1) * columnSpacing) / columns
        readonly property real tallest: {
            let tallest = 0
            for (let i = 0; i < children.length; ++i) {
                tallest = Math.max(tallest, children[i].implicitHeight)
            }
            return tallest
        }

        columns: root.width >= 720 ? Math.min(2, Math.max(1, root.reviews.sides.count)) : 1
        columnSpacing: 16
        rowSpacing: 16
        Layout.fillWidth: true

        Repeater {
            model: root.reviews.sides

            ReviewSide {
                width: sides.sideWidth
                height: sides.columns > 1 ? sides.tallest : implicitHeight
                mayDecide: root.reviews.mayDecide
                chosen: root.reviews.choice === index
                onKept: root.reviews.choice = index
            }
        }
    }
    Card {
        visible: root.reviews.mayWriteThird
        Layout.fillWidth: true

        OptionButton {
            objectName: "writeThird"
            text: qsTr("Neither: write a third answer")
            selected: root.reviews.choice === root.reviews.sides.count
            onClicked: root.reviews.choice = root.reviews.sides.count
            Layout.fillWidth: true
        }
        UnitFields {
            visible: root.reviews.choice === root.reviews.sides.count
            editor: root.reviews.third
            Layout.fillWidth: true
        }
    }
    Card {
        visible: root.reviews.mayDecide
        Layout.fillWidth: true

        FormText {
            objectName: "reason"
            label: qsTr("Why you decide so")
            hint: qsTr("It stands in the record beside the answer.")
            lines: 2
            text: root.reviews.reason
            onEdited: text => root.reviews.reason = text
            Layout.fillWidth: true
        }
        AppButton {
            objectName: "settle"
            kind: AppButton.Primary
            big: true
            iconName: "check"
            text: qsTr("Settle it")
            enabled: root.reviews.canSettle
            onClicked: root.reviews.settle()
        }
    }
    Banner {
        visible: !root.reviews.mayDecide && !root.reviews.isMasked
        iconName: root.reviews.settledReason === "" ? "person" : "check"
        title: root.reviews.settledReason === ""
               ? qsTr("For %1 to decide").arg(root.reviews.owner) : qsTr("Settled")
        text: root.reviews.settledReason
        Layout.fillWidth: true
    }
    Banner {
        text: root.reviews.failure
        level: Urgency.Soon
        Layout.fillWidth: true
    }
}
