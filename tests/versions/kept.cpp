#include "tests/versions/kept.hpp"

#include <fstream>

#include "shared/crypto/hash.hpp"
#include "tests/versions/newer_app.hpp"

namespace hearth::versions {

using records::ChangeBuilder;
using server::store::applied;
using server::store::imported;
using server::store::keyOf;
using tests::RealTablet;

namespace {

std::string digestOf(const base::Bytes& bytes) {
    return base::toHex(crypto::sha256(bytes).view());
}

std::vector<records::Op> withValue(const records::EntityKey& key, const base::ScopeId& scope,
                                   protocol::OpKind kind, records::FieldNumber field,
                                   base::Bytes value) {
    records::Op op;
    op.target = key;
    op.scope = scope;
    op.kind = kind;
    op.field = field;
    op.value = std::move(value);
    return {op};
}

// One release's stores in the making.
class Keeping {
public:
    explicit Keeping(const KeptPlace& place)
        : m_place(place),
          m_store(server::store::openSqlcipherStore(place.server(), server::store::testKey(),
                                                    m_world.clock, m_world.random,
                                                    sqlite::OpenMode::CreateOrOpen)
                      .value()),
          m_tablet(m_world.small.workerA, kKeptTablet, m_world.clock, place.tablet()),
          m_newer(m_world.small.workerB, 301),
          m_stranger(m_world.small.admin, 302) {
        m_newer.schemaVersion = kNextVersion;
    }

    void moveIn() {
        auto& small = m_world.small;
        small.moveIn(*m_store);
        imported(*m_store, small.office.write(
                               small.involve(small.newId(), small.workerB, records::CO_WORKER)));
        sync();
    }

    void recordAVisit() {
        records::Visit visit;
        visit.set_kind(records::HOME_VISIT);
        visit.set_worker_id(m_world.small.workerA.bytes());
        records::Observation observation;
        observation.set_visit_id(m_world.visit.id.bytes());
        observation.set_seen(records::YES);
        records::Alert alert;
        alert.set_level(records::HAZARD_CAUTION);
        alert.set_what("A dog");
        const auto& family = m_world.small.family;
        save(ChangeBuilder()
                 .create(m_world.visit, family, visit)
                 .create(m_world.observation, family, observation)
                 .create(m_world.alert, family, alert)
                 .take());
        sync();
    }

    // By somebody whose app knows more than the server and the tablet.
    void recordWithANewerApp() {
        const auto& family = m_world.small.family;
        const auto opened = open(m_world.observation);
        records::Observation only;
        only.set_seen(records::YES);
        only.set_seen_alone(records::YES);
        const auto seen = [&](std::vector<records::Op> ops) {
            ops.front().openRev = opened.rev;
            ops.front().openEpoch = opened.epoch;
            return ops;
        };
        expect(m_newer,
               seen(withValue(m_world.observation, family, protocol::SET,
                              records::typeOf(only).fieldNamed("seen")->unit,
                              records::Body::of(only).encode() + encodeNumber(kSiblingPresent, 2))),
               protocol::APPLIED);
        expect(m_newer,
               seen(withValue(m_world.observation, family, protocol::SET, kInterpreter,
                              records::encodeText(kInterpreter, kNewerWord))),
               protocol::APPLIED);
        expect(m_newer,
               withValue({kSafetyPlan, m_world.small.newId()}, family, protocol::CREATE, 0,
                         records::encodeText(1, "Nan comes every evening")),
               protocol::APPLIED);
        expect(m_newer,
               withValue(m_world.visit, family, protocol::ADD, kTopics,
                         records::encodeText(kTopics, "School")),
               protocol::APPLIED);
        // Unseen, and of a protection that only the next version knows.
        expect(m_newer,
               withValue(m_world.alert, family, protocol::SET, 1,
                         encodeNumber(1, static_cast<std::uint64_t>(kTelephoneFirst))),
               protocol::APPLIED_WITH_REVIEW);
        expect(m_newer,
               withValue(m_world.visit, family, kCorrect, 8, records::encodeText(8, "None")),
               protocol::HELD);
    }

