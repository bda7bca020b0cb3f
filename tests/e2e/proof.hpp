// What must hold when there is peace: nothing that was acknowledged is lost, in the record as a
// whole and on every tablet. Each says itself what did not hold (gtest).
// Threads: one.
#pragma once

#include "tests/e2e/world.hpp"

namespace hearth::e2e {

// The central record, read at one moment.
struct CentralRecord {
    std::map<std::string, unsigned> timesInLog;  // by edit id; what reused an id does not count
    std::map<std::string, unsigned> tasksOf;     // by wording
    std::vector<records::Entity> entities;       // of the family
    std::vector<server::store::HeldRow> held;
    std::uint64_t reviewsOpen = 0;
    // Whether anybody finds these words: current, beside it, or in the log.
    [[nodiscard]] bool reaches(const std::string& words) const;
    std::string logged;  // every edit's bytes, one after another

    // The entity with this id; it must be there.
    [[nodiscard]] const records::Entity& entity(const base::EntityId& id) const;
    // How many siblings hold these words, in this state.
    [[nodiscard]] std::size_t siblings(const std::string& words,
                                       protocol::SiblingState state) const;
};

// Stops the server for a look, and starts it again if it ran.
[[nodiscard]] CentralRecord look(World& world);

// Every save that any tablet's console printed is in the log exactly once, and every task once in
// the record; says how many there were. The number that is lost.
std::size_t expectNothingLost(World& world, const CentralRecord& record);
// hearthctl verify --replay: the chain recomputes, and the log replays to the state.
void expectRecordVerifies(World& world);
// All running tablets show the same of the family, and the same as the central record; each one's
// own store is sound, and nothing waits to be sent.
void expectAllAgree(World& world, const CentralRecord& record);

}  // namespace hearth::e2e
