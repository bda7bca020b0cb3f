import QtQuick
import QtQuick.Templates
import QtTest
import Hearth.ViewModels

ScreenTest {
    name: "CaseFile"

    function open() {
        unlock()
        tapOn("openCase")
        tryVerify(() => says("Side door."))
        settle()
    }

    function test_the_phone_number_is_changed_in_a_sheet() {
        open()
        compare(bench.phone(), "01632 960001")
        tapOn("edit", the("phone"))
        const line = the("editLine", window.Overlay.overlay)
        tryVerify(() => line.field.activeFocus)
        keySequence(StandardKey.SelectAll)
        for (const key of "01632 960999") keyClick(key)
        tapOn("sheetSave", window.Overlay.overlay)
        tryVerify(() => !window.Overlay.overlay.visible, 5000, "the sheet closes when it is kept")
        tryVerify(() => says("01632 960999"))
        compare(bench.phone(), "01632 960999")
        compare(bench.edits(), 1)
    }
    function test_a_protected_address_is_masked_until_it_is_asked_for() {
        open()
        verify(!says("Hill Road"))
        tapOn("reveal")
        tryVerify(() => says("Hill Road"))
        tapOn("reveal")
        tryVerify(() => !says("Hill Road"))
    }
    function test_hazards_stand_first() {
        open()
        verify(says("The dog is loose in the yard."))
        verify(says("Take care"))
    }
    function test_the_history_says_who_and_when() {
        open()
        the("caseTabs").chosen(4)
        tryVerify(() => says("recorded"))
        verify(says("received by the server"))
    }
}
