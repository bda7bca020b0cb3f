// What the visit's form needs from the store, each in one go.
// Threads: the store thread.
#pragma once

#include <optional>
#include <vector>

#include "client/viewmodels/case_file_rows.hpp"
#include "client/viewmodels/visit_draft.hpp"

namespace hearth::client::viewmodels {

struct LoadedVisit {
    base::ScopeId scope;
    base::WorkerId worker;
    records::CaseFile caseFile;
    QString address;
    std::vector<ChildCardRow> children;
    std::vector<AlertRow> alerts;
    std::optional<VisitDraft> draft;
};

// The family at whose door the worker stands.
[[nodiscard]] base::Result<LoadedVisit> loadFamily(RecordSource& source,
                                                   const base::ScopeId& scope);
// A draft with its family: as it was typed, if that survived; else as it was saved.
[[nodiscard]] base::Result<LoadedVisit> loadDraft(RecordSource& source,
                                                  const base::EntityId& visit);
// The visit that was being written when the program ended; nil for none. Typing that says nothing
// beyond a visit sealed meanwhile is let go; whatever else cannot be resumed is left as it is.
[[nodiscard]] base::Result<base::EntityId> unfinishedVisit(RecordSource& source);
// Saves a new visit as one edit and opens it. The form begins on the step after arriving.
[[nodiscard]] base::Result<VisitDraft> createVisit(RecordSource& source, const NewVisit& visit);
// The tasks that came from a visit.
[[nodiscard]] base::Result<std::vector<TaskRow>> loadActions(RecordSource& source,
                                                             const base::ScopeId& scope,
                                                             const base::EntityId& visit);

}  // namespace hearth::client::viewmodels
