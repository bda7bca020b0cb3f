// The tablet's store at work: visits are recorded and changed, words are typed, syncs run through
// the real session machines against a central record in memory, cases come and go.
// Owner: the test. Threads: one.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "tests/client/store/kit.hpp"
#include "tests/simulation/disk/store_life.hpp"

namespace hearth::simulation {

class TabletWorld final : public StoreLife {
public:
    explicit TabletWorld(std::uint64_t seed);

    [[nodiscard]] base::Status begin(const Path& folder) override;
    [[nodiscard]] base::Status open(const Path& folder) override;
    void close() override { m_store.reset(); }
    [[nodiscard]] base::Status step(base::SeededRandom& random, const Returned& returned) override;
    [[nodiscard]] std::size_t acknowledged() const override { return m_saved.size(); }
    void rewind(std::size_t acknowledged) override { m_saved.resize(acknowledged); }
    [[nodiscard]] base::Status prove(const Path& folder, std::size_t acknowledged) override;
    [[nodiscard]] Path fileIn(const Path& folder) const override { return folder / "store.db"; }
    [[nodiscard]] sqlite::DatabaseKey key() const override;

    // Closed in order and opened again.
    [[nodiscard]] base::Status reopen();

    // The single things of a step, for those who want one of them.
    [[nodiscard]] base::Status saveVisit(const std::string& words);
    [[nodiscard]] base::Status saveVisitInOtherFamily(const std::string& words);
    [[nodiscard]] base::Status changeFamily(const std::string& words, const Returned& returned);
    [[nodiscard]] base::Status keepTyping(const std::string& words);
    [[nodiscard]] base::Status sync(const Returned& returned);
    [[nodiscard]] base::Status checkpoint() { return m_store->checkpoint(); }
    // What the server decides about this tablet's second family.
    void giveOtherFamily(bool give);
    [[nodiscard]] client::store::TabletStore& store() { return *m_store; }
    [[nodiscard]] tests::MemoryServer& server() noexcept { return m_server; }
    [[nodiscard]] client::store::TabletStore::Signer signer();
    [[nodiscard]] base::Result<protocol::Exchange> ask(const protocol::Exchange& request);

private:
    struct Saved {
        base::EditId id;
        base::Bytes bytes;
    };

    [[nodiscard]] base::Status saveVisitIn(const base::ScopeId& scope, const std::string& words,
                                           const std::string& form);
    [[nodiscard]] base::Status noteSaved(const base::Result<client::store::OutboxEdit>& saved);
    [[nodiscard]] base::Status lookFor(client::store::TabletStore& store, std::size_t acknowledged);
    [[nodiscard]] base::Status record(base::SeededRandom& random, const std::string& words,
                                      const Returned& returned);
    [[nodiscard]] base::Status type(base::SeededRandom& random, const std::string& words);

    tests::StillClock m_clock;
    base::SeededRandom m_random;
    tests::MemoryServer m_server;
    crypto::SigningKey m_signingKey;
    Path m_folder;
    std::optional<client::store::TabletStore> m_store;
    std::vector<Saved> m_saved;
};

// Hands every call on and says when it has returned.
class ReturningPort final : public protocol::ClientPort {
public:
    ReturningPort(protocol::ClientPort& real, const StoreLife::Returned& returned)
        : m_real(real), m_returned(returned) {}

    base::Result<protocol::Hello> hello() override { return m_real.hello(); }
    base::Result<std::vector<protocol::ScopeCursor>> cursors() override { return m_real.cursors(); }
    base::Result<std::vector<protocol::PendingEdit>> unsent(std::size_t editsMax,
                                                            std::size_t bytesMax) override {
        return m_real.unsent(editsMax, bytesMax);
    }
    base::Result<base::Bytes> signBatch(base::ByteView lastEdit) override {
        return m_real.signBatch(lastEdit);
    }
    base::Status welcomed(const protocol::Welcome& welcome) override {
        return told(m_real.welcomed(welcome));
    }
    base::Status acknowledged(const protocol::PushAck& ack) override {
        return told(m_real.acknowledged(ack));
    }
    base::Status diverged(const protocol::Diverged& diverged) override {
        return told(m_real.diverged(diverged));
    }
    base::Result<protocol::Reoffer> reoffer(std::size_t editsMax) override {
        return m_real.reoffer(editsMax);
    }
    base::Status wanted(const protocol::Reoffer& offered, const protocol::Want& want) override {
        return told(m_real.wanted(offered, want));
    }
    base::Status stage(const std::vector<protocol::Page>& pages) override {
        return told(m_real.stage(pages));
    }
    base::Status dropStaged() override { return told(m_real.dropStaged()); }
    base::Status applyScope(const protocol::Checkpoint& checkpoint,
                            const std::vector<protocol::Page>& pages, const protocol::Done& done,
                            const protocol::Repair* repair) override {
        return told(m_real.applyScope(checkpoint, pages, done, repair));
    }
    base::Result<protocol::Differences> compare(
        const protocol::Manifest& manifest,
        const std::optional<records::EntityKey>& after) override {
        return m_real.compare(manifest, after);
    }
    base::Status startAnew(const base::ScopeId& scope) override {
        return told(m_real.startAnew(scope));
    }
    base::Status checkpointComplete(const protocol::Checkpoint& checkpoint) override {
        return told(m_real.checkpointComplete(checkpoint));
    }
    base::Status revokeScope(const protocol::Revoke& revoke) override {
        return told(m_real.revokeScope(revoke));
    }
    base::Result<std::vector<protocol::Purged>> receipts() override { return m_real.receipts(); }
    base::Status receiptsTaken(const std::vector<protocol::Purged>& receipts) override {
        return told(m_real.receiptsTaken(receipts));
    }

private:
    template <class Outcome>
    Outcome told(Outcome outcome) {
        m_returned();
        return outcome;
    }

    protocol::ClientPort& m_real;
    const StoreLife::Returned& m_returned;
};

}  // namespace hearth::simulation
