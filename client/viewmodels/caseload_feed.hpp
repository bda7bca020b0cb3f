// CaseloadFeed: the caseload as last read, read again when the records changed; Today, Caseload and
// the rail all show the same reading.
// Owner: AppModel. Threads: UI.
#pragma once

#include <memory>

#include <QObject>
#include <QTimer>

#include "client/viewmodels/caseload_reader.hpp"
#include "client/viewmodels/session.hpp"

namespace hearth::client::viewmodels {

class CaseloadFeed : public QObject {
    Q_OBJECT

public:
    explicit CaseloadFeed(Session& session, QObject* parent = nullptr);

    // Null until the first reading.
    [[nodiscard]] std::shared_ptr<const Caseload> current() const { return m_current; }
    // In words, why the last reading failed; empty when it did not.
    [[nodiscard]] const QString& failure() const { return m_failure; }
    void read();

signals:
    void changed();

private:
    Session& m_session;
    QTimer m_soon;  // several changes in a row are one reading
    std::shared_ptr<const Caseload> m_current;
    QString m_failure;
};

}  // namespace hearth::client::viewmodels
