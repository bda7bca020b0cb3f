// Store: the central record. One apply path, one gap-free revision sequence, one hash chain; two
// engines behind this interface (SQLCipher now, PostgreSQL later) and one contract test for both.
// Owner: the composition root. Threads: the store worker's thread only
// (server/store/store_worker.hpp). Errors: base::ErrorCode; after an error inside a group the whole
// group is rolled back and nothing of it is acknowledged.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/store/blob_store.hpp"
#include "shared/merge/merge.hpp"
#include "shared/protocol/server_session.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::server::store {

struct DeviceRow {
    base::DeviceId device;
    base::WorkerId worker;
    std::string label;
    base::Bytes publicKeyDer;
    base::Digest fingerprint;  // of the current certificate
    base::WallTime enrolledAt;
    base::WallTime lastContact;  // 0: never
    std::uint32_t schemaVersion = 0;
    records::Seq lastSeq = 0;  // as last reported
    bool revoked = false;
};

struct EnrolmentRow {
    // SHA-256 of the code's secret; why no slow hash: server/auth/README.md.
    base::Digest secretHash;
    base::WorkerId worker;
    std::string label;
    base::WallTime expires;
    std::uint32_t triesLeft = 0;
    bool used = false;
};

// One row of the log, as it lies there.
struct LogRow {
    records::Rev rev = 0;
    base::EditId edit;
    base::DeviceId device;
    base::Incarnation incarnation;
    records::Seq seq = 0;
    bool idReused = false;  // the id belongs to another logged edit; this one is HELD_ID_REUSED
    // Whose certificate the edit came in with; empty: imported, no device sent it.
    std::optional<base::WorkerId> peerWorker;
    base::Digest editHash;
    base::Bytes bytes;    // as sent
    base::Bytes outcome;  // encoded protocol::EditAck, part of the chain
    base::WallTime received;
    base::Digest chain;
};

struct HeldRow {
    records::Rev rev = 0;
    base::EditId edit;
    base::WorkerId author;
    base::WorkerId owner;
    protocol::HeldReason reason{};
    std::string explanation;  // ids and rules only, no case content
    base::WallTime received;
};

// A tablet's word that a scope has left it.
struct PurgeReceipt {
    base::DeviceId device;
    base::ScopeId scope;
    records::Seq lastSeq = 0;  // every edit of the scope up to here had been acknowledged
    base::WallTime received;
};

// Why an epoch began; the numbers are stored.
enum class EpochCause { First = 0, BackupOpened = 1, TabletKnewMore = 2 };

// The record began anew: it came back from a backup, or a tablet showed that it had gone back.
struct NewBeginning {
    EpochCause cause = EpochCause::First;
    base::WallTime at;
    records::Rev fromRev = 0;
    // Edits that tablets had the server's word for and the record did not have, and how many of
    // them are in it again.
    std::uint64_t missed = 0;
    std::uint64_t returned = 0;
};

// A tablet that exists twice, or was set back to an older state.
struct CopyFound {
    base::DeviceId device;
    base::Incarnation incarnation;  // that two went on with
    base::WallTime at;
};

struct StoreCounts {
    std::uint64_t entities = 0;
    std::uint64_t edits = 0;
    std::uint64_t heldOpen = 0;
    std::uint64_t reviewsOpen = 0;
    std::uint64_t devices = 0;
};

class Store : public protocol::ServerPort {
public:
    // --- group commit: everything between begin and commit becomes durable together -------------
    [[nodiscard]] virtual base::Status begin() = 0;
    [[nodiscard]] virtual base::Status commit() = 0;  // durable when it returns
    virtual void rollback() noexcept = 0;
    // A part of the open group that is undone alone when `work` fails (one exchange of many).
    [[nodiscard]] virtual base::Status within(const std::function<base::Status()>& work) = 0;

    // Logs and applies an edit that no device sent (synthetic data, a migration from another
    // system): the author is taken from the edit and grants are not asked.
    [[nodiscard]] virtual base::Result<protocol::EditAck> import(base::ByteView editBytes,
                                                                 const records::Edit& edit) = 0;

