// The edits made on this tablet, in the bytes they are sent in, with what the server said to each,
// the scopes they write in and the entities they change. An edit is pending in a scope until the
// server's state in base includes it; held edits are pending nowhere.
// Owner: Tables. Threads: the store thread, inside a transaction of the caller.
// Errors: the connection's, Corrupt.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "shared/protocol/client_session.hpp"
#include "shared/records/edit.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

// The numbers are stored.
enum class OutboxState { Unsent = 0, Acknowledged = 1, Reviewed = 2, Held = 3 };

// The row number: the order in which edits were made, renumbered or not.
using EditRow = std::int64_t;

struct OutboxRow {
    EditRow row = 0;
    base::EditId id;
    base::Incarnation incarnation;
    records::Seq seq = 0;
    base::Bytes bytes;
    base::Digest hash;
    base::WallTime claimed;
    OutboxState state = OutboxState::Unsent;
    protocol::HeldReason heldReason = protocol::HELD_REASON_UNSPECIFIED;
    base::WorkerId heldOwner;
};

// What pending() gives: an edit reduced to the operations the server's state does not include.
struct PendingOps {
    EditRow row = 0;
    base::Digest hash;
    records::Edit edit;
};

// The server's word on an edit.
struct Acknowledgement {
    OutboxState state = OutboxState::Acknowledged;
    protocol::HeldReason heldReason = protocol::HELD_REASON_UNSPECIFIED;
    base::WorkerId heldOwner;
    records::Rev rev = 0;
    base::Epoch epoch;
};

// What a complete scope says about edits of this tablet.
struct Containment {
    base::ScopeId scope;
    base::Incarnation incarnation;
    records::Seq seq = 0;  // edits of the incarnation up to here are included
    base::Epoch epoch;
    records::Rev rev = 0;    // edits acknowledged under the epoch up to here are included
    bool isAnother = false;  // another history than before: what was included counts no longer
};

class OutboxTable {
public:
    explicit OutboxTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // Appends an unsent edit with its scopes and targets.
    [[nodiscard]] base::Result<EditRow> append(const OutboxRow& row, const records::Edit& edit);
    // Replaces the entities that the merge makes for the edit.
    [[nodiscard]] base::Status setDerived(
        EditRow row, const std::map<records::EntityKey, base::ScopeId>& derived);

    [[nodiscard]] base::Result<std::optional<OutboxRow>> find(const base::EditId& id);
    // Unsent ones in seq order, up to the limits (one at least).
    [[nodiscard]] base::Result<std::vector<protocol::PendingEdit>> unsent(std::size_t editsMax,
                                                                          std::size_t bytesMax);
    // Unsent and held ones in the order they were made.
    [[nodiscard]] base::Result<std::vector<OutboxRow>> waiting();
    // All that is kept, in the order they were made.
    [[nodiscard]] base::Result<std::vector<OutboxRow>> all();
    [[nodiscard]] base::Result<std::vector<records::EntityKey>> targets(EditRow row);

    // --- for the fold
    // ----------------------------------------------------------------------------- Entities that
    // pending edits change.
    [[nodiscard]] base::Result<std::set<records::EntityKey>> pendingTargets();
    // Pending edits that change the entity.
    [[nodiscard]] base::Result<std::vector<EditRow>> pendingOn(const records::EntityKey& key);
    [[nodiscard]] base::Result<PendingOps> pending(EditRow row);
    [[nodiscard]] base::Result<std::vector<EditRow>> allPending();

    // --- what the server says
    // ----------------------------------------------------------------------
    [[nodiscard]] base::Status acknowledge(EditRow row, const Acknowledgement& said);
    // Entities of all edits that are not yet included in the scope: what contain() may change.
    [[nodiscard]] base::Result<std::set<records::EntityKey>> openTargets(
        const base::ScopeId& scope);
    // True when an edit's inclusion changed.
    [[nodiscard]] base::Result<bool> contain(const Containment& said);
    // Deletes edits that every scope includes and that a verified backup has.
    [[nodiscard]] base::Status prune(const base::Epoch& epoch, records::Rev durableRev);

    // Edits of the scope of which it is not known that the server of this epoch has them.
    [[nodiscard]] base::Result<bool> hasUnsafeIn(const base::ScopeId& scope,
                                                 const base::Epoch& epoch);
    [[nodiscard]] base::Result<std::uint64_t> heldIn(const base::ScopeId& scope);
    // Edits that write in the scope leave; none of them is unsent. Of those that are held their
    // words go, and that they are held stays to be seen. Gives what they changed.
    [[nodiscard]] base::Result<std::set<records::EntityKey>> purge(const base::ScopeId& scope);

    // --- after a divergence
    // ------------------------------------------------------------------------ Acknowledged in
    // another history than `epoch`'s.
    [[nodiscard]] base::Result<bool> hasForeign(const base::Epoch& epoch);
    // Of no acknowledged edit it is known any more whether and where the server has it.
    [[nodiscard]] base::Status forgetPlaces();
    // Those of them that nobody asked about yet, in the order they were made.
    [[nodiscard]] base::Result<protocol::Reoffer> toReoffer(std::size_t editsMax);
    [[nodiscard]] base::Status setPlace(const base::EditId& id, const base::Epoch& epoch,
                                        records::Rev rev);
    [[nodiscard]] base::Status setWanted(const base::EditId& id);
    // What is unsent and what the server lacks, in the order they were made.
    [[nodiscard]] base::Result<std::vector<EditRow>> toPush();
    [[nodiscard]] base::Result<std::vector<EditRow>> unsentRows();
    [[nodiscard]] base::Result<OutboxRow> at(EditRow row);
    [[nodiscard]] base::Status setUnsent(EditRow row);
    // New place in the chain; the edit keeps its id and what it says.
    [[nodiscard]] base::Status renumber(EditRow row, const OutboxRow& now);

    [[nodiscard]] base::Result<std::uint64_t> count(OutboxState state);
    [[nodiscard]] base::Result<std::uint64_t> unsentBytes();

private:
    [[nodiscard]] base::Status addTarget(EditRow row, const records::EntityKey& key,
                                         const base::ScopeId& scope, bool derived);

    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store