    void disagree() {
        const auto phoneOf = [&](const std::string& phone) {
            const auto opened = open(m_world.caseFile);
            auto file = opened.body.as<records::CaseFile>().value();
            file.set_phone(phone);
            file.set_address(phone + " High Street");
            return ChangeBuilder().update(opened, file).take();
        };
        const auto mine = phoneOf("01632 960002");
        expect(m_newer, phoneOf("01632 960003"), protocol::APPLIED);
        save(mine);
        expect(m_stranger, m_world.small.addTask("Not theirs"), protocol::HELD);
        sync();
        save(ChangeBuilder().seal(tabletOpen(m_world.visit)).take());
        sync();
        const auto sealed = tabletOpen(m_world.visit);
        auto visit = sealed.body.as<records::Visit>().value();
        visit.set_concerns("Written after the seal");
        save(ChangeBuilder().update(sealed, visit).take());
        sync();
    }

    // What stays on the tablet: two edits and a form.
    void leaveUnsent() {
        const auto opened = tabletOpen(m_world.observation);
        auto observation = opened.body.as<records::Observation>().value();
        observation.set_seen_alone(records::NO);
        observation.set_not_alone_reason(records::CHILD_REFUSED);
        save(ChangeBuilder().update(opened, observation).take());
        m_tablet.addTask(m_world.small.family, "Recorded before the update");
        ASSERT_TRUE(m_tablet.store().keepTyping(kKeptForm, kKeptWords).has_value());
    }

    void finish() {
        std::ofstream(m_place.states()) << statesOf(*m_store, m_world);
        ASSERT_TRUE(m_store->verifyReplay().has_value());
        ASSERT_TRUE(m_tablet.store().checkView().has_value());
        ASSERT_TRUE(m_store->checkpoint().has_value());
        ASSERT_TRUE(m_tablet.store().checkpoint().has_value());
    }

private:
    void expect(server::store::Hand& hand, std::vector<records::Op> ops,
                protocol::Verdict verdict) {
        EXPECT_EQ(applied(*m_store, hand, hand.write(std::move(ops))).verdict(), verdict);
    }
    records::Opened open(const records::EntityKey& key) {
        return m_world.small.open(*m_store, key);
    }
    records::Opened tabletOpen(const records::EntityKey& key) {
        return m_tablet.store().open(key).value().value();
    }
    void save(std::vector<records::Op> ops) {
        const auto saved = m_tablet.store().save(std::move(ops));
        EXPECT_TRUE(saved) << saved.error().message();
    }
    void sync() {
        const auto run = m_tablet.sync(*m_store);
        EXPECT_TRUE(run) << run.error().message();
    }

    KeptPlace m_place;
    KeptWorld m_world;
    std::unique_ptr<server::store::Store> m_store;
    RealTablet m_tablet;
    server::store::Hand m_newer;
    server::store::Hand m_stranger;
};

}  // namespace

std::string statesOf(server::store::Store& store, const KeptWorld& world) {
    std::string lines;
    for (const base::ScopeId& scope : {base::kReferenceScope, world.small.family})
        for (const records::Entity& entity : store.entitiesIn(scope).value())
            lines += "record " + std::to_string(entity.key.type) + " " + entity.key.id.hex() +
                     " at " + std::to_string(entity.rev) + " " + digestOf(entity.body.encode()) +
                     " " + digestOf(records::encodeAttribution(entity)) + "\n";
    for (const server::store::HeldRow& row : store.held().value())
        lines += "held " + std::to_string(row.rev) + " " + protocol::HeldReason_Name(row.reason) +
                 " for " + row.owner.hex() + "\n";
    return lines;
}

void keepStores(const KeptPlace& place) {
    Keeping keeping(place);
    keeping.moveIn();
    keeping.recordAVisit();
    keeping.recordWithANewerApp();
    keeping.disagree();
    keeping.leaveUnsent();
    keeping.finish();
}

}  // namespace hearth::versions
