// The one row that says whose tablet this is, where its chain of edits ends, and what the server
// last said.
// Owner: Tables. Threads: the store thread. Errors: the connection's, Corrupt.
#pragma once

#include <optional>

#include "shared/records/entity.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

struct Meta {
    base::DeviceId device;  // nil until enrolled
    base::WorkerId worker;
    base::Incarnation incarnation;
    records::Seq lastSeq = 0;
    base::Digest lastHash;
    base::Epoch epoch;  // nil: no complete checkpoint
    records::Rev checkpointRev = 0;
    base::Digest checkpointChain;
    records::Rev durableRev = 0;
    base::WallTime lastContact;
    base::Millis clockSkew;
    base::BootTime contactBoot;  // the boot clock at the last contact
    std::uint32_t minimumSchema = 0;
};

class MetaTable {
public:
    explicit MetaTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // Empty in a new database.
    [[nodiscard]] base::Result<std::optional<Meta>> find();
    // Corrupt when the row is missing.
    [[nodiscard]] base::Result<Meta> load();
    [[nodiscard]] base::Status insert(const base::Incarnation& incarnation);
    [[nodiscard]] base::Status setIdentity(const base::DeviceId& device,
                                           const base::WorkerId& worker);
    // The schema version of the program that made view and index.
    [[nodiscard]] base::Result<std::uint32_t> viewSchema();
    [[nodiscard]] base::Status setViewSchema(std::uint32_t version);
    // Where the chain of edits ends now.
    [[nodiscard]] base::Status setChain(const base::Incarnation& incarnation, records::Seq seq,
                                        const base::Digest& hash);
    // Times, durable revision and minimum version of `said`.
    [[nodiscard]] base::Status setContact(const Meta& said);
    // A nil epoch: there is no checkpoint any more.
    [[nodiscard]] base::Status setCheckpoint(const base::Epoch& epoch, records::Rev rev,
                                             const base::Digest& chain);

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store
