// The embedded engine: a facade that gives the tables of this folder one face. What each does is in
// its own file.
#include <filesystem>

#include "server/store/apply.hpp"
#include "server/store/backup.hpp"
#include "server/store/blob_table.hpp"
#include "server/store/decided_by.hpp"
#include "server/store/device_table.hpp"
#include "server/store/migrate.hpp"
#include "server/store/notice_table.hpp"
#include "server/store/packed_pages.hpp"
#include "server/store/verify.hpp"
#include "shared/base/planted.hpp"
#include "shared/protocol/revocation.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

// Every epoch makes every tablet ask for everything anew.
constexpr base::Millis kEpochQuiet = base::minutes(10);

class SqlcipherStore final : public Store {
public:
    SqlcipherStore(std::string file, sqlite::DatabaseKey key, sqlite::Connection connection,
                   const base::Clock& clock, base::Random& random)
        : m_file(std::move(file)),
          m_key(std::move(key)),
          m_connection(std::move(connection)),
          m_clock(clock),
          m_random(random),
          m_blobs(m_connection, clock) {}

    [[nodiscard]] Status prepare();

    // --- protocol::ServerPort -------------------------------------------------------------------
    [[nodiscard]] base::WallTime now() override { return m_clock.wallNow(); }
    [[nodiscard]] Result<protocol::ServerHead> head() override { return m_log.head(); }
    [[nodiscard]] Result<protocol::ServerHead> historyForked() override;
    [[nodiscard]] Result<std::optional<base::Digest>> chainAt(records::Rev rev) override {
        return m_log.chainAt(rev);
    }
    [[nodiscard]] Result<protocol::DeviceHead> deviceHead(
        const base::DeviceId& device, const base::Incarnation& incarnation) override;
    [[nodiscard]] Result<protocol::EditAck> apply(const protocol::Peer& peer,
                                                  base::ByteView editBytes,
                                                  const records::Edit& edit) override {
        return written(m_path.apply({editBytes, edit, peer.worker, now()}));
    }
    [[nodiscard]] Result<std::vector<base::ScopeId>> scopesOf(
        const base::WorkerId& worker) override {
        return m_membership.scopesOf(worker, base::toDayNumber(base::ukDateOf(now())));
    }
    [[nodiscard]] Result<protocol::ScopeHead> scopeHead(const base::ScopeId& scope) override {
        return m_entities.scopeHead(scope);
    }
    [[nodiscard]] Result<protocol::Page> page(const base::ScopeId& scope, records::Rev cursor,
                                              std::size_t bytesMax) override {
        return m_entities.page(scope, cursor, bytesMax);
    }
    [[nodiscard]] Result<std::optional<protocol::KeptPage>> packedPage(
        const base::ScopeId& scope, records::Rev cursor) override {
        return m_packed.find(scope, cursor);
    }
    [[nodiscard]] Result<protocol::Manifest> manifest(
        const base::ScopeId& scope, const std::optional<records::EntityKey>& after,
        std::size_t entriesMax) override {
        return m_entities.manifest(scope, after, entriesMax);
    }
    [[nodiscard]] Result<std::optional<records::Rev>> revOf(const base::EditId& edit,
                                                            const base::Digest& hash) override;
    [[nodiscard]] Result<protocol::Revoke> revoke(const protocol::Peer& peer,
                                                  const base::ScopeId& scope) override;
    [[nodiscard]] Result<std::optional<protocol::BlobState>> blobState(
        const protocol::Peer& peer, const base::Digest& hash) override {
        return m_blobs.state(peer, hash);
    }
    [[nodiscard]] std::uint32_t minimumSchemaForWriting() override { return m_minimumSchema; }
    [[nodiscard]] Status purged(const protocol::Peer& peer,
                                const protocol::Purged& receipt) override {
        return written(m_devices.addReceipt(peer.device, receipt, now()));
    }
    [[nodiscard]] Status contact(const protocol::Peer& peer,
                                 const protocol::Hello& hello) override {
        return written(m_devices.contact(peer.device, hello, now()));
    }
    [[nodiscard]] Status tabletForked(const protocol::Peer& peer,
                                      const base::Incarnation& incarnation) override {
        return written(m_notices.addCopy({peer.device, incarnation, now()}));
    }
    [[nodiscard]] Status editsMissed(const protocol::Peer& peer,
                                     const std::vector<base::EditId>& edits) override {
        return written(m_notices.addMissed(peer.device, edits));
    }

    // --- groups ---------------------------------------------------------------------------------
    [[nodiscard]] Status begin() override;
    [[nodiscard]] Status commit() override;
    void rollback() noexcept override;
    [[nodiscard]] Status within(const std::function<Status()>& work) override {
        return m_connection.savepoint(work);
    }

    [[nodiscard]] Result<protocol::EditAck> import(base::ByteView editBytes,
                                                   const records::Edit& edit) override {
        return written(m_path.apply({editBytes, edit, std::nullopt, now()}));
    }

