#include "client/viewmodels/caseload_reader.hpp"

#include <algorithm>
#include <map>

#include "schema/records/involvement.pb.h"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

template <class Record>
struct Found {
    base::EntityId id;
    base::ScopeId scope;
    Record record;
    bool pending = false;
    bool sealed = false;
};

using Scope = std::optional<base::ScopeId>;

// Of one family, or of all when there is no scope.
template <class Record>
base::Result<std::vector<Found<Record>>> all(RecordSource& source, const Scope& scope) {
    const auto type = records::typeNumber<Record>();
    const auto views = scope ? source.list(*scope, type) : source.listAll(type);
    if (!views) return views.error();
    std::vector<Found<Record>> found;
    found.reserve(views->size());
    for (const auto& view : *views) {
        auto record = view.entity.body.template as<Record>();
        if (!record) return record.error();
        found.push_back({view.entity.key.id, view.entity.scope, std::move(*record), view.pending,
                         view.entity.sealed.has_value()});
    }
    return found;
}

std::uint32_t protection(const records::Alert& alert) {
    const auto* level = records::typeOf(alert).fieldNamed("level");
    return records::protectionOf(*level, alert.level());
}

class Reader {
public:
    Reader(RecordSource& source, Scope scope) : m_source(source), m_scope(scope) {
        m_caseload.now = source.now();
    }

    base::Result<Caseload> read() {
        HEARTH_TRY(readFamilies());
        HEARTH_TRY(readChildren());
        HEARTH_TRY(readPlans());
        HEARTH_TRY(readVisits());
        HEARTH_TRY(readAlerts());
        HEARTH_TRY(readTasks());
        HEARTH_TRY(readReviews());
        finish();
        return std::move(m_caseload);
    }

private:
    base::Status readFamilies();
    base::Status readChildren();
    base::Status readPlans();
    base::Status readVisits();
    base::Status readAlerts();
    base::Status readTasks();
    base::Status readReviews();
    void finish();

    FamilyFacts* family(const base::ScopeId& scope, bool pending) {
        const auto found = m_families.find(scope);
        if (found == m_families.end()) return nullptr;
        found->second.pending |= pending;
        return &found->second;
    }
    struct PlacedChild {
        base::ScopeId scope;
        ChildFacts facts;
        std::vector<practice::RunningPlan> plans;
        practice::SeenHistory seen;
    };
    // Null for an id that no child on this tablet has.
    PlacedChild* child(base::ByteView id) {
        const auto parsed = base::EntityId::fromBytes(id);
        if (!parsed) return nullptr;
        const auto found = m_children.find(*parsed);
        return found == m_children.end() ? nullptr : &found->second;
    }

    RecordSource& m_source;
    Scope m_scope;
    Caseload m_caseload;
    std::map<base::ScopeId, FamilyFacts> m_families;
    std::map<base::EntityId, PlacedChild> m_children;
};

base::Status Reader::readFamilies() {
    auto found = all<records::CaseFile>(m_source, m_scope);
    if (!found) return found.error();
    for (auto& item : *found) {
        auto& facts = m_families[item.scope];
        facts.scope = item.scope;
        facts.caseFile = std::move(item.record);
        facts.pending = item.pending;
    }
    return {};
}

base::Status Reader::readChildren() {
    auto found = all<records::Child>(m_source, m_scope);
    if (!found) return found.error();
    for (auto& item : *found) {
        if (family(item.scope, item.pending) == nullptr) continue;
        auto& placed = m_children[item.id];
        placed.scope = item.scope;
        placed.facts.id = item.id;
        placed.facts.child = std::move(item.record);
    }
    return {};
}

base::Status Reader::readPlans() {
    auto found = all<records::Plan>(m_source, m_scope);
    if (!found) return found.error();
    for (const auto& item : *found) {
        family(item.scope, item.pending);
        auto* placed = child(item.record.child_id());
        const auto running = practice::runningPlan(item.record, base::ukDateOf(m_caseload.now));
        if (placed != nullptr && running) placed->plans.push_back(*running);
    }
    return {};
}

