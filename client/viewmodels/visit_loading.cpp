#include "client/viewmodels/visit_loading.hpp"

#include <algorithm>

namespace hearth::client::viewmodels {

namespace {

constexpr int kFirstStepAfterArrival = 1;

// The typing of a visit if it can still be read and the visit is still a draft; else the record.
base::Result<VisitDraft> typedOrSaved(RecordSource& source, const base::EntityId& visit) {
    auto saved = openDraft(source, visit);
    if (!saved) return saved.error();
    const auto typed = source.typing(typingForm(visit));
    if (!typed) return typed.error();
    if (!*typed) return saved;
    auto draft = decodeTyping(**typed);
    return draft && draft->id == visit ? std::move(draft) : std::move(saved);
}

// What was typed is what the records say, whether sealed or not.
bool saysNothingNew(RecordSource& source, const VisitDraft& draft) {
    const auto same = [&](const records::Opened& opened, const google::protobuf::Message& now) {
        const auto view = source.find(opened.key);
        return view && *view && (*view)->entity.body == records::Body::of(now);
    };
    if (!same(draft.opened, draft.now) || !draft.actionWording.empty()) return false;
    return std::all_of(draft.children.begin(), draft.children.end(),
                       [&](const auto& child) { return same(child.opened, child.now); });
}

}  // namespace

base::Result<LoadedVisit> loadFamily(RecordSource& source, const base::ScopeId& scope) {
    const auto caseload = readFamily(source, scope);
    if (!caseload) return caseload.error();
    const auto names = NameBook::read(source, scope);
    if (!names) return names.error();
    const auto& family = caseload->families.front();
    LoadedVisit loaded;
    loaded.scope = scope;
    loaded.worker = source.worker();
    loaded.caseFile = family.caseFile;
    loaded.address = addressLine(family.caseFile);
    for (const auto& child : family.children) {
        loaded.children.push_back(childCard(child, caseload->now, *names));
    }
    for (const auto& alert : family.alerts)
        loaded.alerts.push_back(alertRow(alert, *names));
    return loaded;
}

base::Result<LoadedVisit> loadDraft(RecordSource& source, const base::EntityId& visit) {
    auto draft = typedOrSaved(source, visit);
    if (!draft) return draft.error();
    auto loaded = loadFamily(source, draft->scope);
    if (!loaded) return loaded.error();
    loaded->draft = std::move(*draft);
    return loaded;
}

base::Result<base::EntityId> unfinishedVisit(RecordSource& source) {
    const auto forms = source.typingForms();
    if (!forms) return forms.error();
    for (const auto& form : *forms) {
        const auto visit = visitOfForm(form);
        if (visit.isNil()) continue;
        const auto view = source.find({records::typeNumber<records::Visit>(), visit});
        if (!view) return view.error();
        if (!*view) continue;
        if (!(*view)->entity.sealed) return visit;
        const auto typed = source.typing(form);
        if (!typed) return typed.error();
        const auto draft = *typed ? decodeTyping(**typed) : base::Result<VisitDraft>(VisitDraft{});
        if (draft && saysNothingNew(source, *draft)) HEARTH_TRY(source.forgetTyping(form));
    }
    return base::EntityId{};
}

base::Result<VisitDraft> createVisit(RecordSource& source, const NewVisit& visit) {
    auto draft = newDraft(source, visit);
    draft.step = kFirstStepAfterArrival;
    const auto saved = source.save(createOps(draft));
    if (!saved) return saved.error();
    markSaved(draft, draft);
    HEARTH_TRY(source.keepTyping(typingForm(draft.id), encodeTyping(draft)));
    return draft;
}

base::Result<std::vector<TaskRow>> loadActions(RecordSource& source, const base::ScopeId& scope,
                                               const base::EntityId& visit) {
    const auto tasks = source.list(scope, records::typeNumber<records::Task>());
    if (!tasks) return tasks.error();
    const auto names = NameBook::read(source);
    if (!names) return names.error();
    std::vector<TaskRow> rows;
    for (const auto& view : *tasks) {
        auto task = view.entity.body.as<records::Task>();
        if (!task) return task.error();
        if (task->visit_id() != visit.bytes()) continue;
        auto row = taskRow({view.entity.key.id, scope, {}, *task, view.pending}, source.now());
        row.owner = names->name(base::ByteView(task->owner_id()));
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace hearth::client::viewmodels
