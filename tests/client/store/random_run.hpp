// Three tablets and a server that do what comes, from a seed: record, change, seal, settle, sync,
// lose answers, restart, come back from a backup, lose a case and get it again.
// Owner: the test. Threads: one.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "tests/client/store/kit.hpp"

namespace hearth::tests {

class RandomRun {
public:
    explicit RandomRun(std::uint64_t seed);

    // One random action. The tablet it was on must still say what its edits give.
    void step();
    // No more news: everybody syncs until nothing moves.
    void settle();
    // Nothing that was saved is missing, and everybody holds what the server holds.
    void expectConverged();

    // How often the interesting things really happened.
    struct Counts {
        unsigned saves = 0;
        unsigned lostAnswers = 0;
        unsigned restores = 0;
        unsigned purges = 0;
        unsigned conflicts = 0;
    };
    [[nodiscard]] const Counts& counts() const noexcept { return m_counts; }

private:
    Tablet& anyTablet();
    base::ScopeId anyScope();
    void record(Tablet& tablet);
    void change(Tablet& tablet);
    void seal(Tablet& tablet);
    void decide(Tablet& tablet);
    void serverEvent();
    void noteSaved(const base::Result<store::OutboxEdit>& saved);
    [[nodiscard]] std::optional<records::EntityKey> anyOf(Tablet& tablet, records::TypeNumber type);
    [[nodiscard]] std::string words();
    // The edit that made it is held at the server.
    [[nodiscard]] bool isHeld(const records::Entity& entity) const;

    base::SeededRandom m_random;
    MemoryServer m_server;
    std::vector<std::unique_ptr<Tablet>> m_tablets;
    // Forms that were opened and are not saved yet, with whose they are.
    std::vector<std::pair<Tablet*, records::Opened>> m_forms;
    std::set<base::EditId> m_saved;
    std::optional<ServerState> m_backup;
    std::size_t m_receiptsSeen = 0;
    Counts m_counts;
};

}  // namespace hearth::tests
