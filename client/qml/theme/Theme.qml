// The palette, the type sizes and the spacing, and nothing else. Light and dark both keep WCAG 2.2
// AA contrast (tests/qml/tst_theme.qml computes it). One accent; amber and red are for statutory
// lateness and hazards alone, and never without an icon and words.
pragma Singleton
import QtQuick

QtObject {
    property bool dark: false
    property real textScale: 1

    readonly property color page: dark ? "#111614" : "#f4f5f2"
    readonly property color surface: dark ? "#1b2320" : "#ffffff"
    readonly property color sunken: dark ? "#151b18" : "#eceeea"
    readonly property color line: dark ? "#323d38" : "#d9ddd6"
    readonly property color lineStrong: dark ? "#7b8982" : "#7d8781"
    readonly property color ink: dark ? "#e9eeeb" : "#17211d"
    readonly property color inkSoft: dark ? "#adb9b3" : "#515d57"
    readonly property color accent: dark ? "#6cc7bf" : "#0f5c5a"
    readonly property color accentPressed: dark ? "#8ed8d1" : "#0a4543"
    readonly property color accentText: dark ? "#062b29" : "#ffffff"
    readonly property color accentTint: dark ? "#1d3734" : "#e1efec"
    readonly property color accentInk: dark ? "#9adfd8" : "#0c4e4c"
    readonly property color amberInk: dark ? "#f2c676" : "#744700"
    readonly property color amberTint: dark ? "#372a12" : "#fff2d9"
    readonly property color amberLine: dark ? "#8f6c2a" : "#d8a646"
    readonly property color redInk: dark ? "#f5aca6" : "#97191c"
    readonly property color redTint: dark ? "#3e1f1e" : "#fceae8"
    readonly property color redLine: dark ? "#a5504b" : "#d9756f"
    readonly property color scrim: dark ? "#b0000000" : "#80101814"

    readonly property string family: "Inter"
    readonly property string monoFamily: "DejaVu Sans Mono"
    readonly property int captionSize: Math.round(14 * textScale)
    readonly property int bodySize: Math.round(16 * textScale)
    readonly property int titleSize: Math.round(20 * textScale)
    readonly property int headlineSize: Math.round(28 * textScale)

    readonly property int unit: 8
    readonly property int radius: 12
    readonly property int controlRadius: 10
    // Touch targets: 44 px is the least (WCAG 2.5.8 asks for 24); on a doorstep more is kinder.
    readonly property int target: 48
    readonly property int bigTarget: 56
    readonly property int readingWidth: 760
    readonly property int iconSize: 22
    // From this width on there is room for a rail and a second column.
    readonly property int wideFrom: 1000
}
