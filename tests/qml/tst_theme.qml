import QtQuick
import QtTest
import Hearth

TestCase {
    name: "Theme"

    // WCAG 2.2: relative luminance and contrast ratio.
    function channel(value: real): real {
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4)
    }
    function luminance(colour: color): real {
        return 0.2126 * channel(colour.r) + 0.7152 * channel(colour.g) + 0.0722 * channel(colour.b)
    }
    function contrast(a: color, b: color): real {
        const light = Math.max(luminance(a), luminance(b))
        const dark = Math.min(luminance(a), luminance(b))
        return (light + 0.05) / (dark + 0.05)
    }
    function cleanup() { Theme.dark = false }

    function test_contrast_of_text_and_of_edges_data() {
        return [{ tag: "light", dark: false }, { tag: "dark", dark: true }]
    }
    function test_contrast_of_text_and_of_edges(theme) {
        Theme.dark = theme.dark
        const grounds = [Theme.page, Theme.surface, Theme.sunken]
        for (const ground of grounds) {
            for (const ink of [Theme.ink, Theme.inkSoft, Theme.accentInk]) {
                verify(contrast(ink, ground) >= 4.5, ink + " on " + ground)
            }
            verify(contrast(Theme.lineStrong, ground) >= 3, "edges on " + ground)
            verify(contrast(Theme.accent, ground) >= 3, "accent on " + ground)
        }
        const pairs = [[Theme.accentText, Theme.accent], [Theme.accentInk, Theme.accentTint],
                       [Theme.ink, Theme.accentTint], [Theme.amberInk, Theme.amberTint],
                       [Theme.redInk, Theme.redTint], [Theme.ink, Theme.amberTint],
                       [Theme.ink, Theme.redTint], [Theme.inkSoft, Theme.line],
                       [Theme.accentText, Theme.accentPressed]]
        for (const pair of pairs) {
            verify(contrast(pair[0], pair[1]) >= 4.5, pair[0] + " on " + pair[1])
        }
    }
    function test_text_grows_with_the_scale() {
        const before = Theme.bodySize
        Theme.textScale = 1.3
        verify(Theme.bodySize >= before * 1.25)
        Theme.textScale = 1
    }
}
