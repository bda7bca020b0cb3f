#include "client/viewmodels/lock_model.hpp"

#include <memory>

#include "client/store/key_file.hpp"
#include "client/sync/tablet.hpp"
#include "client/viewmodels/passphrase_offer.hpp"
#include "client/viewmodels/words.hpp"

namespace hearth::client::viewmodels {

namespace {

constexpr int kCodeGroup = 4;
constexpr int kCodeCharacters = 32;
constexpr int kPortMax = 65535;

struct Say {
    Q_DECLARE_TR_FUNCTIONS(Lock)
};

crypto::Secret secretOf(const QString& text) {
    auto utf8 = text.toUtf8();
    auto secret = crypto::Secret::copyOf({utf8.constData(), static_cast<std::size_t>(utf8.size())});
    utf8.fill('\0');
    return secret;
}

QString unlockWords(const base::Error& error) {
    switch (error.code()) {
        case base::ErrorCode::WrongKey:
            return Say::tr(
                "That is not the passphrase of this tablet. Nothing was changed: look "
                "at capital letters and dashes, and try again.");
        case base::ErrorCode::Corrupt:
            return Say::tr(
                "The records on this tablet are damaged and cannot be opened. Nothing "
                "was deleted: what you recorded is still in the file. Do not enrol this "
                "tablet again. Call support: they can recover it.");
        case base::ErrorCode::UnsupportedVersion:
            return Say::tr(
                "These records were written by a newer Hearth. Ask support to update "
                "this tablet; nothing was changed.");
        case base::ErrorCode::NotFound:
            return Say::tr(
                "A file of this tablet is missing, so it cannot be opened. Call support "
                "before you do anything else with it.");
        default:
            return Words::failure(error);
    }
}

QString enrolWords(const base::Error& error) {
    switch (error.code()) {
        case base::ErrorCode::Refused:
            return Say::tr(
                "The server does not accept this code. It may be used already, too old, "
                "or one character is wrong. Ask your administrator for a new one.");
        case base::ErrorCode::Untrusted:
            return Say::tr(
                "Another server answered than the one this code is for. Nothing was "
                "sent to it. Check the address; if it is right, call support.");
        case base::ErrorCode::Unreachable:
            return Say::tr(
                "The server cannot be reached. Check the network of this tablet and the "
                "server's address, then try again.");
        case base::ErrorCode::AlreadyExists:
            return Say::tr(
                "This tablet is enrolled already. Close Hearth and open it again to "
                "unlock it.");
        case base::ErrorCode::Malformed:
        case base::ErrorCode::InvalidArgument:
            return Say::tr(
                "One character of the code is wrong. Compare it with the one you were "
                "given.");
        default:
            return Words::failure(error);
    }
}

// "host:port" -> host and port; port 0 when it is not an address.
std::pair<QString, int> addressOf(const QString& text) {
    const auto colon = text.lastIndexOf(QLatin1Char(':'));
    bool isNumber = false;
    const auto port = colon > 0 ? text.mid(colon + 1).toInt(&isNumber) : 0;
    const auto isPort = isNumber && port > 0 && port <= kPortMax;
    return {colon > 0 ? text.left(colon) : text, isPort ? port : 0};
}

}  // namespace

LockModel::LockModel(Session& session, Door& door, base::Random& random, QObject* parent)
    : QObject(parent), m_session(session), m_door(door), m_random(random) {
    offerAnother();
}

int LockModel::passphraseMin() {
    return static_cast<int>(store::kPassphraseCharactersMin);
}

void LockModel::offerAnother() {
    m_offer = QString::fromStdString(offerPassphrase(m_random));
    emit changed();
}

void LockModel::setServer(const QString& text) {
    if (text == m_server) return;
    m_server = text.trimmed();
    m_failure.clear();
    emit changed();
}

void LockModel::setCode(const QString& text) {
    QString plain;
    for (const auto character : text.toUpper()) {
        if (character.isLetterOrNumber() && plain.size() < kCodeCharacters) plain += character;
    }
    QStringList groups;
    for (int at = 0; at < plain.size(); at += kCodeGroup)
        groups << plain.mid(at, kCodeGroup);
    m_code = groups.join(QLatin1Char('-'));
    m_failure.clear();
    emit changed();
}

void LockModel::setLabel(const QString& text) {
    if (text == m_label) return;
    m_label = text;
    emit changed();
}

QString LockModel::mistakeIn(const QString& passphrase, const QString& repeated) const {
    if (addressOf(m_server).second == 0) {
        return tr(
            "Type the server's address with its port, as you were given it: for example "
            "hearth.example.gov.uk:8444.");
    }
    if (!sync::parseEnrolmentCode(m_code.toStdString())) {
        return tr(
            "The code has 32 letters and digits in groups of four. Compare it with the one "
            "you were given.");
    }
    if (passphrase.size() < passphraseMin()) {
        return tr("The passphrase needs at least %1 characters.").arg(passphraseMin());
    }
    if (passphrase != repeated) {
        return tr("The two passphrases differ. Type the same one twice.");
    }
    return {};
}

void LockModel::fail(const QString& sentence) {
    m_busy = false;
    m_failure = sentence;
    emit changed();
}

void LockModel::enrol(const QString& passphrase, const QString& repeated) {
    if (m_busy) return;
    if (const auto mistake = mistakeIn(passphrase, repeated); !mistake.isEmpty()) {
        return fail(mistake);
    }
    m_busy = true;
    m_failure.clear();
    emit changed();
    const auto address = addressOf(m_server);
    auto request = std::make_shared<EnrolRequest>();
    request->host = address.first.toStdString();
    request->port = static_cast<std::uint16_t>(address.second);
    request->code = m_code.toStdString();
    request->label = m_label.isEmpty() ? "tablet" : m_label.toStdString();
    request->passphrase = secretOf(passphrase);
    m_session.thread().run(
        this, [this, request]() { return m_door.enrol(*request); },
        [this](const base::Status& status) {
            if (!status) return fail(enrolWords(status.error()));
            m_busy = false;
            m_code.clear();
            emit changed();
            emit enrolled();
        });
}

void LockModel::unlock(const QString& passphrase) {
    if (m_busy || passphrase.isEmpty()) return;
    m_busy = true;
    m_failure.clear();
    emit changed();
    const auto secret = std::make_shared<crypto::Secret>(secretOf(passphrase));
    m_session.thread().run(
        this,
        [this, secret]() -> base::Result<OpenedTablet> {
            auto tablet = m_door.unlock(*secret);
            if (!tablet) return tablet.error();
            OpenedTablet opened;
            opened.tablet = tablet->get();
            opened.authority = QString::fromStdString((*tablet)->authorityName());
            opened.server = QString::fromStdString((*tablet)->serverName());
            m_session.thread().setTablet(std::move(*tablet));
            return opened;
        },
        [this](const base::Result<OpenedTablet>& tablet) {
            if (!tablet) return fail(unlockWords(tablet.error()));
            m_busy = false;
            emit changed();
            emit opened(*tablet);
        });
}

}  // namespace hearth::client::viewmodels
