// SyncModel: what is unsent, on its way and held, when the server was last reached, and what to do.
// Owner: AppModel. Threads: UI.
#pragma once

#include <QTimer>

#include "client/viewmodels/rows_model.hpp"
#include "client/viewmodels/session.hpp"
#include "client/viewmodels/sync_runner.hpp"

namespace hearth::client::viewmodels {

struct OutboxRow {
    Q_GADGET
    Q_PROPERTY(QString what MEMBER what)  // "Visit, 2 observations of a child"
    Q_PROPERTY(QString when MEMBER when)
    Q_PROPERTY(QString size MEMBER size)
    Q_PROPERTY(bool held MEMBER held)
    Q_PROPERTY(QString note MEMBER note)  // of a held one: why, and with whom it is
public:
    QString what;
    QString when;
    QString size;
    bool held = false;
    QString note;
    friend bool operator==(const OutboxRow&, const OutboxRow&) = default;
};

class SyncModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(int unsent READ unsent NOTIFY changed)
    Q_PROPERTY(QString unsentSize READ unsentSize NOTIFY changed)
    Q_PROPERTY(int held READ held NOTIFY changed)
    Q_PROPERTY(int reviews READ reviews NOTIFY changed)
    Q_PROPERTY(QString lastContact READ lastContact NOTIFY changed)  // "12 minutes ago"
    Q_PROPERTY(bool isRunning READ isRunning NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed)  // 0 to 1; -1: not known
    Q_PROPERTY(QString progressWords READ progressWords NOTIFY changed)
    Q_PROPERTY(bool isSafe READ isSafe NOTIFY changed)  // nothing is on this tablet alone
    Q_PROPERTY(bool isReachable READ isReachable NOTIFY changed)
    Q_PROPERTY(QString headline READ headline NOTIFY changed)
    Q_PROPERTY(QString advice READ advice NOTIFY changed)  // what to do, or that there is nothing
    Q_PROPERTY(QString clockWords READ clockWords NOTIFY changed)  // empty: the clock is right
    Q_PROPERTY(QString server READ server NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* outbox READ outbox CONSTANT)

public:
    explicit SyncModel(Session& session, QObject* parent = nullptr);

    // `runner` may be null: a tablet that is only looked at.
    void attach(SyncRunner* runner, const QString& server);
    void read();
    Q_INVOKABLE void syncNow();

    [[nodiscard]] int unsent() const { return static_cast<int>(m_state.unsentEdits); }
    [[nodiscard]] QString unsentSize() const;
    [[nodiscard]] int held() const { return static_cast<int>(m_state.heldEdits); }
    [[nodiscard]] int reviews() const { return static_cast<int>(m_state.openReviews); }
    [[nodiscard]] QString lastContact() const;
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] double progress() const;
    [[nodiscard]] QString progressWords() const;
    [[nodiscard]] bool isSafe() const;
    [[nodiscard]] bool isReachable() const { return m_reachable; }
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString advice() const;
    [[nodiscard]] QString clockWords() const;
    [[nodiscard]] QString server() const { return m_server; }
    [[nodiscard]] RowsModel* outbox() const { return m_outbox; }

signals:
    void changed();

private:
    void onFinished(const sync::SyncReport& report);

    Session& m_session;
    SyncRunner* m_runner = nullptr;
    QTimer m_tick;  // "12 minutes ago" goes on by itself
    store::SyncState m_state;
    protocol::SyncProgress m_progress;
    bool m_running = false;
    bool m_reachable = true;
    QString m_problem;  // the last run's sentence; empty when it was complete
    QString m_failure;
    QString m_server;
    RowsModel* m_outbox;
};

}  // namespace hearth::client::viewmodels
