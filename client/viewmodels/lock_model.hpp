// LockModel: the two forms before the records: enrol this tablet, unlock it. Every failure is a
// sentence that says what to do. A passphrase lives in locked memory from the moment it is given.
// Owner: AppModel. Threads: UI; the work is done on the store thread.
#pragma once

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include "client/viewmodels/session.hpp"

namespace hearth::client::viewmodels {

// What an unlocked tablet says of itself.
struct OpenedTablet {
    OpenTablet* tablet = nullptr;  // owned by the store thread
    QString authority;
    QString server;
};

class LockModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(bool isEnrolled READ isEnrolled NOTIFY changed)
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY changed)
    Q_PROPERTY(QString failure READ failure NOTIFY changed)
    Q_PROPERTY(QString server READ server WRITE setServer NOTIFY changed)  // "host:port"
    Q_PROPERTY(QString code READ code WRITE setCode NOTIFY changed)        // groups of four
    Q_PROPERTY(QString label READ label WRITE setLabel NOTIFY changed)
    Q_PROPERTY(QString offer READ offer NOTIFY changed)  // a generated passphrase
    Q_PROPERTY(int passphraseMin READ passphraseMin CONSTANT)

public:
    LockModel(Session& session, Door& door, base::Random& random, QObject* parent = nullptr);

    Q_INVOKABLE void unlock(const QString& passphrase);
    Q_INVOKABLE void enrol(const QString& passphrase, const QString& repeated);
    Q_INVOKABLE void offerAnother();

    [[nodiscard]] bool isEnrolled() const { return m_door.isEnrolled(); }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    [[nodiscard]] QString failure() const { return m_failure; }
    [[nodiscard]] QString server() const { return m_server; }
    void setServer(const QString& text);
    [[nodiscard]] QString code() const { return m_code; }
    void setCode(const QString& text);
    [[nodiscard]] QString label() const { return m_label; }
    void setLabel(const QString& text);
    [[nodiscard]] QString offer() const { return m_offer; }
    [[nodiscard]] static int passphraseMin();

signals:
    void changed();
    void enrolled();
    void opened(const hearth::client::viewmodels::OpenedTablet& tablet);

private:
    // Empty when what was typed can be sent.
    [[nodiscard]] QString mistakeIn(const QString& passphrase, const QString& repeated) const;
    void fail(const QString& sentence);

    Session& m_session;
    Door& m_door;
    base::Random& m_random;
    bool m_busy = false;
    QString m_failure;
    QString m_server;
    QString m_code;
    QString m_label;
    QString m_offer;
};

}  // namespace hearth::client::viewmodels
