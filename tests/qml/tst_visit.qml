import QtQuick
import QtTest
import Hearth.ViewModels

ScreenTest {
    id: root

    name: "Visit"

    function begin() {
        unlock()
        tapOn("startVisit")
        tapOn("arrive")
        tryVerify(() => lookFor("next"))
        settle()
    }
    function answer(question: string, choice: string) { tapOn(choice, the(question)) }
    function goToSeal() {
        while (bench.app.visit.stepKind !== VisitStep.Seal) bench.app.visit.next()
        the("seal")
    }

    function test_a_visit_with_two_children_seen_alone_takes_at_most_12_taps() {
        begin()
        tapOn("next")
        answer("seen", "yes")
        answer("seenAlone", "yes")
        answer("spokenAlone", "yes")
        tapOn("next")
        answer("spokenAlone", "yes")
        settle()
        verify(taps <= 12, taps + " taps")
        tryVerify(() => bench.app.visit.kept !== "", 5000, "and it is kept")
        compare(bench.app.visit.missing.count, 0)
        compare(bench.typings(), 1)
    }
    function test_an_unanswered_alone_refuses_the_seal_with_a_sentence() {
        begin()
        tapOn("next")
        answer("spokenAlone", "yes")
        tapOn("next")
        answer("seen", "yes")
        goToSeal()
        verify(says("Say whether Yusuf was seen alone.")
               || says("Say whether Amira was seen alone."))
        verify(!the("seal").enabled)
        tap(the("seal"))
        settle()
        compare(bench.sealedVisits(), 1)
        // The sentence leads to where it is put right.
        tapOn("missing0")
        answer("seenAlone", "yes")
        answer("spokenAlone", "yes")
        goToSeal()
        tryVerify(() => the("seal").enabled)
        tapOn("seal")
        tryCompare(bench.app, "page", AppModel.SealedVisit)
        compare(bench.sealedVisits(), 2)
        compare(bench.typings(), 0)
    }
    function test_not_alone_asks_why_with_the_lawful_reasons() {
        begin()
        tapOn("next")
        answer("seen", "yes")
        verify(!lookFor("reason0"))
        answer("seenAlone", "no")
        verify(says("sufficient age and understanding"))
        tapOn("reason2")
        type(the("detail").field, "asleep")
        compare(bench.app.visit.child.reason, 3)
        compare(bench.app.visit.child.detail, "asleep")
    }
    function test_own_words_typed_key_by_key_are_kept_within_a_second_and_are_no_edit_each() {
        begin()
        tapOn("next")
        settle()
        const before = bench.edits()
        type(the("ownWords").field, "I like Nan")
        tryVerify(() => bench.app.visit.kept !== "", 1000)
        compare(bench.edits(), before)
        tapOn("next")
        settle()
        compare(bench.ownWords(), "I like Nan")
    }
    function test_leaving_for_now_comes_back_to_today_with_the_draft_first() {
        begin()
        tapOn("leaveForNow")
        tryCompare(bench.app, "page", AppModel.Today)
        tryVerify(() => says("Unfinished visits"))
        verify(says("visit in progress since today 14:05"))
        tapOn("startVisit")
        tryVerify(() => lookFor("next"))
        compare(bench.app.visit.arrived, "today 14:05")
    }
    function test_no_access_is_a_short_visit_that_asks_what_happens_next() {
        unlock()
        tapOn("startVisit")
        tapOn("noAccess")
        type(the("whatHappened").field, "no answer")
        type(the("nextSteps").field, "told Sam")
        goToSeal()
        tryVerify(() => the("seal").enabled)
        tapOn("seal")
        tryCompare(bench.app, "page", AppModel.SealedVisit)
        tryVerify(() => says("No access"))
    }
    function test_answers_are_told_by_more_than_colour() {
        begin()
        tapOn("next")
        const yes = the("yes", the("seen"))
        verify(!yes.selected)
        tap(yes)
        verify(yes.selected)
        verify(search(yes, item => item.name === "check"), "a tick stands in the chosen answer")
    }
}
