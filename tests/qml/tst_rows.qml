import QtQuick
import QtQuick.Layouts
import QtTest
import Hearth

// Rows made anew while a layout arranges itself: with a Repeater in the layout itself, Qt 6.4
// reads freed rows and the app falls within a few of these rounds.
Item {
    id: root

    property int round: 0
    readonly property var numbers: round % 2 ? [round, 1] : [2, round, 3, 4]

    width: 400
    height: 400

    ColumnLayout {
        id: page

        width: 100 + root.round % 5
        height: 200 + root.round % 7

        Rows {
            id: rows

            model: root.numbers
            spacing: 8
            Layout.fillWidth: true

            RowLayout {
                required property int modelData

                AppText {
                    text: modelData
                    Layout.fillWidth: true
                }
            }
        }
        Rows {
            id: none

            model: 0

            Item { implicitWidth: 10; implicitHeight: 10 }
        }
        Rectangle {
            id: below

            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }

    Card {
        id: card

        y: 200
        width: 300
        height: implicitHeight
        visible: late.count > 0

        Rows {
            id: late

            model: 0
            Layout.fillWidth: true

            FactLine { label: "Who"; value: "Somebody" }
        }
    }

    TestCase {
        name: "Rows"
        when: windowShown

        function test_rows_are_as_wide_as_the_whole_and_stand_under_one_another() {
            root.round = 0
            tryCompare(rows, "count", 4)
            tryVerify(() => rows.width === 100)
            const shown = Array.from(rows.children).filter(item => item.modelData !== undefined)
            compare(shown.length, 4)
            for (const row of shown) compare(row.width, rows.width)
            verify(shown[1].y >= shown[0].y + shown[0].height + rows.spacing)
        }
        function test_rows_may_change_while_their_layout_arranges_itself() {
            for (let i = 0; i < 300; ++i) {
                ++root.round
                if (i % 3 === 0) gc()
                wait(1)
                compare(rows.count, root.round % 2 ? 2 : 4)
            }
        }
        function test_rows_that_come_together_with_their_card_have_a_place_in_it() {
            late.model = 3
            tryCompare(late, "width", 260)
            verify(late.height > 100)
            tryVerify(() => card.height === late.height + 40)
        }
        function test_no_rows_take_no_place() {
            root.round = 0
            tryVerify(() => below.y === rows.y + rows.height + page.spacing)
            none.model = 2
            tryVerify(() => below.y > rows.y + rows.height + 20)
            none.model = 0
            tryVerify(() => below.y === rows.y + rows.height + page.spacing)
        }
    }
}
