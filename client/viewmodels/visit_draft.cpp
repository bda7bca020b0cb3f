#include "client/viewmodels/visit_draft.hpp"

namespace hearth::client::viewmodels {

namespace {

constexpr std::string_view kFormPrefix = "visit/";

records::EntityKey visitKey(const base::EntityId& id) {
    return {records::typeNumber<records::Visit>(), id};
}

}  // namespace

VisitDraft newDraft(RecordSource& source, const NewVisit& visit) {
    VisitDraft draft;
    draft.scope = visit.scope;
    draft.id = source.newId();
    draft.opened.key = visitKey(draft.id);
    draft.opened.scope = visit.scope;
    draft.now.set_kind(visit.kind);
    draft.now.set_worker_id(source.worker().bytes());
    draft.now.set_occurred_at(visit.arrived.millis);
    for (const auto& child : visit.children) {
        DraftObservation observation;
        observation.opened.key = {records::typeNumber<records::Observation>(), source.newId()};
        observation.opened.scope = visit.scope;
        observation.now.set_visit_id(draft.id.bytes());
        observation.now.set_child_id(child.bytes());
        if (visit.kind != records::HOME_VISIT) {
            observation.now.set_seen(records::NO);
            observation.now.set_seen_alone(records::NO);
            observation.now.set_spoken_alone(records::NO);
        }
        draft.children.push_back(std::move(observation));
    }
    return draft;
}

std::vector<records::Op> createOps(const VisitDraft& draft) {
    records::ChangeBuilder change;
    change.create(draft.opened.key, draft.scope, draft.now);
    for (const auto& child : draft.children) {
        change.create(child.opened.key, draft.scope, child.now);
    }
    return change.take();
}

std::vector<records::Op> updateOps(const VisitDraft& draft) {
    records::ChangeBuilder change;
    change.update(draft.opened, draft.now);
    for (const auto& child : draft.children)
        change.update(child.opened, child.now);
    return change.take();
}

std::vector<records::Op> sealOps(const VisitDraft& draft) {
    records::ChangeBuilder change;
    change.seal(draft.opened);
    for (const auto& child : draft.children)
        change.seal(child.opened);
    return change.take();
}

void markSaved(VisitDraft& draft, const VisitDraft& saved) {
    draft.opened.body = records::Body::of(saved.now);
    for (std::size_t i = 0; i < draft.children.size() && i < saved.children.size(); ++i) {
        draft.children[i].opened.body = records::Body::of(saved.children[i].now);
    }
}

base::Result<VisitDraft> openDraft(RecordSource& source, const base::EntityId& visit) {
    const auto view = source.find(visitKey(visit));
    if (!view) return view.error();
    const auto opened = source.open(visitKey(visit));
    if (!opened) return opened.error();
    if (!*view || !*opened) return base::Error(base::ErrorCode::NotFound, "visit");
    if ((*view)->entity.sealed) return base::Error(base::ErrorCode::Refused, "it is sealed");
    VisitDraft draft;
    draft.id = visit;
    draft.scope = (*opened)->scope;
    draft.opened = **opened;
    auto now = draft.opened.body.as<records::Visit>();
    if (!now) return now.error();
    draft.now = std::move(*now);

    const auto type = records::typeNumber<records::Observation>();
    const auto observations = source.list(draft.scope, type);
    if (!observations) return observations.error();
    for (const auto& candidate : *observations) {
        auto record = candidate.entity.body.as<records::Observation>();
        if (!record) return record.error();
        if (record->visit_id() != visit.bytes()) continue;
        const auto child = source.open(candidate.entity.key);
        if (!child) return child.error();
        if (*child) draft.children.push_back({**child, std::move(*record)});
    }
    return draft;
}

std::string typingForm(const base::EntityId& visit) {
    return std::string(kFormPrefix) + visit.hex();
}

base::EntityId visitOfForm(const std::string& form) {
    if (form.compare(0, kFormPrefix.size(), kFormPrefix) != 0) return {};
    const auto id = base::EntityId::fromHex(std::string_view(form).substr(kFormPrefix.size()));
    return id ? *id : base::EntityId{};
}

}  // namespace hearth::client::viewmodels
