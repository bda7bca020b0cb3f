#include "client/viewmodels/visit_model.hpp"

#include <algorithm>

#include "client/viewmodels/task_change.hpp"
#include "client/viewmodels/visit_loading.hpp"
#include "client/viewmodels/words.hpp"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

QString whyNotResumed(const base::Error& error) {
    if (error.code() == base::ErrorCode::Refused) {
        return VisitModel::tr("This visit is sealed. What turns out wrong in it can be amended.");
    }
    return Words::failure(error);
}

constexpr int kTypingMillis = 700;
constexpr int kEditMillis = 1200;

}  // namespace

VisitModel::VisitModel(Session& session, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_alerts(RowsModel::of<AlertRow>(this)),
      m_cards(RowsModel::of<ChildCardRow>(this)),
      m_people(RowsModel::of<PresentRow>(this)),
      m_actions(RowsModel::of<TaskRow>(this)),
      m_steps(RowsModel::of<StepRow>(this)),
      m_missing(RowsModel::of<MissingRow>(this)) {
    m_typingSoon.setSingleShot(true);
    m_typingSoon.setInterval(kTypingMillis);
    connect(&m_typingSoon, &QTimer::timeout, this, &VisitModel::keepTyping);
    m_editSoon.setSingleShot(true);
    m_editSoon.setInterval(kEditMillis);
    connect(&m_editSoon, &QTimer::timeout, this, &VisitModel::saveEdit);
}

VisitModel::~VisitModel() = default;

void VisitModel::begin(const base::ScopeId& scope) {
    clear();
    m_session.ask(
        this, [scope](RecordSource& source) { return loadFamily(source, scope); },
        [this](base::Result<LoadedVisit> loaded) {
            if (!loaded) return emit couldNotOpen(Words::failure(loaded.error()));
            show(std::move(*loaded));
        });
}

void VisitModel::resume(const base::EntityId& visit) {
    clear();
    m_session.ask(
        this, [visit](RecordSource& source) { return loadDraft(source, visit); },
        [this](base::Result<LoadedVisit> loaded) {
            if (!loaded) return emit couldNotOpen(whyNotResumed(loaded.error()));
            show(std::move(*loaded));
        });
}

void VisitModel::clear() {
    m_typingSoon.stop();
    m_editSoon.stop();
    m_draft.reset();
    m_forms.clear();
    m_afterwards = Afterwards::Stay;
    m_loaded = false;
    m_kept.clear();
    m_failure.clear();
    m_actions->setRows(std::vector<TaskRow>{});
    m_steps->setRows(std::vector<StepRow>{});
    m_missing->setRows(std::vector<MissingRow>{});
    emit changed();
    emit stepChanged();
}

void VisitModel::show(LoadedVisit loaded) {
    m_scope = loaded.scope;
    m_worker = loaded.worker;
    m_family = QString::fromStdString(loaded.caseFile.family_name());
    m_address = loaded.address;
    m_accessNote = QString::fromStdString(loaded.caseFile.access_note());
    m_household = {loaded.caseFile.household_members().begin(),
                   loaded.caseFile.household_members().end()};
    m_childCards = std::move(loaded.children);
    m_cards->setRows(m_childCards);
    m_alerts->setRows(loaded.alerts);
    m_loaded = true;
    if (loaded.draft) takeDraft(std::move(*loaded.draft));
    emit changed();
    emit stepChanged();
}

void VisitModel::takeDraft(VisitDraft draft) {
    m_forms.clear();
    for (const auto& child : draft.children) {
        const auto id = base::EntityId::fromBytes(child.now.child_id());
        const auto hex = id ? QString::fromStdString(id->hex()) : QString();
        ChildCardRow card;
        card.name = tr("A child");
        for (const auto& known : m_childCards) {
            if (known.id == hex) card = known;
        }
        m_forms.push_back(std::make_unique<ChildForm>(card, child.now, nullptr));
        connect(m_forms.back().get(), &ChildForm::answered, this, [this] { onChange(true); });
        connect(m_forms.back().get(), &ChildForm::typed, this, [this] { onChange(false); });
    }
    m_draft = std::move(draft);
    refresh();
    refreshActions();
    m_draft->step = std::clamp(m_draft->step, 0, m_steps->count() - 1);
    emit stepChanged();
}

const records::Visit& VisitModel::visit() const {
    return m_draft ? m_draft->now : records::Visit::default_instance();
}

std::vector<records::ObservedChild> VisitModel::observed() const {
    std::vector<records::ObservedChild> children;
    for (const auto& form : m_forms) {
        children.push_back({form->name().toStdString(), form->observation()});
    }
    return children;
}

void VisitModel::refresh() {
    const auto children = observed();
    const auto steps = stepsOf(visit(), children, m_actions->count());
    m_steps->setRows(steps);
    m_missing->setRows(missingOf(visit(), children, steps));
    refreshPeople();
    emit changed();
}

void VisitModel::refreshPeople() {
    const auto& present = visit().people_present();
    std::vector<PresentRow> rows;
    for (const auto& name : m_household) {
        const auto here = std::find(present.begin(), present.end(), name) != present.end();
        rows.push_back({QString::fromStdString(name), here});
    }
    for (const auto& name : present) {
        if (std::find(m_household.begin(), m_household.end(), name) == m_household.end()) {
            rows.push_back({QString::fromStdString(name), true});
        }
    }
    m_people->setRows(rows);
}

void VisitModel::refreshActions() {
    if (!m_draft) return;
    m_session.ask(
        this,
        [id = m_draft->id, scope = m_draft->scope](RecordSource& source) {
            return loadActions(source, scope, id);
        },
        [this](base::Result<std::vector<TaskRow>> rows) {
            if (!rows || !m_draft) return;
            m_actions->setRows(*rows);
            refresh();
        });
}

void VisitModel::arrive(int kind) {
    if (!m_loaded || m_draft || !records::VisitKind_IsValid(kind)) return;
    NewVisit visit;
    visit.scope = m_scope;
    visit.kind = static_cast<records::VisitKind>(kind);
    visit.arrived = m_session.now();
    for (const auto& card : m_childCards) {
        const auto id = base::EntityId::fromHex(card.id.toStdString());
        if (id) visit.children.push_back(*id);
    }
    m_session.ask(
        this, [visit](RecordSource& source) { return createVisit(source, visit); },
        [this](base::Result<VisitDraft> draft) {
            if (!draft) {
                m_failure = Words::failure(draft.error());
                return emit keptChanged();
            }
            takeDraft(std::move(*draft));
            setKept({}, m_version);
            emit m_session.changed();
        });
}

void VisitModel::setKind(int kind) {
    if (!m_draft || !records::VisitKind_IsValid(kind) || kind == visit().kind()) return;
    const auto wanted = static_cast<records::VisitKind>(kind);
    m_draft->now.set_kind(wanted);
    for (const auto& form : m_forms) {
        if (viewmodels::isShort(wanted)) {
            form->setNotSeen();
        } else {
            form->clearNotSeen();
        }
    }
    onChange(true);
}

bool VisitModel::isShortForm() const {
    return viewmodels::isShort(visit().kind());
}

QString VisitModel::kindWords() const {
    const auto* field = records::typeOf(visit()).fieldNamed("kind");
    return QString::fromStdString(records::labelOf(*field, visit().kind()));
}

QString VisitModel::arrived() const {
    return Words::moment(base::WallTime{visit().occurred_at()}, m_session.now());
}

QString VisitModel::left() const {
    return Words::moment(base::WallTime{visit().left_at()}, m_session.now());
}

void VisitModel::changeVisit(const std::function<void(records::Visit&)>& change, bool wasTap) {
    if (!m_draft) return;
    change(m_draft->now);
    onChange(wasTap);
}

void VisitModel::onChange(bool wasTap) {
    for (std::size_t i = 0; i < m_forms.size(); ++i) {
        m_draft->children[i].now = m_forms[i]->observation();
    }
    ++m_version;
    if (!m_kept.isEmpty()) {
        m_kept.clear();
        emit keptChanged();
    }
    if (!m_typingSoon.isActive()) m_typingSoon.start();
    if (wasTap) m_editSoon.start();
    refresh();
}

int VisitModel::stepKind() const {
    const auto at = step();
    return at < m_steps->count() ? m_steps->row<StepRow>(at).kind : VisitStep::Arrive;
}

ChildForm* VisitModel::child() const {
    const auto at = step();
    if (at >= m_steps->count()) return nullptr;
    const auto place = m_steps->row<StepRow>(at).child;
    return place < 0 ? nullptr : m_forms.at(static_cast<std::size_t>(place)).get();
}

void VisitModel::goTo(int step) {
    if (!m_draft || step == m_draft->step || step < 0 || step >= m_steps->count()) return;
    m_draft->step = step;
    ++m_version;
    // What was typed in the step that is left becomes an edit with it.
    keepTyping();
    saveEdit();
    emit stepChanged();
}

void VisitModel::next() {
    goTo(step() + 1);
}
void VisitModel::back() {
    goTo(step() - 1);
}

}  // namespace hearth::client::viewmodels
