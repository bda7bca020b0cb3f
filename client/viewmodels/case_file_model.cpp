#include "client/viewmodels/case_file_model.hpp"

#include "client/viewmodels/task_change.hpp"
#include "client/viewmodels/words.hpp"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

// Long enough to write it down, short enough to be put away (security.md, T4).
constexpr int kRevealMillis = 20'000;

records::EntityKey caseFileKey(const base::ScopeId& scope) {
    return {records::typeNumber<records::CaseFile>(), base::rootOf(scope)};
}

}  // namespace

CaseFileModel::CaseFileModel(Session& session, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_children(RowsModel::of<ChildCardRow>(this)),
      m_alerts(RowsModel::of<AlertRow>(this)),
      m_people(RowsModel::of<PersonRow>(this)),
      m_visits(RowsModel::of<VisitRow>(this)),
      m_chronology(RowsModel::of<ChronologyRow>(this)),
      m_tasks(RowsModel::of<TaskRow>(this)),
      m_history(RowsModel::of<HistoryRow>(this)),
      m_editor(new CaseEditor(session, this)) {
    m_maskAgain.setSingleShot(true);
    m_maskAgain.setInterval(kRevealMillis);
    connect(&m_maskAgain, &QTimer::timeout, this, &CaseFileModel::mask);
    connect(&m_session, &Session::changed, this, [this] {
        if (!m_scope.isNil()) read();
    });
}

void CaseFileModel::open(const base::ScopeId& scope) {
    if (scope != m_scope) close();
    m_scope = scope;
    m_editor->setScope(scope);
    // The audit row of the reading comes with it: no audit row, no data.
    m_session.ask(
        this, [scope](RecordSource& source) { return source.open(caseFileKey(scope)); },
        [this](const base::Result<std::optional<records::Opened>>& opened) {
            if (opened) return read();
            m_failure = Words::failure(opened.error());
            emit changed();
        });
}

void CaseFileModel::close() {
    m_scope = {};
    m_facts.reset();
    m_failure.clear();
    m_editor->cancel();
    mask();
    show();
}

void CaseFileModel::read() {
    m_session.ask(
        this, [scope = m_scope](RecordSource& source) { return readCaseFile(source, scope); },
        [this, scope = m_scope](base::Result<CaseFileFacts> facts) {
            if (scope != m_scope) return;
            m_failure = facts ? QString() : Words::failure(facts.error());
            if (facts) m_facts = std::make_shared<const CaseFileFacts>(std::move(*facts));
            show();
        });
}

void CaseFileModel::show() {
    static const CaseFileFacts kNothing;
    const auto& facts = m_facts == nullptr ? kNothing : *m_facts;
    m_children->setRows(facts.children);
    m_alerts->setRows(facts.alerts);
    m_people->setRows(facts.people);
    m_visits->setRows(facts.visits);
    m_chronology->setRows(facts.chronology);
    m_tasks->setRows(facts.tasks);
    m_history->setRows(facts.history);
    emit changed();
}

QString CaseFileModel::text(const std::string& (records::CaseFile::*field)() const) const {
    if (m_facts == nullptr) return {};
    return QString::fromStdString((m_facts->family.caseFile.*field)());
}

QString CaseFileModel::address() const {
    return m_facts == nullptr ? QString() : addressLine(m_facts->family.caseFile);
}

bool CaseFileModel::hasProtected() const {
    return m_facts != nullptr && !m_facts->family.caseFile.protected_address().empty();
}

QString CaseFileModel::protectedAddress() const {
    return m_revealed ? text(&records::CaseFile::protected_address) : QString();
}

QString CaseFileModel::protectedReason() const {
    return m_revealed ? text(&records::CaseFile::protected_address_reason) : QString();
}

QString CaseFileModel::draft() const {
    if (m_facts == nullptr || !m_facts->family.draft) return {};
    return QString::fromStdString(m_facts->family.draft->visit.hex());
}

int CaseFileModel::reviews() const {
    return m_facts == nullptr ? 0 : static_cast<int>(m_facts->family.openReviews);
}

void CaseFileModel::reveal() {
    if (m_facts == nullptr || !hasProtected()) return;
    m_session.ask(
        this, [scope = m_scope](RecordSource& source) { return source.open(caseFileKey(scope)); },
        [this, scope = m_scope](const base::Result<std::optional<records::Opened>>& opened) {
            if (!opened || scope != m_scope) return;
            m_revealed = true;
            m_maskAgain.start();
            emit changed();
        });
}

void CaseFileModel::mask() {
    m_maskAgain.stop();
    if (!m_revealed) return;
    m_revealed = false;
    emit changed();
}

void CaseFileModel::finishTask(const QString& taskId) {
    m_session.ask(
        this, [taskId](RecordSource& source) { return markTaskDone(source, taskId); },
        [this](const base::Status& status) {
            m_failure = status ? QString() : Words::failure(status.error());
            if (status) return emit m_session.changed();
            emit changed();
        });
}

}  // namespace hearth::client::viewmodels
