// What an administrator is told although all of it mends itself: that the record began anew, what
// tablets had the server's word for and it did not have, and which tablets exist twice.
// Owner: the store. Threads: the store worker's. Errors: the connection's, Corrupt.
#pragma once

#include <optional>
#include <vector>

#include "server/store/store.hpp"

namespace hearth::server::store {

// Of one epoch at most so many missed edits are kept by name; an enrolled tablet that is not honest
// must not be able to fill the disk with them.
inline constexpr std::int64_t kMissedKeptMax = 100'000;

class NoticeTable {
public:
    explicit NoticeTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // Nothing in a record that never began anew.
    [[nodiscard]] base::Status addMissed(const base::DeviceId& device,
                                         const std::vector<base::EditId>& edits);
    [[nodiscard]] base::Result<std::optional<NewBeginning>> newestBeginning();

    // The same incarnation again changes nothing.
    [[nodiscard]] base::Status addCopy(const CopyFound& found);
    // Oldest first.
    [[nodiscard]] base::Result<std::vector<CopyFound>> copies();

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store
