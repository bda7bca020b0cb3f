// The real machines and the real stores against each other in one process: what happens to work
// that was recorded before a case was taken away.
#include <gtest/gtest.h>

#include "client/store/tablet_store.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::tests {
namespace {

namespace cs = client::store;
using server::store::imported;
using server::store::keyOf;
using server::store::StoreTest;

// One worker's tablet with a store of its own.
class RealTablet {
public:
    RealTablet(const base::WorkerId& worker, std::uint8_t number, base::Clock& clock)
        : m_random(number),
          m_worker(worker),
          m_key(crypto::SigningKey::generate().value()),
          m_store(cs::TabletStore::open(m_folder.path() / "store.db", server::store::testKey(),
                                        clock, m_random, sqlite::OpenMode::CreateOrOpen)
                      .value()) {
        m_device.octets.fill(number);
        EXPECT_TRUE(m_store.setIdentity({m_device, worker}).has_value());
    }

    [[nodiscard]] cs::TabletStore& store() { return m_store; }
    [[nodiscard]] protocol::Peer peer() const {
        return {m_device, m_worker, m_key.publicDer().value()};
    }
    // A whole run, as hearthd and the app make it; the exchange's group is committed before its
    // answer.
    base::Result<protocol::SyncProgress> sync(server::store::Store& server) {
        protocol::ClientSession session(
            m_store.port([this](base::ByteView text) { return m_key.sign(text); }));
        while (true) {
            const auto request = session.next();
            if (!request) return request.error();
            if (!*request) return session.progress();
            const auto frame = protocol::encodeFrame(**request, base::kExchangeBytesMax);
            if (!frame) return frame.error();
            protocol::ServerSession answering(server, peer());
            HEARTH_TRY(server.begin());
            const auto heard = protocol::decodeFrame(*frame, base::kExchangeBytesMax);
            if (!heard) return heard.error();
            HEARTH_TRY(answering.receive(*heard));
            HEARTH_TRY(server.commit());
            auto reply = answering.reply();
            if (!reply) return reply.error();
            HEARTH_TRY(session.receive(std::move(*reply)));
        }
    }
    records::EntityKey addTask(const base::ScopeId& scope, const std::string& wording) {
        records::Task task;
        task.set_wording(wording);
        const auto key = keyOf<records::Task>(m_store.newId());
        EXPECT_TRUE(
            m_store.save(records::ChangeBuilder().create(key, scope, task).take()).has_value());
        return key;
    }

private:
    Folder m_folder;
    base::SeededRandom m_random;
    base::WorkerId m_worker;
    base::DeviceId m_device;
    crypto::SigningKey m_key;
    cs::TabletStore m_store;
};

class Machines : public StoreTest {
protected:
    void SetUp() override {
        // Large enough for the guard to have something to guard.
        for (int i = 0; i < 30; ++i)
            imported(*store, small.office.write(small.addTask("Of the office"), clock.now));
        store->signRevocationsWith([this](base::ByteView text) { return authority.sign(text); });
        for (RealTablet* tablet : {&here, &there}) {
            tablet->store().trustRevocationsOf(authority.publicDer().value());
            ASSERT_TRUE(tablet->sync(*store).has_value());
        }
    }
    void pass(base::Millis span) { clock.now = clock.now + span; }
    void handOver() {
        const records::Opened opened =
            small.open(*store, keyOf<records::Involvement>(small.involvementA));
        auto record = opened.body.as<records::Involvement>().value();
        record.set_end_day(base::toDayNumber(base::ukDateOf(clock.now)));
        records::ChangeBuilder change;
        change.update(opened, record);
        change.create(keyOf<records::Involvement>(small.newId()), small.family,
                      small.involvement(small.workerB, records::ALLOCATED));
        imported(*store, small.office.write(change.take(), clock.now));
    }
    void recordFive() {
        for (int i = 0; i < 5; ++i)
            five.push_back(here.addTask(small.family, "Recorded without a signal"));
    }
    void expectNothingLeft() {
        cs::TabletStore& tablet = here.store();
        EXPECT_TRUE(
            tablet.list(small.family, records::typeNumber<records::Task>()).value().empty());
        EXPECT_TRUE(
            tablet.list(small.family, records::typeNumber<records::CaseFile>()).value().empty());
        EXPECT_TRUE(tablet.search("recorded", 10).value().empty());
        EXPECT_TRUE(tablet.checkView().has_value());
        const auto receipts = store->purgeReceipts().value();
        ASSERT_EQ(receipts.size(), 1U);
        EXPECT_EQ(receipts[0].scope, small.family);
    }

    crypto::SigningKey authority = crypto::SigningKey::generate().value();
    RealTablet here{small.workerA, 201, clock};
    RealTablet there{small.workerB, 202, clock};
    std::vector<records::EntityKey> five;
};

TEST_F(Machines, AccessRevokedWithFiveUnsentRecordsFiveOfFiveCountAtTheServerAndTheCaseLeaves) {
    pass(base::hours(1));
    recordFive();
    pass(base::hours(1));
    handOver();
    pass(base::hours(1));
    const auto run = here.sync(*store);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->scopesLeft, 1U) << "the worker is told";
    for (const auto& key : five) {
        const auto entity = store->entity(key).value();
        ASSERT_TRUE(entity);
        EXPECT_TRUE(entity->created.afterHandover);
    }
    expectNothingLeft();
    // The new owner has them, with the mark, and is asked to read them.
    ASSERT_TRUE(there.sync(*store).has_value());
    for (const auto& key : five)
        EXPECT_TRUE(there.store().find(key).value()->entity.created.afterHandover);
    EXPECT_EQ(there.store().syncState().value().openReviews, 5U);
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(Machines, RecordedAfterTheCaseWasGoneFiveOfFiveAreHeldWithThePresentOwner) {
    pass(base::hours(1));
    handOver();
    pass(base::hours(1));
    recordFive();
    const auto run = here.sync(*store);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->held, 5U);
    const auto held = store->held().value();
    ASSERT_EQ(held.size(), 5U);
    for (const auto& row : held)
        EXPECT_EQ(row.owner, small.workerB);
    EXPECT_EQ(here.store().departures(1).value().at(0).held, 5U);
    EXPECT_EQ(here.store().syncState().value().heldEdits, 5U);
    expectNothingLeft();
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(Machines, AStoreThatNeverKnewTheWorkerToHaveTheCaseTakesNothingFromTheTablet) {
    const auto other = engine.open(folder.file("other.db"), clock, random).value();
    other->signRevocationsWith([this](base::ByteView text) { return authority.sign(text); });
    const auto run = here.sync(*other);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->removalsRefused, 1U);
    EXPECT_EQ(here.store().list(small.family, records::typeNumber<records::Task>()).value().size(),
              30U);
}

}  // namespace
}  // namespace hearth::tests
