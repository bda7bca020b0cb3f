// The one apply path: every authentic edit, from a tablet, an import or a replay, goes through here
// and leaves a row of the log, the new state, and a link of the chain. It never refuses: what
// cannot be applied is logged and HELD with a reason and an owner, and the next edit goes on.
// Owner: the store. Threads: the store worker's, inside an open group. Errors are the store's own
// (disk full, corrupt): then the group or exchange is rolled back and nothing is acknowledged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/store/blob_mentions.hpp"
#include "server/store/entity_table.hpp"
#include "server/store/held_table.hpp"
#include "server/store/log_table.hpp"
#include "server/store/membership.hpp"

namespace hearth::server::store {

// The state an edit leaves of what it touches must fit one page, because a page holds whole
// revisions (base::kReplyBytesMax); an edit beyond this is HELD.
inline constexpr std::size_t kRevisionBytesMax = 6UL * 1024UL * 1024UL;
static_assert(kRevisionBytesMax + base::kPageRoomBytes < base::kReplyBytesMax);

struct Incoming {
    base::ByteView bytes;
    const records::Edit& edit;
    std::optional<base::WorkerId> peerWorker;  // empty: imported, grants are not asked
    base::WallTime received;
    // A replay takes the log's order as it is: that it is right is verifyChain's to say, and second
    // places of renumbered edits are not in the log.
    bool replayed = false;
    // Of a replay: EditAck.judged_time of the row.
    base::WallTime judged{};
    // Of a replay: an older server held the row, because it did not know a kind of operation in it.
    bool kindWasUnknown = false;
};

// merge::applyEdit; tests give one that fails.
using MergeFunction = base::Result<merge::Outcome> (*)(const records::Edit&, const merge::Received&,
                                                       merge::Surroundings&);

class ApplyPath {
public:
    explicit ApplyPath(sqlite::Connection& connection, MergeFunction mergeEdit = &merge::applyEdit);

    [[nodiscard]] base::Result<protocol::EditAck> apply(const Incoming& incoming);

private:
    struct Decision {
        protocol::Verdict verdict = protocol::HELD;
        protocol::HeldReason held = protocol::HELD_REASON_UNSPECIFIED;
        base::WorkerId owner;  // of what is held
        std::string explanation;
        std::vector<Change> changes;
        base::WallTime judged;  // EditAck.judged_time
        bool afterHandover = false;
    };
    // An edit that needs no place in the log, or the place it takes.
    struct Known {
        std::optional<protocol::EditAck> ack;
        bool idReused = false;
    };

    [[nodiscard]] base::Result<Known> recall(const Incoming& incoming, const base::Digest& hash);
    [[nodiscard]] base::Result<std::optional<protocol::EditAck>> renumber(const Incoming& incoming,
                                                                          const base::Digest& hash,
                                                                          const LogRow& original);
    [[nodiscard]] base::Result<bool> placeIsTaken(const Incoming& incoming);
    [[nodiscard]] base::Result<Decision> decide(const Incoming& incoming, merge::Received place,
                                                bool idReused);
    [[nodiscard]] base::Result<Decision> mergeIt(const Incoming& incoming,
                                                 const merge::Received& place);
    [[nodiscard]] base::Result<Decision> hold(const Incoming& incoming, protocol::HeldReason reason,
                                              const base::ScopeId& scope, std::string explanation);
    [[nodiscard]] base::Result<protocol::EditAck> record(const Incoming& incoming,
                                                         const merge::Received& place,
                                                         const base::Digest& chainBefore,
                                                         bool idReused, const Decision& decision);

    LogTable m_log;
    EntityTable m_entities;
    Membership m_membership;
    HeldTable m_held;
    BlobMentions m_mentions;
    MergeFunction m_mergeEdit;
};

}  // namespace hearth::server::store
