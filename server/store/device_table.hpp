// Tablets, their enrolment codes, and their word that a scope has left them.
// Owner: the store. Threads: the store worker's. Errors: the connection's, Corrupt; NotFound and
// AlreadyExists as named.
#pragma once

#include <optional>
#include <vector>

#include "server/store/store.hpp"

namespace hearth::server::store {

// Last contact is written at most this often while nothing else changed: otherwise every idle sync
// of every tablet would cost a disk sync.
inline constexpr base::Millis kContactWrittenEvery = base::minutes(1);

class DeviceTable {
public:
    explicit DeviceTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // AlreadyExists when the code was issued before.
    [[nodiscard]] base::Status addEnrolment(const EnrolmentRow& row);
    [[nodiscard]] base::Result<std::optional<EnrolmentRow>> enrolment(
        const base::Digest& secretHash);
    // NotFound when it was never issued.
    [[nodiscard]] base::Status updateEnrolment(const EnrolmentRow& row);

    // Adds or replaces.
    [[nodiscard]] base::Status put(const DeviceRow& row);
    [[nodiscard]] base::Result<std::optional<DeviceRow>> find(const base::DeviceId& id);
    // By when they were enrolled.
    [[nodiscard]] base::Result<std::vector<DeviceRow>> all();

    [[nodiscard]] base::Status contact(const base::DeviceId& device, const protocol::Hello& hello,
                                       base::WallTime now);
    [[nodiscard]] base::Status addReceipt(const base::DeviceId& device,
                                          const protocol::Purged& receipt, base::WallTime now);
    // Oldest first.
    [[nodiscard]] base::Result<std::vector<PurgeReceipt>> receipts();

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store
