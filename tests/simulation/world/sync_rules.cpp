// Rules about what a sync leaves behind: 6 (no cursor skips anything), 8 (everything arrives), 10
// (a clock does not win by being wrong), groups, and what a newer app wrote.
#include <algorithm>

#include "shared/crypto/hash.hpp"
#include "tests/simulation/world/rules.hpp"

namespace hearth::simulation {

namespace {

// What the server's log says about its values.
struct Said {
    std::map<base::EditId, base::WallTime> effective;
    // Of units with several fields: what anybody ever wrote.
    std::map<std::pair<records::EntityKey, records::UnitNumber>, std::set<base::Bytes>> groups;
    std::set<records::EntityKey> created;
    std::map<base::EditId, base::Bytes> bytes;
};

// Not by records::effectiveTime: a rule that asks what it tests would find nothing.
base::WallTime trueTime(const records::Edit& edit, base::WallTime received) {
    const base::WallTime claimed =
        edit.serverTimeThen.millis == 0 ? edit.claimed : edit.serverTimeThen + edit.monoSinceServer;
    return claimed < received ? claimed : received;
}

void readGroups(const records::Op& op, Said& said) {
    const records::TypeInfo* type = records::findType(op.target.type);
    if (type == nullptr) return;
    const auto body = records::Body::parse(op.value);
    if (!body) return;
    for (const records::UnitInfo& unit : type->units) {
        const bool writes = op.kind == protocol::CREATE || op.field == unit.number;
        if (unit.fields.size() > 1 && writes)
            said.groups[{op.target, unit.number}].insert(body->unit(unit));
    }
}

void readRow(const server::store::LogRow& row, Said& said) {
    const auto edit = records::decodeEdit(row.bytes);
    protocol::EditAck ack;
    if (!edit || !ack.ParseFromString(row.outcome) || row.idReused) return;
    said.bytes[row.edit] = row.bytes;
    said.effective[row.edit] = trueTime(*edit, row.received);
    if (ack.verdict() != protocol::APPLIED && ack.verdict() != protocol::APPLIED_WITH_REVIEW)
        return;
    for (const records::Op& op : edit->ops) {
        if (op.kind == protocol::CREATE) said.created.insert(op.target);
        readGroups(op, said);
    }
}

std::vector<records::Stamp> stampsOf(const records::Entity& entity) {
    std::vector<records::Stamp> stamps{entity.created};
    for (const auto& [place, stamp] : entity.stamps)
        stamps.push_back(stamp);
    for (const records::Sibling& sibling : entity.siblings)
        stamps.push_back(sibling.stamp);
    return stamps;
}

}  // namespace

// 6: whatever the server has up to a tablet's cursor, the tablet has. Of one history only: after a
// server came back the digest finds what this would.
void Rules::noCursorSkips(TabletNode& tablet) {
    if (m_world.ledger().hasGoneBack()) return;
    const auto cursors = tablet.store().port({}).cursors();
    if (!cursors) return;
    for (const protocol::ScopeCursor& cursor : *cursors) {
        const auto scope = base::ScopeId::fromBytes(cursor.scope_id());
        const auto entities = m_world.server().store().entitiesIn(scope ? *scope : base::ScopeId{});
        if (!entities) return;
        for (const records::Entity& entity : *entities) {
            if (entity.rev > cursor.cursor()) continue;
            const auto view = tablet.store().find(entity.key);
            if (tablet.isGone() || !view) return;
            if (!*view || (*view)->baseRev != entity.rev)
                return m_violate("6: no cursor skips anything",
                                 "record " + entity.key.id.hex() + " at " +
                                     std::to_string(entity.rev) + ", cursor " +
                                     std::to_string(cursor.cursor()));
        }
    }
}

void Rules::lookAtTablet(TabletNode& tablet) {
    noCursorSkips(tablet);
    nobodySeesHalfAnEdit();
}

// For the person who reads a failing seed.
std::string Rules::whereItIs(const base::EditId& id) {
    std::string where;
    for (std::size_t i = 0; i < m_world.tablets().size(); ++i) {
        const auto kept = m_world.tablets()[i]->store().keptEdits();
        if (!kept) continue;
        for (const client::store::OutboxEdit& edit : *kept)
            if (edit.id == id)
                where += "; tablet " + std::to_string(i) + " keeps it, state " +
                         std::to_string(static_cast<int>(edit.state)) + ", held for " +
                         std::to_string(edit.heldReason) + ", bytes " + std::to_string(edit.bytes);
    }
    return where;
}

// 8: what was saved is at the server, unless nobody can hold it any more.
void Rules::everythingArrived() {
    for (const auto& [id, save] : m_world.ledger().saves()) {
        if (!save.excused && m_world.ledger().logged(id) == nullptr)
            m_violate("8: everything arrives", "edit " + id.hex() + " of machine " +
                                                   std::to_string(save.machine) + whereItIs(id));
    }
}

void Rules::serverKeepsWhatWasSaid() {
    Said said;
    auto& store = m_world.server().store();
    const auto read = store.readLog(1, [&](const server::store::LogRow& row) {
        if (crypto::sha256(row.bytes) != row.editHash)
            m_violate("4: hashed as it was sent", std::to_string(row.rev));
        readRow(row, said);
        return true;
    });
    if (!read) return m_violate("4: the log can be read", read.error().message());
    for (const records::EntityKey& key : said.created) {
        const auto entity = store.entity(key);
        if (!entity || !*entity) {
            m_violate("2: a record stays for ever", key.id.hex());
            continue;
        }
        for (const records::Stamp& stamp : stampsOf(**entity)) {
            const auto expected = said.effective.find(stamp.edit);
            if (stamp.author.isNil() || expected == said.effective.end()) continue;
            if (stamp.effective != expected->second)
                m_violate("10: a clock does not win by being wrong",
                          "edit " + stamp.edit.hex() + " counts as made at " +
                              std::to_string(stamp.effective.millis));
        }
    }
    for (const auto& [place, values] : said.groups) {
        const auto entity = store.entity(place.first);
        if (!entity || !*entity) continue;
        const auto unit = records::unitOf(records::findType(place.first.type), place.second);
        const auto now = (*entity)->body.unit(unit);
        if (!now.empty() && values.count(now) == 0)
            m_violate("9: a group is one value", "unit " + std::to_string(place.second) + " of " +
                                                     place.first.id.hex() + ", " +
                                                     base::toHex(now));
    }
    nothingNewerIsLost(said.bytes);
}

// 2: fields and types that this program does not know, byte for byte.
void Rules::nothingNewerIsLost(const std::map<base::EditId, base::Bytes>& logged) {
    for (const NewerTablet::Made& made : m_world.newer().made()) {
        const auto found = logged.find(made.id);
        if (found == logged.end() || made.bytes.count(found->second) == 0) {
            m_violate("2: what a newer app sent is logged as it came", made.id.hex());
            continue;
        }
        const Logged* row = m_world.ledger().logged(made.id);
        if (row == nullptr || row->verdict == protocol::HELD) continue;
        for (const auto& [key, body] : made.bodies) {
            const auto entity = m_world.server().store().entity(key);
            if (!entity || !*entity || (*entity)->body.encode() != body)
                m_violate("2: unknown fields stay byte for byte", key.id.hex());
        }
    }
}

}  // namespace hearth::simulation
