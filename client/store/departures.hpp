// Scopes that left the tablet, and how much a server may take from it: removals within
// base::kRemovalWindow count together and must stay below base::kRemovalRowsFree rows or
// base::kRemovalPercentFree of a hundred, unless the authority signed them.
// Owner: Tables. Threads: the store thread, inside a transaction of the caller.
// Errors: the connection's, Corrupt.
#pragma once

#include <vector>

#include "client/store/tablet_store.hpp"

namespace hearth::client::store {

class Departures {
public:
    explicit Departures(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    [[nodiscard]] base::Status add(const Departure& departure, records::Seq lastSeq);
    // Newest first.
    [[nodiscard]] base::Result<std::vector<Departure>> all(std::size_t max);
    [[nodiscard]] base::Result<std::vector<protocol::Purged>> receipts();
    [[nodiscard]] base::Status receiptTaken(const protocol::Purged& receipt);

    // May this many rows go now, of those the tablet holds?
    [[nodiscard]] base::Result<bool> mayRemove(std::uint64_t rows, base::WallTime now);
    [[nodiscard]] base::Status removed(std::uint64_t rows, base::WallTime now);

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store
