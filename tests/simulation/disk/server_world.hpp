// The central record at work: groups of edits are committed or given up, backups are made, the log
// is moved.
// Owner: the test. Threads: one.
#pragma once

#include <optional>
#include <vector>

#include "tests/server/store/kit.hpp"
#include "tests/simulation/disk/store_life.hpp"

namespace hearth::simulation {

class ServerWorld final : public StoreLife {
public:
    explicit ServerWorld(std::uint64_t seed);

    [[nodiscard]] base::Status begin(const Path& folder) override;
    [[nodiscard]] base::Status open(const Path& folder) override;
    void close() override { m_store.reset(); }
    [[nodiscard]] base::Status step(base::SeededRandom& random, const Returned& returned) override;
    [[nodiscard]] std::size_t acknowledged() const override { return m_logged.size(); }
    void rewind(std::size_t acknowledged) override { m_logged.resize(acknowledged); }
    [[nodiscard]] base::Status prove(const Path& folder, std::size_t acknowledged) override;
    [[nodiscard]] Path fileIn(const Path& folder) const override { return folder / "record.db"; }
    [[nodiscard]] sqlite::DatabaseKey key() const override { return server::store::testKey(); }

    // Closed in order and opened again.
    [[nodiscard]] base::Status reopen();

    // The single things of a step, for those who want one of them.
    [[nodiscard]] base::Status commitGroup(std::size_t edits);
    [[nodiscard]] base::Status giveUpGroup();
    [[nodiscard]] base::Status addDevice();
    [[nodiscard]] base::Status backup();
    [[nodiscard]] base::Status checkpoint() { return m_store->checkpoint(); }
    [[nodiscard]] server::store::Store& store() { return *m_store; }

private:
    struct Logged {
        base::EditId id;
        base::Digest hash;
    };

    [[nodiscard]] Path backupIn(const Path& folder) const { return folder / "backup.db"; }
    [[nodiscard]] base::Result<Logged> applyOne();
    [[nodiscard]] base::Status lookFor(server::store::Store& store, std::size_t acknowledged);
    [[nodiscard]] base::Status checkBackup(const Path& folder, records::Rev durableRev);

    server::store::TurnedClock m_clock;
    base::SeededRandom m_random;
    base::SeededRandom m_dice;
    server::store::SmallAuthority m_small;
    Path m_folder;
    std::unique_ptr<server::store::Store> m_store;
    std::vector<Logged> m_logged;
    std::uint64_t m_hands = 0;
};

}  // namespace hearth::simulation
