// VisitDraft: a visit that is being written: what the form opened, what it holds now, and where the
// worker was in it. Turns into edits, and into the bytes that survive a crash.
// Owner: VisitModel, which hands copies to the store thread. Threads: values; openDraft on the
// store thread.
#pragma once

#include <string>
#include <vector>

#include "client/viewmodels/record_source.hpp"
#include "schema/records/visit.pb.h"
#include "shared/records/change.hpp"

namespace hearth::client::viewmodels {

struct DraftObservation {
    records::Opened opened;
    records::Observation now;
};

struct VisitDraft {
    base::ScopeId scope;
    base::EntityId id;
    records::Opened opened;
    records::Visit now;
    std::vector<DraftObservation> children;

    // Where the worker was, and what is typed into fields that are not the visit's own.
    int step = 0;
    std::string actionWording;
    std::int64_t actionDueDay = 0;
};

// A new visit of this worker with an observation for each child, not saved yet. Where nobody could
// be seen, each child is "not seen" from the start, and why is asked for.
struct NewVisit {
    base::ScopeId scope;
    records::VisitKind kind = records::HOME_VISIT;
    base::WallTime arrived;
    std::vector<base::EntityId> children;
};
[[nodiscard]] VisitDraft newDraft(RecordSource& source, const NewVisit& visit);
[[nodiscard]] std::vector<records::Op> createOps(const VisitDraft& draft);
// The least change from what was opened, or last saved, to now; empty when there is none.
[[nodiscard]] std::vector<records::Op> updateOps(const VisitDraft& draft);
// Visit and observations together: they are sealed as one action.
[[nodiscard]] std::vector<records::Op> sealOps(const VisitDraft& draft);
// After `saved` is on disk: further changes are told from there. The revision the form was opened
// at stays, so that what another wrote meanwhile is still seen as unseen (design section 3).
void markSaved(VisitDraft& draft, const VisitDraft& saved);

// A draft of the store, with its observations, as it is now. NotFound; Refused if it is sealed.
[[nodiscard]] base::Result<VisitDraft> openDraft(RecordSource& source, const base::EntityId& visit);

// The name under which the store keeps what is typed.
[[nodiscard]] std::string typingForm(const base::EntityId& visit);
// The visit that such a name means; nil for another form.
[[nodiscard]] base::EntityId visitOfForm(const std::string& form);
[[nodiscard]] base::Bytes encodeTyping(const VisitDraft& draft);
// Malformed or UnsupportedVersion: the bytes are kept, and the store's draft is opened instead.
[[nodiscard]] base::Result<VisitDraft> decodeTyping(base::ByteView content);

}  // namespace hearth::client::viewmodels
