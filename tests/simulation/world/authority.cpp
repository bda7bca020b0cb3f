#include "tests/simulation/world/authority.hpp"

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/reference.pb.h"
#include "shared/crypto/hash.hpp"

namespace hearth::simulation {

using base::Status;

namespace {

constexpr std::size_t kChildrenPerFamily = 2;
constexpr std::int64_t kStartDay = 20'000;

records::Involvement involvementOf(const AuthorityFacts& facts, std::size_t worker, bool first) {
    records::Involvement record;
    record.set_worker_id(facts.workers[worker].bytes());
    record.set_team_id(facts.team.bytes());
    record.set_role(first ? records::ALLOCATED : records::CO_WORKER);
    record.set_start_day(kStartDay);
    return record;
}

template <class Record>
records::EntityKey keyOf(const base::EntityId& id) {
    return {records::typeNumber<Record>(), id};
}

}  // namespace

base::EntityId Office::newId() {
    base::EntityId id;
    m_random.fill(id.octets);
    return id;
}

void Office::beginAgain() {
    m_random.fill(m_incarnation.octets);
    m_seq = 0;
    m_hash = {};
}

Status Office::import(server::store::Store& store, std::vector<records::Op> ops) {
    if (m_seq == 0) beginAgain();
    records::Edit edit;
    m_random.fill(edit.id.octets);
    edit.incarnation = m_incarnation;
    edit.seq = ++m_seq;
    edit.prevHash = m_hash;
    edit.claimed = m_clock.wallNow();
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(ops);
    const base::Bytes bytes = records::encodeEdit(edit);
    m_hash = crypto::sha256(bytes);
    HEARTH_TRY(store.begin());
    const auto ack = store.import(bytes, edit);
    if (!ack) {
        store.rollback();
        return ack.error();
    }
    return store.commit();
}

base::Result<AuthorityFacts> Office::moveIn(server::store::Store& store, std::size_t workers,
                                            std::size_t families) {
    AuthorityFacts facts;
    facts.team = newId();
    facts.manager = newId();
    records::ChangeBuilder people;
    records::Team team;
    team.set_name("North");
    team.set_manager_id(facts.manager.bytes());
    people.create(keyOf<records::Team>(facts.team), base::kReferenceScope, team);
    for (std::size_t i = 0; i <= workers; ++i) {
        const base::WorkerId id = i == workers ? facts.manager : newId();
        records::Worker worker;
        worker.set_name("Worker " + id.hex().substr(0, 4));
        worker.set_role(i == workers ? records::TEAM_MANAGER : records::SOCIAL_WORKER);
        worker.set_team_id(facts.team.bytes());
        people.create(keyOf<records::Worker>(id), base::kReferenceScope, worker);
        if (i < workers) facts.workers.push_back(id);
    }
    HEARTH_TRY(import(store, people.take()));

    for (std::size_t f = 0; f < families; ++f) {
        FamilyFacts family;
        family.scope = base::scopeOf(newId());
        records::ChangeBuilder opening;
        records::CaseFile file;
        file.set_family_name("Family " + family.scope.hex().substr(0, 4));
        file.set_plan_text("first line");
        opening.create(keyOf<records::CaseFile>(base::rootOf(family.scope)), family.scope, file);
        for (std::size_t c = 0; c < kChildrenPerFamily; ++c) {
            family.children.push_back(newId());
            records::Child child;
            child.set_forename("Child " + std::to_string(c));
            opening.create(keyOf<records::Child>(family.children.back()), family.scope, child);
        }
        family.alert = newId();
        records::Alert alert;
        alert.set_level(records::HAZARD_NONE);
        opening.create(keyOf<records::Alert>(family.alert), family.scope, alert);
        for (std::size_t w = 0; w < workers; ++w) {
            family.involvements.push_back(newId());
            opening.create(keyOf<records::Involvement>(family.involvements.back()), family.scope,
                           involvementOf(facts, w, w == 0));
        }
        HEARTH_TRY(import(store, opening.take()));
        facts.families.push_back(std::move(family));
    }
    return facts;
}

Status Office::setInvolved(server::store::Store& store, const AuthorityFacts& facts,
                           std::size_t family, std::size_t worker, bool involved) {
    const auto key = keyOf<records::Involvement>(facts.families[family].involvements[worker]);
    const auto entity = store.entity(key);
    if (!entity) return entity.error();
    if (!*entity) return {};
    const auto head = store.head();
    if (!head) return head.error();
    const records::Opened opened{key, (*entity)->scope, (*entity)->rev, head->epoch,
                                 (*entity)->body};
    auto record = opened.body.as<records::Involvement>();
    if (!record) return record.error();
    const std::int64_t yesterday = base::toDayNumber(base::ukDateOf(m_clock.wallNow())) - 1;
    record->set_end_day(involved ? 0 : yesterday);
    auto ops = records::ChangeBuilder().update(opened, *record).take();
    if (ops.empty()) return {};
    return import(store, std::move(ops));
}

}  // namespace hearth::simulation
