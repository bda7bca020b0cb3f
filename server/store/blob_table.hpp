// The embedded engine's BlobStore: see blob_store.hpp and README.md, "Attachments".
// Owner: the store. Threads: the store worker's.
#pragma once

#include "server/store/blob_mentions.hpp"
#include "server/store/blob_store.hpp"
#include "server/store/membership.hpp"

namespace hearth::server::store {

class BlobTable final : public BlobStore {
public:
    BlobTable(sqlite::Connection& connection, const base::Clock& clock) noexcept
        : m_connection(connection), m_clock(clock), m_mentions(connection), m_members(connection) {}

    [[nodiscard]] base::Result<BlobAnswer> append(const protocol::Peer& peer,
                                                  const BlobPart& part) override;
    [[nodiscard]] base::Result<std::optional<protocol::BlobState>> state(
        const protocol::Peer& peer, const base::Digest& hash) override;
    [[nodiscard]] base::Result<std::optional<BlobRange>> read(const protocol::Peer& peer,
                                                              const base::Digest& hash,
                                                              std::uint64_t offset,
                                                              std::size_t bytesMax) override;
    [[nodiscard]] base::Status verify() override;

private:
    struct Row {
        std::int64_t blob = 0;
        base::Digest hash;
        base::DeviceId device;
        std::uint64_t size = 0;
        std::uint64_t received = 0;
        bool complete = false;
    };

    [[nodiscard]] base::Result<bool> mayKnow(const base::WorkerId& worker,
                                             const base::Digest& hash);
    [[nodiscard]] base::Result<std::optional<Row>> complete(const base::Digest& hash);
    [[nodiscard]] base::Result<std::optional<Row>> upload(const base::Digest& hash,
                                                          const base::DeviceId& device);
    // The device's upload as the part finds it: begun if the part is its beginning.
    [[nodiscard]] base::Result<std::optional<Row>> uploadFor(const protocol::Peer& peer,
                                                             const BlobPart& part);
    [[nodiscard]] base::Result<bool> hasUnnamedRoom(const base::DeviceId& device);
    [[nodiscard]] base::Status makeRoom(const Row& row, std::size_t bytes);
    [[nodiscard]] base::Result<BlobAnswer> extend(Row row, const BlobPart& part);
    [[nodiscard]] base::Result<BlobAnswer> finish(const Row& row);
    // Whether what is stored from `offset` on begins with `bytes`.
    [[nodiscard]] base::Result<bool> holds(const Row& row, std::uint64_t offset,
                                           base::ByteView bytes);
    [[nodiscard]] base::Result<base::Digest> hashOf(std::int64_t blob);
    [[nodiscard]] base::Result<base::Bytes> bytesOf(std::int64_t blob, std::uint64_t offset,
                                                    std::uint64_t end);
    [[nodiscard]] base::Status drop(std::int64_t blob);

    sqlite::Connection& m_connection;
    const base::Clock& m_clock;
    BlobMentions m_mentions;
    Membership m_members;
};

}  // namespace hearth::server::store