    // --- reading --------------------------------------------------------------------------------
    [[nodiscard]] Result<std::optional<records::Entity>> entity(
        const records::EntityKey& key) override {
        return m_entities.find(key);
    }
    [[nodiscard]] Result<std::vector<records::Entity>> entitiesOf(
        records::TypeNumber type) override {
        return m_entities.ofType(type);
    }
    [[nodiscard]] Result<std::vector<records::Entity>> entitiesIn(
        const base::ScopeId& scope) override {
        return m_entities.inScope(scope);
    }
    [[nodiscard]] Status readLog(records::Rev from,
                                 const std::function<bool(const LogRow&)>& visit) override {
        return m_log.read(from, visit);
    }
    [[nodiscard]] Result<std::vector<HeldRow>> held() override { return m_held.all(); }
    [[nodiscard]] Result<StoreCounts> counts() override { return m_held.counts(); }
    [[nodiscard]] Result<std::vector<PurgeReceipt>> purgeReceipts() override {
        return m_devices.receipts();
    }
    [[nodiscard]] Result<std::optional<NewBeginning>> newestBeginning() override {
        return m_notices.newestBeginning();
    }
    [[nodiscard]] Result<std::vector<CopyFound>> copiesFound() override {
        return m_notices.copies();
    }

    // --- packed pages ---------------------------------------------------------------------------
    [[nodiscard]] Result<bool> packOne() override;
    [[nodiscard]] Status forgetPacked(const base::ScopeId& scope) override {
        return written(m_packed.forget(scope));
    }
    void setFewestPacked(std::uint64_t entities) override { m_packed.setFewest(entities); }
    // Whoever asks for it may write.
    [[nodiscard]] BlobStore& blobs() override {
        m_groupHasWritten = true;
        return m_blobs;
    }

    // --- settings -------------------------------------------------------------------------------
    void signRevocationsWith(Signer sign) override { m_sign = std::move(sign); }
    void setMinimumSchemaForWriting(std::uint32_t version) override { m_minimumSchema = version; }

    // --- devices and enrolment ------------------------------------------------------------------
    [[nodiscard]] Status addEnrolment(const EnrolmentRow& row) override {
        return written(m_devices.addEnrolment(row));
    }
    [[nodiscard]] Result<std::optional<EnrolmentRow>> enrolment(
        const base::Digest& secretHash) override {
        return m_devices.enrolment(secretHash);
    }
    [[nodiscard]] Status updateEnrolment(const EnrolmentRow& row) override {
        return written(m_devices.updateEnrolment(row));
    }
    [[nodiscard]] Status putDevice(const DeviceRow& row) override {
        return written(m_devices.put(row));
    }
    [[nodiscard]] Result<std::optional<DeviceRow>> device(const base::DeviceId& id) override {
        return m_devices.find(id);
    }
    [[nodiscard]] Result<std::vector<DeviceRow>> devices() override { return m_devices.all(); }

    // --- proof ----------------------------------------------------------------------------------
    [[nodiscard]] Status verifyChain() override { return verifyChainOf(m_connection); }
    [[nodiscard]] Status verifyReplay() override {
        return verifyReplayOf(m_connection, m_file, m_random);
    }
    [[nodiscard]] Result<records::Rev> backup(const std::string& file) override;
    [[nodiscard]] Status checkpoint() override;
    [[nodiscard]] std::uint64_t pendingCheckpointBytes() const noexcept override;

private:
    // Writing belongs into a group, and a backup must not hold what its group may still undo.
    template <class Outcome>
    [[nodiscard]] Outcome written(Outcome outcome) noexcept {
        m_groupHasWritten = true;
        return outcome;
    }

    std::string m_file;
    sqlite::DatabaseKey m_key;
    sqlite::Connection m_connection;
    const base::Clock& m_clock;
    base::Random& m_random;
    Signer m_sign;
    std::uint32_t m_minimumSchema = 0;
    bool m_groupOpen = false;
    bool m_groupHasWritten = false;
    std::optional<base::BootTime> m_epochBegan;  // by this process, because of a tablet's word
    ApplyPath m_path{m_connection};
    LogTable m_log{m_connection};
    EntityTable m_entities{m_connection};
    PackedPages m_packed{m_connection, m_entities};
    Membership m_membership{m_connection};
    HeldTable m_held{m_connection};
    DeviceTable m_devices{m_connection};
    BlobTable m_blobs;
    NoticeTable m_notices{m_connection};
};

Status SqlcipherStore::prepare() {
    HEARTH_TRY(migrateServer(m_connection));
    if (base::planted(base::Bug::AckBeforeFsync))
        HEARTH_TRY(m_connection.execute("PRAGMA synchronous = NORMAL"));
    return m_connection.transaction([this]() -> Status {
        const auto exists = m_log.exists();
        if (!exists) return exists.error();
        base::Epoch epoch;
        m_random.fill(epoch.octets);
        if (!*exists) HEARTH_TRY(m_log.create(epoch));
        HEARTH_TRY(BlobMentions(m_connection).noteLog());
        const auto head = m_log.head();
        if (!head) return head.error();
        HEARTH_TRY(DecidedBy(m_connection).takeOver(head->rev));
        if (!*exists) return {};
        const auto copy = m_log.isCopy();
        if (!copy) return copy.error();
        return *copy ? m_log.beginEpoch(epoch, {EpochCause::BackupOpened, now()}) : Status();
    });
}

