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

            Item {}
        }
        Item { Layout.fillHeight: true }
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
        function test_no_rows_take_no_place() {
            compare(none.visible, false)
            none.model = 2
            compare(none.visible, true)
            none.model = 0
            compare(none.visible, false)
        }
    }
}
