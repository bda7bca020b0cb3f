// The log and where it ends: every authentic edit for ever, the hash chain over it, and where each
// tablet's incarnation stands.
// Owner: the store. Threads: the store worker's. Errors: the connection's, Corrupt.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "server/store/store.hpp"

namespace hearth::server::store {

// A place in a tablet's own order.
struct Place {
    base::DeviceId device;
    base::Incarnation incarnation;
    records::Seq seq = 0;
    base::Digest hash;
};

// Why an epoch begins, and when.
struct EpochStart {
    EpochCause cause = EpochCause::First;
    base::WallTime at;
};

struct IncarnationRow {
    base::DeviceId device;  // who began it
    protocol::DeviceHead head;
};

class LogTable {
public:
    explicit LogTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // First use of a new database.
    [[nodiscard]] base::Status create(const base::Epoch& epoch);
    // From the next revision on. Also: this is no copy of a record any more.
    [[nodiscard]] base::Status beginEpoch(const base::Epoch& epoch, const EpochStart& start = {});
    // With the first revision of each, ascending; never empty.
    [[nodiscard]] base::Result<std::vector<std::pair<records::Rev, base::Epoch>>> epochs();
    // Marks a backup as what it is.
    [[nodiscard]] base::Status markCopy();
    [[nodiscard]] base::Result<bool> isCopy();
    [[nodiscard]] base::Result<bool> exists();

    [[nodiscard]] base::Result<protocol::ServerHead> head();
    [[nodiscard]] base::Status setDurableRev(records::Rev rev);
    [[nodiscard]] base::Result<std::optional<base::Digest>> chainAt(records::Rev rev);

    // Adds the next row (row.rev = head + 1, chained) and moves the head and the incarnation on.
    [[nodiscard]] base::Status append(const LogRow& row);
    // Rows from `from`, ascending; stops when `visit` returns false.
    [[nodiscard]] base::Status read(records::Rev from,
                                    const std::function<bool(const LogRow&)>& visit);
    // Every row that carries this edit id: one, and those that reused it with other content.
    [[nodiscard]] base::Result<std::vector<LogRow>> withId(const base::EditId& id);

    [[nodiscard]] base::Result<std::optional<IncarnationRow>> incarnation(
        const base::Incarnation& incarnation);
    // The same action again under another number: its second place, and the incarnation moves on.
    [[nodiscard]] base::Status addRenumbered(const Place& place, records::Rev rev,
                                             base::WallTime received);
    // The hash that an incarnation's second place holds, if it holds one.
    [[nodiscard]] base::Result<std::optional<base::Digest>> renumbered(
        const base::Incarnation& incarnation, records::Seq seq);

private:
    [[nodiscard]] base::Status advance(const Place& place);

    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store
