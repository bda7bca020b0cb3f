// Records in memory, for tests of the view models and the screens: the same answers as the tablet's
// store gives, decided by the same merge as the server's, without a disk. Reviews are raised here
// as the server raises them, so that a test needs no server. Owner: the test. Threads: one at a
// time.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "client/viewmodels/record_source.hpp"
#include "shared/merge/merge.hpp"
#include "shared/synthetic/authority.hpp"

namespace hearth::tests {

// Stands still until a test moves it.
class TestClock final : public base::Clock {
public:
    explicit TestClock(base::WallTime now) : m_now(now) {}
    [[nodiscard]] base::WallTime wallNow() const override { return m_now; }
    [[nodiscard]] base::BootTime bootNow() const override { return {m_now.millis}; }
    void moveOn(base::Millis span) { m_now = m_now + span; }

private:
    base::WallTime m_now;
};

class MemoryRecords final : public client::viewmodels::RecordSource {
public:
    MemoryRecords(base::WorkerId worker, const base::Clock& clock);

    // --- what a test prepares -------------------------------------------------------------------
    // What another worker's tablet recorded and the server took in. `openRev` 0 with `unseen`: they
    // had not seen anything newer than the creation.
    void receive(std::vector<records::Op> ops, base::WorkerId author, base::WallTime at,
                 bool unseen = false);
    // Keeps only these scopes and the reference data.
    void keepScopes(const std::set<base::ScopeId>& scopes);
    void setWorker(base::WorkerId worker) { m_worker = worker; }
    // The next call that would write says this.
    void failNextWrite(base::ErrorCode code) { m_failure = code; }

    // --- what a test looks at -------------------------------------------------------------------
    [[nodiscard]] const records::Entity* entity(const records::EntityKey& key) const;
    [[nodiscard]] std::vector<const records::Entity*> entities(records::TypeNumber type) const;
    [[nodiscard]] const std::vector<std::vector<records::Op>>& saved() const { return m_saved; }
    [[nodiscard]] const std::vector<records::EntityKey>& opened() const { return m_opened; }
    [[nodiscard]] std::size_t typingWrites() const { return m_typingWrites; }

    // --- RecordSource ---------------------------------------------------------------------------
    [[nodiscard]] base::WorkerId worker() const override { return m_worker; }
    [[nodiscard]] base::WallTime now() const override { return m_clock.wallNow(); }
    [[nodiscard]] base::Result<std::optional<client::store::ViewEntity>> find(
        const records::EntityKey& key) override;
    [[nodiscard]] base::Result<std::vector<client::store::ViewEntity>> list(
        const base::ScopeId& scope, records::TypeNumber type) override;
    [[nodiscard]] base::Result<std::vector<client::store::ViewEntity>> listAll(
        records::TypeNumber type) override;
    [[nodiscard]] base::Result<std::vector<client::store::SearchHit>> search(
        const std::string& words, std::size_t max) override;
    [[nodiscard]] base::Result<std::optional<records::Opened>> open(
        const records::EntityKey& key) override;
    [[nodiscard]] base::Result<client::store::OutboxEdit> save(
        std::vector<records::Op> ops) override;
    [[nodiscard]] base::EntityId newId() override;
    [[nodiscard]] base::Status keepTyping(const std::string& form, base::ByteView content) override;
    [[nodiscard]] base::Result<std::optional<base::Bytes>> typing(const std::string& form) override;
    [[nodiscard]] base::Result<std::vector<std::string>> typingForms() override;
    [[nodiscard]] base::Status forgetTyping(const std::string& form) override;
    [[nodiscard]] base::Result<client::store::SyncState> syncState() override;
    [[nodiscard]] base::Result<std::vector<client::store::OutboxEdit>> outbox() override;

private:
    [[nodiscard]] base::WorkerId allocatedWorker(const base::ScopeId& scope) const;

    class Merging;
    void apply(const records::Edit& edit);
    [[nodiscard]] client::store::ViewEntity view(const records::Entity& entity) const;
    [[nodiscard]] base::Status failIfAsked();

    base::WorkerId m_worker;
    const base::Clock& m_clock;
    base::SeededRandom m_random;
    base::IdSource m_ids;
    base::Epoch m_epoch;
    records::Rev m_rev = 0;
    std::map<base::WorkerId, std::pair<base::Incarnation, records::Seq>> m_chains;
    std::map<records::EntityKey, records::Entity> m_entities;
    std::map<std::string, base::Bytes> m_typing;
    std::vector<std::vector<records::Op>> m_saved;
    std::vector<client::store::OutboxEdit> m_outbox;
    std::vector<records::EntityKey> m_opened;
    std::size_t m_typingWrites = 0;
    std::optional<base::ErrorCode> m_failure;
};

// Fills records with the made-up authority, as the demonstration worker's tablet has it.
synthetic::AuthorityFacts fillWithAuthority(MemoryRecords& records, const base::Clock& clock,
                                            std::uint64_t seed = 1);

// The demonstration worker and the co-worker each give another legal status to the first child of
// the demonstration case, without having seen the other's. Returns the child.
base::EntityId letTwoDisagree(MemoryRecords& records, const synthetic::AuthorityFacts& facts,
                              const base::Clock& clock);

}  // namespace hearth::tests
