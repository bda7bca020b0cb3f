#include "client/viewmodels/caseload_feed.hpp"

#include "client/viewmodels/words.hpp"

namespace hearth::client::viewmodels {

namespace {
constexpr int kCoalesceMillis = 50;
}

CaseloadFeed::CaseloadFeed(Session& session, QObject* parent)
    : QObject(parent), m_session(session) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(kCoalesceMillis);
    connect(&m_soon, &QTimer::timeout, this, &CaseloadFeed::read);
    connect(&m_session, &Session::changed, &m_soon, qOverload<>(&QTimer::start));
}

void CaseloadFeed::read() {
    m_session.ask(
        this, [](RecordSource& source) { return readCaseload(source); },
        [this](base::Result<Caseload> caseload) {
            m_failure = caseload ? QString() : Words::failure(caseload.error());
            if (caseload) m_current = std::make_shared<const Caseload>(std::move(*caseload));
            emit changed();
        });
}

}  // namespace hearth::client::viewmodels
