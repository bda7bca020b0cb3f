// A central record in memory, with the real merge and the real session machine: what a tablet's
// store is tested against. Copy it to take a backup, assign it back to restore one.
// Owner: the test. Threads: one.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "shared/merge/merge.hpp"
#include "shared/protocol/server_session.hpp"

namespace hearth::tests {

struct ServerState {
    struct Row {
        base::EditId id;
        base::Digest hash;
        base::Digest chain;
        protocol::EditAck ack;
    };
    base::Epoch epoch;
    std::vector<Row> log;
    std::map<records::EntityKey, records::Entity> entities;
    std::map<base::Incarnation, protocol::DeviceHead> heads;
    std::map<base::EditId, std::size_t> byId;  // index into log
    std::map<base::EditId, base::Bytes> bytes;
    std::map<base::Digest, base::Bytes> blobs;    // complete
    std::map<base::Digest, base::Bytes> uploads;  // not yet
};

class MemoryServer final : public protocol::ServerPort {
public:
    MemoryServer();

    // Both kept by a restore only as far as the test wants it.
    ServerState state;
    std::map<base::WorkerId, std::set<base::ScopeId>> grants;
    records::Rev durableRev = 0;
    // Spoils what the server says of scopes, or of pages.
    bool spoilDigest = false;
    bool dropFromPages = false;
    std::vector<protocol::Purged> receipts;
    std::uint32_t minimumSchema = 0;
    // The authority's hand, if it signs revocations.
    std::function<base::Bytes(base::ByteView)> sign;
    std::size_t entitiesFetched = 0;
    std::size_t editsAskedAbout = 0;
    std::size_t pageBytesMax = SIZE_MAX;
    base::WallTime time{1'700'000'000'000};

    void newEpoch();
    // A part of an attachment, as the lane brings it; where to go on.
    protocol::BlobState takePart(const base::Digest& hash, std::uint64_t size, std::uint64_t offset,
                                 base::ByteView bytes);
    std::size_t blobsAskedAbout = 0;
    [[nodiscard]] std::vector<records::Entity> inScope(const base::ScopeId& scope) const;

    [[nodiscard]] base::WallTime now() override { return time; }
    [[nodiscard]] base::Result<protocol::ServerHead> head() override;
    [[nodiscard]] base::Result<protocol::ServerHead> historyForked() override {
        newEpoch();
        return head();
    }
    [[nodiscard]] base::Result<std::optional<base::Digest>> chainAt(records::Rev rev) override;
    [[nodiscard]] base::Result<protocol::DeviceHead> deviceHead(
        const base::DeviceId& device, const base::Incarnation& incarnation) override;
    [[nodiscard]] base::Result<protocol::EditAck> apply(const protocol::Peer& peer,
                                                        base::ByteView editBytes,
                                                        const records::Edit& edit) override;
    [[nodiscard]] base::Result<std::vector<base::ScopeId>> scopesOf(
        const base::WorkerId& worker) override;
    [[nodiscard]] base::Result<protocol::ScopeHead> scopeHead(const base::ScopeId& scope) override;
    [[nodiscard]] base::Result<protocol::Page> page(const base::ScopeId& scope, records::Rev cursor,
                                                    std::size_t bytesMax) override;
    [[nodiscard]] base::Result<protocol::Manifest> manifest(
        const base::ScopeId& scope, const std::optional<records::EntityKey>& after,
        std::size_t entriesMax) override;
    [[nodiscard]] base::Result<std::optional<records::Entity>> entity(
        const records::EntityKey& key) override;
    [[nodiscard]] base::Result<std::optional<records::Rev>> revOf(
        const base::EditId& edit, const base::Digest& hash) override;
    [[nodiscard]] base::Result<protocol::Revoke> revoke(const protocol::Peer& peer,
                                                        const base::ScopeId& scope) override;
    [[nodiscard]] base::Result<std::optional<protocol::BlobState>> blobState(
        const protocol::Peer& peer, const base::Digest& hash) override;
    [[nodiscard]] std::uint32_t minimumSchemaForWriting() override { return minimumSchema; }
    [[nodiscard]] base::Status purged(const protocol::Peer& peer,
                                      const protocol::Purged& receipt) override;
    [[nodiscard]] base::Status contact(const protocol::Peer& peer,
                                       const protocol::Hello& hello) override;

private:
    [[nodiscard]] protocol::BlobState stateOf(const base::Digest& hash);
    [[nodiscard]] protocol::EditAck decide(const protocol::Peer& peer, const base::Digest& hash,
                                           const records::Edit& edit);
    void advance(const records::Edit& edit, const base::Digest& hash);

    std::uint8_t m_epochs = 0;
};

}  // namespace hearth::tests
