import QtQuick
import QtTest
import Hearth.ViewModels

ScreenTest {
    name: "Review"

    function openReview() {
        bench.disagreeAboutAddress()
        unlock()
        tapOn("nav" + AppModel.Reviews)
        tapOn("review0")
        tryVerify(() => says("2 Weir Cottages"))
    }

    function test_two_answers_stand_side_by_side() {
        openReview()
        verify(says("9 Lock Street"))
        verify(says("Sam Reed"))
        const left = the("keep0")
        const right = the("keep1")
        compare(left.mapToItem(null, 0, 0).y, right.mapToItem(null, 0, 0).y)
    }
    function test_a_decision_needs_a_reason_and_settles_it() {
        openReview()
        tapOn("keep1")
        verify(!the("settle").enabled)
        type(the("reason").field, "Seen on the tenancy")
        verify(the("settle").enabled)
        tapOn("settle")
        tryVerify(() => says("Settled: Seen on the tenancy"))
        compare(bench.address(), "9 Lock Street")
    }
    function test_a_third_answer_can_be_written() {
        openReview()
        tapOn("writeThird")
        const field = the("unitText").field
        tap(field)
        keySequence(StandardKey.SelectAll)
        for (const key of "11 Lock Street") keyClick(key)
        type(the("reason").field, "both are old")
        tapOn("settle")
        tryCompare(bench.app.reviews, "openCount", 0)
        compare(bench.address(), "11 Lock Street")
    }
}
