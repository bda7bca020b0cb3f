// The rules of design section 8, held against a world. Each finding says the rule's number.
// Owner: the world, for one look. Threads: one.
#pragma once

#include <functional>
#include <string>

#include "tests/simulation/world/world.hpp"

namespace hearth::simulation {

class Rules {
public:
    using Violate = std::function<void(const std::string& rule, const std::string& what)>;
    Rules(World& world, Violate violate) : m_world(world), m_violate(std::move(violate)) {}

    // What must hold at any moment.
    void lookAtEverything();
    // What must hold when everybody has told everybody everything.
    void lookAtPeace();
    // What an end in the middle of a sync may have left.
    void lookAtTablet(TabletNode& tablet);

private:
    // --- rules.cpp
    void viewsAreRight();
    void everySaveIsSomewhere();
    void nobodySeesHalfAnEdit();
    void logIsInOrder();
    void tabletsHoldWhatTheServerHolds();
    void nothingWaits();
    // --- sync_rules.cpp
    void noCursorSkips(TabletNode& tablet);
    void everythingArrived();
    [[nodiscard]] std::string whereItIs(const base::EditId& id);
    void serverKeepsWhatWasSaid();
    void nothingNewerIsLost(const std::map<base::EditId, base::Bytes>& logged);
    // --- value_rules.cpp
    void everyValueIsReachable();
    void setsAddUp();
    void decisionsHideNothing();

    World& m_world;
    Violate m_violate;
};

}  // namespace hearth::simulation
