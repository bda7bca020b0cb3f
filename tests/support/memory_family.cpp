#include "tests/support/memory_family.hpp"

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/reference.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/records/change.hpp"

namespace hearth::tests {

namespace {

class FamilyMaker {
public:
    FamilyMaker(MemoryRecords& records, const base::Clock& clock)
        : m_records(records), m_clock(clock) {}

    Family make() {
        m_family.worker = addWorker("Jo Bell");
        m_family.coWorker = addWorker("Sam Reed");
        m_family.scope = base::scopeOf(m_records.newId());
        addCaseFile();
        m_family.amira = addChild("Amira", {2018, 3, 2}, "MAKATON");
        m_family.yusuf = addChild("Yusuf", {2021, 6, 14}, "SPEECH");
        records::Alert alert;
        alert.set_level(records::HAZARD_CAUTION);
        alert.set_what("The dog is loose in the yard.");
        m_family.alert = add(alert);
        addInvolvement(m_family.worker, records::ALLOCATED);
        addInvolvement(m_family.coWorker, records::CO_WORKER);
        addSealedVisit();
        m_records.setWorker(m_family.worker);
        return m_family;
    }

private:
    template <class Record>
    void put(const base::EntityId& id, const base::ScopeId& scope, const Record& record) {
        records::ChangeBuilder change;
        change.create({records::typeNumber<Record>(), id}, scope, record);
        m_records.receive(change.take(), m_family.worker, m_clock.wallNow() - base::days(15));
    }
    template <class Record>
    base::EntityId add(const Record& record) {
        const auto id = m_records.newId();
        put(id, m_family.scope, record);
        return id;
    }
    base::WorkerId addWorker(const std::string& name) {
        const auto id = m_records.newId();
        records::Worker worker;
        worker.set_name(name);
        worker.set_role(records::SOCIAL_WORKER);
        put(id, base::kReferenceScope, worker);
        return id;
    }
    void addCaseFile() {
        records::CaseFile file;
        file.set_family_name("Khan");
        file.set_address("14 Mill Lane");
        file.set_postcode("ZZ1 2AB");
        file.set_phone("01632 960001");
        file.set_access_note("Side door.");
        file.add_household_members("Mother, Sana");
        file.set_protected_address("Refuge, 3 Hill Road");
        file.set_protected_address_reason("Father must not learn it");
        put(base::rootOf(m_family.scope), m_family.scope, file);
    }
    base::EntityId addChild(const std::string& name, base::Date born, const std::string& method) {
        records::Child child;
        child.set_forename(name);
        child.set_surname("Khan");
        child.set_born_day(base::toDayNumber(born));
        child.set_communication_method(method);
        const auto id = add(child);
        records::Plan plan;
        plan.set_child_id(id.bytes());
        plan.set_kind(records::CHILD_PROTECTION);
        plan.set_start_day(base::toDayNumber({2026, 6, 1}));
        add(plan);
        return id;
    }
    void addInvolvement(const base::WorkerId& worker, records::InvolvementRole role) {
        records::Involvement involvement;
        involvement.set_worker_id(worker.bytes());
        involvement.set_role(role);
        involvement.set_start_day(base::toDayNumber({2026, 6, 1}));
        add(involvement);
    }
    void addSealedVisit() {
        records::Visit visit;
        visit.set_kind(records::HOME_VISIT);
        visit.set_worker_id(m_family.worker.bytes());
        visit.set_occurred_at((m_clock.wallNow() - base::days(15)).millis);
        visit.set_analysis("Settled since the summer.");
        records::ChangeBuilder change;
        m_family.sealedVisit = m_records.newId();
        std::vector<records::Opened> opened(1);
        opened[0].key = {records::typeNumber<records::Visit>(), m_family.sealedVisit};
        change.create(opened[0].key, m_family.scope, visit);
        for (const auto& child : {m_family.amira, m_family.yusuf}) {
            records::Observation observation;
            observation.set_visit_id(m_family.sealedVisit.bytes());
            observation.set_child_id(child.bytes());
            observation.set_seen(records::YES);
            observation.set_seen_alone(records::YES);
            observation.set_spoken_alone(records::YES);
            observation.set_own_words("“I painted a boat.”");
            opened.emplace_back();
            opened.back().key = {records::typeNumber<records::Observation>(), m_records.newId()};
            change.create(opened.back().key, m_family.scope, observation);
        }
        for (auto& each : opened) {
            each.scope = m_family.scope;
            change.seal(each);
        }
        m_records.receive(change.take(), m_family.worker, m_clock.wallNow() - base::days(15));
    }

    MemoryRecords& m_records;
    const base::Clock& m_clock;
    Family m_family;
};

std::vector<records::Op> addressChange(MemoryRecords& records, const Family& family,
                                       const std::string& address) {
    const auto opened = records.open(family.caseFileKey());
    INVARIANT(opened.has_value() && opened->has_value());
    records::CaseFile file;
    INVARIANT((*opened)->body.into(file).has_value());
    file.set_address(address);
    records::ChangeBuilder change;
    change.update(**opened, file);
    return change.take();
}

}  // namespace

records::EntityKey Family::caseFileKey() const {
    return {records::typeNumber<records::CaseFile>(), base::rootOf(scope)};
}

records::EntityKey Family::alertKey() const {
    return {records::typeNumber<records::Alert>(), alert};
}

Family makeFamily(MemoryRecords& records, const base::Clock& clock) {
    return FamilyMaker(records, clock).make();
}

void disagreeAboutAddress(MemoryRecords& records, const Family& family, const base::Clock& clock) {
    const auto mine = addressChange(records, family, "2 Weir Cottages");
    const auto theirs = addressChange(records, family, "9 Lock Street");
    records.receive(mine, family.worker, clock.wallNow() - base::hours(5));
    records.receive(theirs, family.coWorker, clock.wallNow() - base::hours(3), true);
}

}  // namespace hearth::tests