// A tablet knows a revision, or a chain value, that this log does not have: it came back from an
// older state without a word, as a restored machine does. Of several tablets that say so the first
// is enough; and none can make the server begin epoch after epoch.
Result<protocol::ServerHead> SqlcipherStore::historyForked() {
    const base::BootTime now = m_clock.bootNow();
    if (!m_epochBegan || now - *m_epochBegan >= kEpochQuiet) {
        base::Epoch epoch;
        m_random.fill(epoch.octets);
        HEARTH_TRY(
            written(m_log.beginEpoch(epoch, {EpochCause::TabletKnewMore, m_clock.wallNow()})));
        m_epochBegan = now;
    }
    return m_log.head();
}

Result<protocol::DeviceHead> SqlcipherStore::deviceHead(const base::DeviceId& device,
                                                        const base::Incarnation& incarnation) {
    const auto row = m_log.incarnation(incarnation);
    if (!row) return row.error();
    if (!*row || (*row)->device != device) return protocol::DeviceHead{};
    return (*row)->head;
}

Result<std::optional<records::Rev>> SqlcipherStore::revOf(const base::EditId& edit,
                                                          const base::Digest& hash) {
    const auto rows = m_log.withId(edit);
    if (!rows) return rows.error();
    for (const LogRow& row : *rows)
        if (row.editHash == hash) return std::optional(row.rev);
    return std::optional<records::Rev>{};
}

// Only what the log itself shows is signed: a store that never knew the worker to have the case has
// lost its way, and must not take it from them.
Result<protocol::Revoke> SqlcipherStore::revoke(const protocol::Peer& peer,
                                                const base::ScopeId& scope) {
    protocol::Revoke revoke;
    revoke.set_scope_id(scope.bytes());
    const auto rev = m_membership.lostAt(peer.worker, scope);
    if (!rev) return rev.error();
    if (*rev == 0 || !m_sign) return revoke;
    const auto head = m_log.head();
    if (!head) return head.error();
    auto signature =
        m_sign(protocol::revocationText({head->epoch, peer.device, peer.worker, scope, *rev}));
    if (!signature) return signature.error();
    revoke.set_rev(*rev);
    revoke.set_signature(std::move(*signature));
    return revoke;
}

Result<bool> SqlcipherStore::packOne() {
    INVARIANT(!m_groupOpen);
    if (!m_packed.hasWork()) return false;
    HEARTH_TRY(m_connection.transaction([this] { return m_packed.packOne(); }));
    return true;
}

Status SqlcipherStore::begin() {
    INVARIANT(!m_groupOpen);
    HEARTH_TRY(m_connection.begin());
    m_groupOpen = true;
    m_groupHasWritten = false;
    return {};
}

Status SqlcipherStore::commit() {
    INVARIANT(m_groupOpen);
    m_groupOpen = false;
    Status status = m_connection.commit();
    if (!status) m_connection.rollback();
    return status;
}

void SqlcipherStore::rollback() noexcept {
    if (!m_groupOpen) return;
    m_groupOpen = false;
    m_connection.rollback();
}

// The copy is made outside a transaction. A group that has written nothing yet is only a begin: it
// makes way and begins again afterwards, with nobody in between on this thread.
Result<records::Rev> SqlcipherStore::backup(const std::string& file) {
    if (m_groupOpen && m_groupHasWritten)
        return Error(ErrorCode::Conflict, "a backup comes before what its group writes");
    if (m_groupOpen) m_connection.rollback();
    const auto rev = backupVerified(m_connection, m_key, file);
    if (m_groupOpen) {
        const Status again = m_connection.begin();
        m_groupOpen = again.has_value();
        if (!again) return again.error();
    }
    if (!rev) return rev.error();
    const Status moved = m_groupOpen
                             ? m_log.setDurableRev(*rev)
                             : m_connection.transaction([&] { return m_log.setDurableRev(*rev); });
    if (!moved) return moved.error();
    return *rev;
}

Status SqlcipherStore::checkpoint() {
    if (m_groupOpen) return Error(ErrorCode::Conflict, "a checkpoint belongs outside a group");
    return m_connection.checkpoint();
}

std::uint64_t SqlcipherStore::pendingCheckpointBytes() const noexcept {
    std::error_code missing;
    const auto size = std::filesystem::file_size(m_file + "-wal", missing);
    return missing ? 0 : size;
}

}  // namespace

Result<std::unique_ptr<Store>> openSqlcipherStore(const std::string& file,
                                                  const sqlite::DatabaseKey& key,
                                                  const base::Clock& clock, base::Random& random,
                                                  sqlite::OpenMode mode) {
    auto connection = sqlite::Connection::open(file, key, mode);
    if (!connection) return connection.error();
    auto store =
        std::make_unique<SqlcipherStore>(file, sqlite::DatabaseKey{key.key.clone(), key.salt},
                                         std::move(*connection), clock, random);
    HEARTH_TRY(store->prepare());
    return std::unique_ptr<Store>(std::move(store));
}

}  // namespace hearth::server::store
