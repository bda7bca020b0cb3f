import QtQuick
import QtTest
import Hearth.ViewModels

ScreenTest {
    name: "Unlock"

    function test_a_wrong_passphrase_is_said_in_words() {
        type(the("passphrase").field, "wrong-horse-battery")
        keyClick(Qt.Key_Return)
        tryVerify(() => says("not the passphrase of this tablet"))
        compare(the("passphrase").field.text, "", "and it is ready for the next try")
        compare(bench.app.page, AppModel.Unlock)
    }
    function test_the_right_passphrase_opens_today() {
        unlock()
        compare(bench.app.page, AppModel.Today)
        verify(says("Khan"))
        verify(says("1 working day overdue"))
    }
    function test_the_title_of_the_window_says_nothing_of_a_case() {
        unlock()
        bench.app.openCase(bench.app.caseload.families.data(bench.app.caseload.families.index(0, 0),
                                                            Qt.UserRole))
        tryVerify(() => says("How to get in"))
        compare(window.title, "Hearth")
    }
    function test_the_keyboard_alone_opens_the_tablet() {
        for (const letter of bench.passphrase) keyClick(letter)
        keyClick(Qt.Key_Return)
        tryVerify(() => lookFor("nav2"))
    }
    function test_no_second_sqlite_is_in_the_process() {
        unlock()
        compare(bench.librariesNamed("libsqlite3"), [])
        compare(bench.librariesNamed("libQt6Sql"), [])
    }
}
