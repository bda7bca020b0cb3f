// The first start: this tablet gets its place in an authority.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property LockModel lock: app.lock

    maxWidth: 620
    spacing: 20

    PageHeader {
        title: qsTr("Set up this tablet")
        subtitle: qsTr("Your administrator gave you an address and a code. The code works once.")
        Layout.fillWidth: true
    }
    Card {
        Layout.fillWidth: true

        FormLine {
            objectName: "server"
            label: qsTr("Server")
            placeholder: qsTr("address:port")
            text: root.lock.server
            onEdited: text => root.lock.server = text
            Layout.fillWidth: true
        }
        FormLine {
            id: code

            objectName: "code"
            label: qsTr("Code")
            hint: qsTr("32 letters and digits. Dashes and capitals come by themselves.")
            placeholder: "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"
            mono: true
            text: root.lock.code
            onEdited: text => {
                const atEnd = field.cursorPosition === text.length
                root.lock.code = text
                if (atEnd) field.cursorPosition = field.text.length
            }
            Layout.fillWidth: true
        }
        FormLine {
            objectName: "label"
            label: qsTr("Name of this tablet")
            placeholder: qsTr("As it stands on its back, for example T-017")
            text: root.lock.label
            onEdited: text => root.lock.label = text
            Layout.fillWidth: true
        }
    }
    Card {
        Layout.fillWidth: true

        AppText {
            kind: AppText.Title
            text: qsTr("Choose a passphrase")
            Layout.fillWidth: true
        }
        AppText {
            text: qsTr("It opens this tablet and nobody can look it up. At least %1 characters; "
                       + "this one is made up for you:").arg(root.lock.passphraseMin)
            Layout.fillWidth: true
        }
        RowLayout {
            spacing: Theme.unit
            Layout.fillWidth: true

            AppText {
                objectName: "offer"
                kind: AppText.Title
                text: root.lock.offer
                color: Theme.accentInk
                font.family: Theme.monoFamily
                Layout.fillWidth: true
            }
            AppButton {
                kind: AppButton.Quiet
                iconName: "sync"
                text: qsTr("Another")
                onClicked: root.lock.offerAnother()
            }
        }
        FormLine {
            id: first

            objectName: "first"
            label: qsTr("Passphrase")
            secret: true
            Layout.fillWidth: true
        }
        FormLine {
            id: second

            objectName: "second"
            label: qsTr("The same again")
            secret: true
            onAccepted: root.enrol()
            Layout.fillWidth: true
        }
    }
    Banner {
        objectName: "enrolFailure"
        text: root.lock.failure
        level: Urgency.Soon
        Layout.fillWidth: true
    }
    AppButton {
        objectName: "enrol"
        kind: AppButton.Primary
        big: true
        text: root.lock.isBusy ? qsTr("Asking the server…") : qsTr("Set up")
        iconName: "check"
        enabled: !root.lock.isBusy
        onClicked: root.enrol()
        Layout.fillWidth: true
    }

    function enrol() { lock.enrol(first.field.text, second.field.text) }
}