base::Status Reader::readVisits() {
    const auto visits = all<records::Visit>(m_source, m_scope);
    if (!visits) return visits.error();
    std::map<base::EntityId, base::WallTime> occurred;
    for (const auto& item : *visits) {
        auto* facts = family(item.scope, item.pending);
        const base::WallTime arrived{item.record.occurred_at()};
        if (item.sealed) {
            occurred[item.id] = arrived;
        } else if (facts != nullptr && item.record.worker_id() == m_source.worker().bytes()) {
            facts->draft = DraftFacts{item.id, arrived};
        }
    }
    const auto observations = all<records::Observation>(m_source, m_scope);
    if (!observations) return observations.error();
    for (const auto& item : *observations) {
        family(item.scope, item.pending);
        const auto visit = base::EntityId::fromBytes(item.record.visit_id());
        auto* placed = child(item.record.child_id());
        if (!visit || placed == nullptr || occurred.count(*visit) == 0) continue;
        placed->seen.add(item.record, base::ukDateOf(occurred[*visit]));
    }
    return {};
}

base::Status Reader::readAlerts() {
    auto found = all<records::Alert>(m_source, m_scope);
    if (!found) return found.error();
    for (auto& item : *found) {
        if (auto* facts = family(item.scope, item.pending)) {
            facts->alerts.push_back({item.id, std::move(item.record)});
        }
    }
    return {};
}

base::Status Reader::readTasks() {
    auto found = all<records::Task>(m_source, m_scope);
    if (!found) return found.error();
    for (auto& item : *found) {
        const auto* facts = family(item.scope, item.pending);
        const auto mineToDo =
            item.record.done_at() == 0 && item.record.owner_id() == m_source.worker().bytes();
        if (facts == nullptr || (!m_scope && !mineToDo)) continue;
        m_caseload.tasks.push_back({item.id, item.scope, facts->caseFile.family_name(),
                                    std::move(item.record), item.pending});
    }
    return {};
}

base::Status Reader::readReviews() {
    const auto found = all<records::ReviewItem>(m_source, m_scope);
    if (!found) return found.error();
    for (const auto& item : *found) {
        auto* facts = family(item.scope, item.pending);
        if (facts != nullptr && item.record.state() == records::REVIEW_OPEN) ++facts->openReviews;
    }
    return {};
}

// Who must be seen first; children whom no plan asks to be seen come last.
bool isMoreUrgent(const ChildFacts& a, const ChildFacts& b) {
    if (!a.clock.due || !b.clock.due) return a.clock.due.has_value() && !b.clock.due;
    return *a.clock.due < *b.clock.due;
}

void Reader::finish() {
    const auto today = base::ukDateOf(m_caseload.now);
    for (auto& [id, placed] : m_children) {
        if (!placed.plans.empty()) placed.facts.plan = placed.plans.front().kind;
        // Nobody can see a child who is not born yet: no clock runs until then.
        if (placed.facts.child.born_day() == 0) placed.plans.clear();
        placed.facts.clock = practice::visitClock(placed.plans, placed.seen, today);
        if (placed.facts.clock.due) placed.facts.plan = placed.facts.clock.plan;
        m_families[placed.scope].children.push_back(std::move(placed.facts));
    }
    for (auto& [scope, facts] : m_families) {
        std::stable_sort(facts.children.begin(), facts.children.end(), isMoreUrgent);
        std::stable_sort(facts.alerts.begin(), facts.alerts.end(), [](auto& a, auto& b) {
            return protection(a.alert) > protection(b.alert);
        });
        m_caseload.families.push_back(std::move(facts));
    }
    std::stable_sort(m_caseload.families.begin(), m_caseload.families.end(), [](auto& a, auto& b) {
        return a.caseFile.family_name() < b.caseFile.family_name();
    });
    std::stable_sort(
        m_caseload.tasks.begin(), m_caseload.tasks.end(),
        [](const auto& a, const auto& b) { return a.task.due_day() < b.task.due_day(); });
}

}  // namespace

const practice::VisitClock* FamilyFacts::clock() const {
    return children.empty() ? nullptr : &children.front().clock;
}

base::Result<Caseload> readCaseload(RecordSource& source) {
    return Reader(source, std::nullopt).read();
}

base::Result<Caseload> readFamily(RecordSource& source, const base::ScopeId& scope) {
    auto caseload = Reader(source, scope).read();
    if (caseload && caseload->families.empty()) {
        return base::Error(base::ErrorCode::NotFound, "case file");
    }
    return caseload;
}

}  // namespace hearth::client::viewmodels
