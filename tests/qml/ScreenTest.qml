// The app's window on a tablet in memory, with hands: finds what is on the screen by name or words,
// taps it, types into it.
import QtQuick
import QtTest
import Hearth
import HearthTest

TestCase {
    id: root

    property TestBench bench
    property Main window
    property int taps: 0

    when: windowShown

    Component {
        id: benchMaker
        TestBench {}
    }
    Component {
        id: windowMaker
        Main {}
    }

    function init() {
        bench = createTemporaryObject(benchMaker, root)
        window = createTemporaryObject(windowMaker, root, { app: bench.app })
        verify(window, "the window comes up")
        taps = 0
        // Keys go to the active window, which without a window manager is nobody's by itself.
        tryVerify(() => window.visible)
        window.requestActivate()
        tryVerify(() => window.active, 5000, "the window has the keyboard")
    }
    function cleanup() {
        window.close()
        window.destroy()
        window = null
        wait(0)
    }
    function settle() { tryVerify(() => bench.isIdle()) }

    function search(item: Item, matches): Item {
        if (!item.visible) return null
        if (matches(item)) return item
        for (let i = 0; i < item.children.length; ++i) {
            const found = search(item.children[i], matches)
            if (found) return found
        }
        return null
    }
    // The visible item of that name, in `within` or anywhere.
    function lookFor(name: string, within: Item): Item {
        return search(within ?? window.contentItem, item => item.objectName === name)
    }
    function the(name: string, within: Item): Item {
        tryVerify(() => lookFor(name, within), 5000, name + " is on the screen")
        return lookFor(name, within)
    }
    function says(words: string): bool {
        return search(window.contentItem, item => item.text !== undefined
                      && String(item.text).includes(words)) !== null
    }
    // Waits until the item stands still: layouts place things a frame after they come.
    function standing(item: Item) {
        let before = null
        tryVerify(() => {
            waitForRendering(window.contentItem, 50)
            const at = item.mapToItem(null, 0, 0)
            const still = before !== null && at.x === before.x && at.y === before.y
            before = at
            return still
        }, 5000, item + " stands still")
    }
    function tap(item: Item) {
        standing(item)
        // As a hand would: what is below the edge is scrolled to first.
        for (let at = item.parent; at; at = at.parent) {
            if (at.bringIntoView) at.bringIntoView(item)
        }
        waitForRendering(window.contentItem, 100)
        mouseClick(item)
        ++taps
        wait(0)
    }
    function tapOn(name: string, within: Item) { tap(the(name, within)) }
    function type(item: Item, text: string) {
        tap(item)
        for (let i = 0; i < text.length; ++i) keyClick(text[i])
    }
    function unlock() {
        type(the("passphrase").field, bench.passphrase)
        tapOn("unlock")
        tryVerify(() => lookFor("nav2"), 5000, "Today comes up")
        settle()
        taps = 0
    }
}
