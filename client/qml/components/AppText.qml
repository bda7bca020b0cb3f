// Text in one of the app's five sizes. Case content is never read as markup.
import QtQuick
import Hearth

Text {
    id: root

    enum Kind { Caption, Body, Strong, Title, Headline }
    property int kind: AppText.Body

    color: root.kind === AppText.Caption ? Theme.inkSoft : Theme.ink
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    lineHeight: root.kind === AppText.Body ? 1.15 : 1.1
    font.family: Theme.family
    font.pixelSize: {
        switch (root.kind) {
        case AppText.Caption: return Theme.captionSize
        case AppText.Title: return Theme.titleSize
        case AppText.Headline: return Theme.headlineSize
        default: return Theme.bodySize
        }
    }
    font.weight: root.kind >= AppText.Strong ? Font.DemiBold : Font.Normal
    Accessible.role: root.kind >= AppText.Title ? Accessible.Heading : Accessible.StaticText
    Accessible.name: root.text
}