    // --- reading (entity() is the port's) -----------------------------------------------------
    [[nodiscard]] virtual base::Result<std::vector<records::Entity>> entitiesOf(
        records::TypeNumber type) = 0;
    [[nodiscard]] virtual base::Result<std::vector<records::Entity>> entitiesIn(
        const base::ScopeId& scope) = 0;
    // Log rows from `from`, ascending; stops when `visit` returns false.
    [[nodiscard]] virtual base::Status readLog(records::Rev from,
                                               const std::function<bool(const LogRow&)>& visit) = 0;
    [[nodiscard]] virtual base::Result<std::vector<HeldRow>> held() = 0;
    [[nodiscard]] virtual base::Result<StoreCounts> counts() = 0;
    [[nodiscard]] virtual base::Result<std::vector<PurgeReceipt>> purgeReceipts() = 0;
    // For the administrator. The newest time; empty when it never did.
    [[nodiscard]] virtual base::Result<std::optional<NewBeginning>> newestBeginning() = 0;
    // Oldest first.
    [[nodiscard]] virtual base::Result<std::vector<CopyFound>> copiesFound() = 0;

    // --- packed pages ---------------------------------------------------------------------------
    // Packs one page of a scope that somebody began with; false: nothing is asked for. A small
    // transaction of its own, outside a group: for a moment when nobody waits. An error costs
    // nothing but the page.
    [[nodiscard]] virtual base::Result<bool> packOne() = 0;
    // Nothing that was packed of the scope is handed out any more, because something of it was
    // erased. Inside a group.
    [[nodiscard]] virtual base::Status forgetPacked(const base::ScopeId& scope) = 0;
    // A scope of fewer records is not packed.
    virtual void setFewestPacked(std::uint64_t entities) = 0;
    // The bytes of attachments.
    [[nodiscard]] virtual BlobStore& blobs() = 0;

    // --- settings, before the first exchange ---------------------------------------------------
    // The authority's issuing key over revocations the log shows; without it they go out unsigned.
    using Signer = std::function<base::Result<base::Bytes>(base::ByteView)>;
    virtual void signRevocationsWith(Signer sign) = 0;
    virtual void setMinimumSchemaForWriting(std::uint32_t version) = 0;

    // --- devices and enrolment (inside a group) -------------------------------------------------
    [[nodiscard]] virtual base::Status addEnrolment(const EnrolmentRow& row) = 0;
    [[nodiscard]] virtual base::Result<std::optional<EnrolmentRow>> enrolment(
        const base::Digest& secretHash) = 0;
    [[nodiscard]] virtual base::Status updateEnrolment(const EnrolmentRow& row) = 0;
    [[nodiscard]] virtual base::Status putDevice(const DeviceRow& row) = 0;
    [[nodiscard]] virtual base::Result<std::optional<DeviceRow>> device(
        const base::DeviceId& id) = 0;
    [[nodiscard]] virtual base::Result<std::vector<DeviceRow>> devices() = 0;

    // --- proof ----------------------------------------------------------------------------------
    // Recomputes the chain over the whole log: Corrupt with the first revision that differs.
    [[nodiscard]] virtual base::Status verifyChain() = 0;
    // Replays the log from nothing and compares with the state tables byte for byte: Corrupt with
    // the first entity that differs.
    [[nodiscard]] virtual base::Status verifyReplay() = 0;
    // A consistent, verified copy into `file` (opened again, chain recomputed); then durable_rev
    // moves up to its head. Errors leave durable_rev as it was.
    [[nodiscard]] virtual base::Result<records::Rev> backup(const std::string& file) = 0;
    // Moves the write-ahead log into the database; off the hot path, outside a group.
    [[nodiscard]] virtual base::Status checkpoint() = 0;
    // What a checkpoint would have to move, in bytes; 0 for an engine that does it by itself.
    [[nodiscard]] virtual std::uint64_t pendingCheckpointBytes() const noexcept = 0;
};

// The embedded engine. Only whoever makes a new authority may create, with a new epoch: an empty
// record in the place of one that is gone would look to every tablet like a restored one.
[[nodiscard]] base::Result<std::unique_ptr<Store>> openSqlcipherStore(
    const std::string& file, const sqlite::DatabaseKey& key, const base::Clock& clock,
    base::Random& random, sqlite::OpenMode mode = sqlite::OpenMode::OpenExisting);

}  // namespace hearth::server::store
