// The merge: current state + edit -> new state + explanation. Pure: no clock, no store, no
// randomness; the server applies the log with it, tablets predict with it, replay repeats it byte
// for byte. Who decides by which policy: README.md here and design section 4. Threads: pure
// functions, any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/protocol/sync.pb.h"
#include "schema/records/work.pb.h"
#include "shared/records/edit.hpp"
#include "shared/records/validation.hpp"

namespace hearth::merge {

// Where the edit stands in the order of things.
struct Received {
    records::Rev rev = 0;
    base::Epoch epoch;
    base::WallTime at;
    base::Digest editHash;
    // Cases that were the author's when the edit was made and are somebody else's now: what it
    // writes is marked, and whoever has them now is asked to read it.
    std::vector<base::ScopeId> handedOver{};
};

// What the merge must know beyond the edit. Answers must depend on the state before the edit only,
// so that a replay gets the same.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    // Empty when there is no such entity.
    [[nodiscard]] virtual base::Result<std::optional<records::Entity>> find(
        const records::EntityKey& key) = 0;
    // Who decides questions about a scope: the allocated worker, else the team's manager; nil only
    // when nobody is known (a scope without allocation).
    [[nodiscard]] virtual base::WorkerId reviewOwner(const base::ScopeId& scope) = 0;
    // May this author lower a protective value they have seen (HazardLevel)?
    [[nodiscard]] virtual bool mayLowerProtection(const base::WorkerId& author,
                                                  const base::ScopeId& scope) = 0;
    // Raise review items as entities? Yes at the server; a tablet's prediction leaves them to it.
    [[nodiscard]] virtual bool raisesReviews() const = 0;
};

// One thing that happened, for logs, tests and the person who asks why.
struct Finding {
    records::EntityKey target;
    records::UnitNumber unit = 0;
    records::ReviewCause cause =
        records::REVIEW_CAUSE_UNSPECIFIED;  // unspecified: no review raised
    std::string sentence;
};

struct Outcome {
    protocol::Verdict verdict = protocol::VERDICT_UNSPECIFIED;
    protocol::HeldReason heldReason = protocol::HELD_REASON_UNSPECIFIED;
    std::string explanation;  // for HELD: what a person must know
    std::vector<records::Entity>
        changed;  // final states, own and raised entities, in first-touched order
    std::vector<Finding> findings;
};

// The explanation of HELD_UNKNOWN_KIND.
inline constexpr std::string_view kUnknownKind =
    "an operation of a kind this program does not know";

// Applies a whole edit: all operations or none (HELD). Never throws for hostile content; a store
// error of `surroundings` comes back as Result's error and nothing is decided.
[[nodiscard]] base::Result<Outcome> applyEdit(const records::Edit& edit, const Received& received,
                                              Surroundings& surroundings);

// A deterministic id for something the server raises about (edit, entity, unit).
[[nodiscard]] base::EntityId derivedId(std::string_view kind, const base::Digest& editHash,
                                       const records::EntityKey& about, records::UnitNumber unit);

// The review item about (entity, unit) has one id for ever, whatever edit raised it: a second
// concurrent value joins the open question, a later one opens a settled question again.
[[nodiscard]] base::EntityId reviewId(const records::EntityKey& about, records::UnitNumber unit);

}  // namespace hearth::merge
