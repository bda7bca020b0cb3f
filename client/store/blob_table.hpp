// Attachments as this tablet knows them: which cases name them, how much of their bytes is here,
// and how far the server is with them. Owner: Tables. Threads: the store thread, inside a
// transaction of the caller where it writes. Errors: the connection's, Corrupt.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "schema/protocol/sync.pb.h"
#include "shared/records/edit.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

struct BlobRow {
    base::Digest hash;
    std::uint64_t size = 0;  // 0: not known
    std::uint64_t held = 0;  // bytes from the start that are here
    std::uint64_t sent = 0;  // bytes from the start that the server has
    std::optional<base::Epoch> saidEpoch;
    std::optional<records::Rev> saidRev;
    bool wanted = false;

    [[nodiscard]] bool isHere() const noexcept { return size != 0 && held == size; }
    [[nodiscard]] bool isAtServer() const noexcept { return saidEpoch.has_value(); }
};

class BlobTable {
public:
    explicit BlobTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // --- what names them
    [[nodiscard]] base::Status note(const records::Entity& entity);
    [[nodiscard]] base::Status note(const base::Digest& hash, const base::ScopeId& scope);
    // Once in a store's life: the records that came before these tables.
    [[nodiscard]] base::Result<bool> isIndexed();
    [[nodiscard]] base::Status setIndexed();

    // --- bytes
    [[nodiscard]] base::Result<std::optional<BlobRow>> find(const base::Digest& hash);
    // All of it, made here.
    [[nodiscard]] base::Status keep(const base::Digest& hash, base::ByteView bytes,
                                    base::WallTime now);
    // Of what is here, from `offset` on.
    [[nodiscard]] base::Result<base::Bytes> bytes(const base::Digest& hash, std::uint64_t offset,
                                                  std::uint64_t bytesMax);
    [[nodiscard]] base::Status used(const base::Digest& hash, base::WallTime now);
    [[nodiscard]] base::Status want(const base::Digest& hash);
    // The next part of what is fetched. False: it was the last, and the hash is another; nothing of
    // it stays then.
    [[nodiscard]] base::Result<bool> add(const BlobRow& row, std::uint64_t size,
                                         base::ByteView part);

    // --- the server's word
    // What it is to be asked about under this epoch: longest not asked first.
    [[nodiscard]] base::Result<std::vector<base::Digest>> toAsk(const base::Epoch& epoch,
                                                                std::size_t max);
    [[nodiscard]] base::Status asked(const base::Digest& hash, base::WallTime now);
    // `rev`: the server's head when it said so, if it named one.
    [[nodiscard]] base::Status heard(const BlobRow& row, const protocol::BlobState& state,
                                     const base::Epoch& epoch, std::optional<records::Rev> rev);
    // Whatever was said under another epoch says nothing any more.
    [[nodiscard]] base::Status forgetOthers(const base::Epoch& epoch);

    // --- the lane
    // Whole here and not at the server, longest unused first, `passedOver` left out.
    [[nodiscard]] base::Result<std::optional<BlobRow>> toSend(
        const std::set<base::Digest>& passedOver);
    [[nodiscard]] base::Result<std::optional<BlobRow>> toFetch(
        const std::set<base::Digest>& passedOver);

    // --- leaving
    // True: bytes of the scope are here that the server of this epoch is not known to have.
    [[nodiscard]] base::Result<bool> hasUnsentIn(const base::ScopeId& scope,
                                                 const base::Epoch& epoch);
    // What only this scope named leaves, bytes and all.
    [[nodiscard]] base::Status purge(const base::ScopeId& scope);
    // Bytes that a verified backup of the server has may go, longest unused first, until at most
    // `bytesMax` of them are left.
    [[nodiscard]] base::Status evict(const base::Epoch& epoch, records::Rev durableRev,
                                     std::uint64_t bytesMax);
    struct Waiting {
        std::uint64_t blobs = 0;
        std::uint64_t bytes = 0;
    };
    // Not yet at the server.
    [[nodiscard]] base::Result<Waiting> waiting();

    // That it is named stays.
    [[nodiscard]] base::Status dropBytes(const base::Digest& hash);

private:
    [[nodiscard]] base::Result<std::optional<BlobRow>> first(
        std::string_view sql, const std::set<base::Digest>& passedOver);
    [[nodiscard]] base::Result<base::Digest> hashOf(const base::Digest& hash);

    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store
