import QtQuick
import QtTest
import Hearth
import Hearth.ViewModels

ScreenTest {
    name: "Layout"

    readonly property int leastTarget: 44

    // Everything on the screen that can be tapped. A pane that is switched off stands narrow and
    // unusable where there is no room for it; a button that is switched off is still a button.
    function targets(item: Item, found): var {
        const isTarget = item.clicked !== undefined && item.focusPolicy !== undefined
        if (!item.visible || (!item.enabled && !isTarget)) return found
        if (isTarget) found.push(item)
        for (let i = 0; i < item.children.length; ++i) targets(item.children[i], found)
        return found
    }
    function checkTargets(page: string) {
        waitForRendering(window.contentItem, 200)
        const all = targets(window.contentItem, [])
        verify(all.length > 0, page + " can be used")
        for (const target of all) {
            verify(target.width >= leastTarget && target.height >= leastTarget,
                   page + ": " + target.objectName + " " + target + " is "
                   + target.width + " x " + target.height)
            verify(target.Accessible.name !== "",
                   page + ": " + target + " " + target.objectName + " has a name")
        }
    }
    function test_every_target_is_large_enough_and_has_a_name_data() {
        return [{ tag: "landscape", width: 1280, height: 800 },
                { tag: "portrait", width: 800, height: 1280 }]
    }
    function test_every_target_is_large_enough_and_has_a_name(size) {
        window.width = size.width
        window.height = size.height
        checkTargets("Unlock")
        unlock()
        checkTargets("Today")
        for (const page of [AppModel.Caseload, AppModel.Reviews, AppModel.Sync]) {
            bench.app.show(page)
            settle()
            checkTargets("page " + page)
        }
        bench.app.show(AppModel.Today)
        tapOn("openCase")
        settle()
        checkTargets("CaseFile")
        tapOn("startVisit")
        tapOn("arrive")
        settle()
        for (let step = 0; step < bench.app.visit.steps.count; ++step) {
            bench.app.visit.goTo(step)
            settle()
            checkTargets("step " + step)
        }
    }
    function test_a_tablet_held_upright_has_its_bar_below() {
        unlock()
        verify(the("nav2").mapToItem(null, 0, 0).x < 100)
        window.width = 800
        window.height = 1280
        tryVerify(() => the("nav2").mapToItem(null, 0, 0).y > 1100)
    }
    function test_the_answers_of_a_child_stand_in_columns_data() {
        return [{ tag: "landscape", width: 1280, height: 800 },
                { tag: "portrait", width: 800, height: 1280 },
                { tag: "narrow", width: 640, height: 1000 }]
    }
    function test_the_answers_of_a_child_stand_in_columns(size) {
        unlock()
        tapOn("startVisit")
        tapOn("arrive")
        tapOn("next")
        window.width = size.width
        window.height = size.height
        for (const choice of ["yes", "no", "notRecorded"]) {
            const first = the(choice, the("seen"))
            standing(first)
            for (const question of ["seenAlone", "spokenAlone", "awake", "bedroom"]) {
                const other = the(choice, the(question))
                compare(other.mapToItem(null, 0, 0).x, first.mapToItem(null, 0, 0).x)
                compare(other.width, first.width)
            }
        }
    }
    function test_tab_reaches_what_can_be_tapped_and_return_uses_it() {
        unlock()
        let reached = false
        for (let i = 0; i < 30 && !reached; ++i) {
            keyClick(Qt.Key_Tab)
            reached = window.activeFocusItem !== null
                      && window.activeFocusItem.objectName === "openCase"
        }
        verify(reached)
        keyClick(Qt.Key_Return)
        tryCompare(bench.app, "page", AppModel.CaseFile)
    }
}
