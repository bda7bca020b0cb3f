// The locked tablet. Nothing here says whose cases it holds.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

ScrollPage {
    id: root

    required property AppModel app
    readonly property LockModel lock: app.lock

    maxWidth: 440

    Item { Layout.preferredHeight: Math.max(0, root.height / 2 - 260) }
    Icon {
        name: "hearth"
        color: Theme.accent
        size: 56
        Layout.alignment: Qt.AlignHCenter
    }
    AppText {
        kind: AppText.Headline
        text: qsTr("Hearth is locked")
        horizontalAlignment: Text.AlignHCenter
        Layout.fillWidth: true
    }
    FormLine {
        id: passphrase

        objectName: "passphrase"
        label: qsTr("Passphrase")
        secret: true
        onAccepted: root.unlock()
        Layout.fillWidth: true
        Layout.topMargin: 16
        Component.onCompleted: field.forceActiveFocus()
    }
    Banner {
        objectName: "unlockFailure"
        text: root.lock.failure
        iconName: "warning"
        level: Urgency.Soon
        Layout.fillWidth: true
    }
    AppButton {
        objectName: "unlock"
        kind: AppButton.Primary
        big: true
        text: root.lock.isBusy ? qsTr("Opening…") : qsTr("Unlock")
        iconName: "lock"
        enabled: !root.lock.isBusy && passphrase.field.text !== ""
        onClicked: root.unlock()
        Layout.fillWidth: true
    }
    AppText {
        kind: AppText.Caption
        text: qsTr("Forgotten it? Your administrator can enrol this tablet anew. What it had "
                   + "already sent is with the server; what it had not sent yet cannot be "
                   + "opened without the passphrase.")
        horizontalAlignment: Text.AlignHCenter
        Layout.fillWidth: true
    }

    function unlock() {
        lock.unlock(passphrase.field.text)
        passphrase.field.clear()
    }
}
