#include "tests/simulation/world/rules.hpp"

#include <map>
#include <set>

#include "schema/records/visit.pb.h"

namespace hearth::simulation {

using client::store::EditState;

void Rules::lookAtEverything() {
    viewsAreRight();
    everySaveIsSomewhere();
    nobodySeesHalfAnEdit();
    logIsInOrder();
}

void Rules::lookAtPeace() {
    lookAtEverything();
    nothingWaits();
    tabletsHoldWhatTheServerHolds();
    everyValueIsReachable();
    setsAddUp();
    decisionsHideNothing();
    everythingArrived();
    serverKeepsWhatWasSaid();
    auto& store = m_world.server().store();
    if (const auto chain = store.verifyChain(); !chain)
        m_violate("4: the chain recomputes", chain.error().message());
    if (const auto replay = store.verifyReplay(); !replay)
        m_violate("4: the log replays to the state", replay.error().message());
}

// 7: what is shown and what is found is base and pending.
void Rules::viewsAreRight() {
    for (const auto& tablet : m_world.tablets()) {
        if (!tablet->isUp() || tablet->isSyncing()) continue;
        const auto view = tablet->store().checkView();
        if (!view && !tablet->isGone())
            m_violate("7: the view is base and pending", view.error().message());
    }
}

// 1, 2 and 12: a save that returned is kept by a tablet or logged by the server.
void Rules::everySaveIsSomewhere() {
    std::set<base::EditId> kept;
    for (const auto& tablet : m_world.tablets()) {
        // What a machine that is down keeps, nobody can see just now.
        if (!tablet->isUp() || tablet->isGone()) return;
        const auto edits = tablet->store().keptEdits();
        if (!edits && tablet->isGone()) return;
        if (!edits) return m_violate("1: a save stays", edits.error().message());

        for (const client::store::OutboxEdit& edit : *edits)
            kept.insert(edit.id);
    }
    for (const auto& [id, save] : m_world.ledger().saves()) {
        const Logged* logged = m_world.ledger().logged(id);
        if (save.excused) continue;
        if (logged == nullptr && kept.count(id) == 0)
            m_violate("1: a save stays", "edit " + id.hex() + " of machine " +
                                             std::to_string(save.machine) + " is nowhere");
        // Until a verified backup has it, its tablet keeps it for a server that comes back older.
        if (logged != nullptr && logged->rev > m_world.ledger().durable() && kept.count(id) == 0)
            m_violate("12: kept until it is durable", "edit " + id.hex());
    }
}

// 5: the records of one edit come together or not at all.
void Rules::nobodySeesHalfAnEdit() {
    const auto visits = records::typeNumber<records::Visit>();
    const auto observations = records::typeNumber<records::Observation>();
    for (const auto& tablet : m_world.tablets()) {
        if (!tablet->isUp() || tablet->isSyncing()) continue;
        std::map<base::EditId, std::size_t> parts;
        const auto seen = tablet->store().listAll(observations);
        const auto begun = tablet->store().listAll(visits);
        if (tablet->isGone()) continue;
        if (!seen || !begun) return m_violate("5: whole edits", "a list cannot be read");

        for (const auto& observation : *seen)
            ++parts[observation.entity.created.edit];
        for (const auto& visit : *begun) {
            const std::size_t children = m_world.facts().families.front().children.size();
            if (parts[visit.entity.created.edit] != children)
                m_violate("5: whole edits", "visit " + visit.entity.key.id.hex());
        }
    }
}

// 3, 4 and 5: one entry an id, one hash a place, revisions without a gap, edits in their order.
void Rules::logIsInOrder() {
    if (!m_world.server().isUp()) return;
    std::set<base::EditId> ids;
    std::map<std::pair<base::Incarnation, records::Seq>, base::Digest> places;
    std::map<base::Incarnation, records::Seq> last;
    records::Rev expected = 1;
    const auto read = m_world.server().store().readLog(1, [&](const server::store::LogRow& row) {
        if (row.rev != expected++) m_violate("4: no gap", std::to_string(row.rev));
        if (!row.idReused && !ids.insert(row.edit).second)
            m_violate("3: one entry an edit", row.edit.hex());
        protocol::EditAck ack;
        const bool decoded =
            ack.ParseFromArray(row.outcome.data(), static_cast<int>(row.outcome.size()));
        if (!decoded) m_violate("4: an outcome", std::to_string(row.rev));
        // A second edit in a taken place is kept and held, and says so.
        if (ack.held_reason() == protocol::HELD_FORKED) return true;
        const auto place = std::pair(row.incarnation, row.seq);
        if (const auto found = places.find(place);
            found != places.end() && found->second != row.editHash)
            m_violate("3: one hash a place", std::to_string(row.rev));
        places[place] = row.editHash;
        if (row.seq <= last[row.incarnation])
            m_violate("5: in their order", std::to_string(row.rev));
        last[row.incarnation] = row.seq;
        return true;
    });
    if (!read && !m_world.server().isDead())
        m_violate("4: the log can be read", read.error().message());
}

// 8: nothing is unsent, and what is held has a reason and an owner.
void Rules::nothingWaits() {
    for (const auto& tablet : m_world.tablets()) {
        const auto outbox = tablet->store().outbox();
        if (!outbox) return m_violate("8: nothing waits", outbox.error().message());
        for (const client::store::OutboxEdit& edit : *outbox) {
            if (edit.state == EditState::Unsent) m_violate("8: nothing is unsent", edit.id.hex());
        }
    }
    const auto held = m_world.server().store().held();
    if (!held) return m_violate("8: nothing waits", held.error().message());
    for (const server::store::HeldRow& row : *held) {
        if (row.reason == protocol::HELD_REASON_UNSPECIFIED || row.owner.isNil())
            m_violate("8: held with a reason and an owner", row.edit.hex());
    }
}

// 6, 7 and 11: each tablet shows exactly the server's state of its scopes, and nothing else.
void Rules::tabletsHoldWhatTheServerHolds() {
    auto& server = m_world.server().store();
    for (const auto& tablet : m_world.tablets()) {
        const auto scopes = server.scopesOf(tablet->identity().worker);
        if (!scopes) return m_violate("6: the same", scopes.error().message());
        std::set<records::EntityKey> expected;
        for (const base::ScopeId& scope : *scopes) {
            const auto entities = server.entitiesIn(scope);
            if (!entities) return m_violate("6: the same", entities.error().message());
            for (const records::Entity& entity : *entities) {
                expected.insert(entity.key);
                const auto view = tablet->store().find(entity.key);
                if (!view || !*view) {
                    m_violate("6: the tablet holds its scopes", entity.key.id.hex());
                } else if (!((*view)->entity == entity)) {
                    m_violate("6: the tablet holds the server's state", entity.key.id.hex());
                }
            }
        }
        for (const records::TypeInfo& type : records::allTypes()) {
            const auto shown = tablet->store().listAll(type.number);
            if (!shown) return m_violate("11: the same", shown.error().message());
            for (const auto& view : *shown) {
                if (expected.count(view.entity.key) != 0) continue;
                const auto home = server.entity(view.entity.key);
                // A server that went back before its newest verified backup lacks what no tablet
                // can offer any more; whoever still holds the record keeps and shows it.
                const bool lost = home && !*home && m_world.ledger().hasGoneBack();
                if (!lost) m_violate("11: nothing of a case that left", view.entity.key.id.hex());
            }
        }
    }
}

}  // namespace hearth::simulation
