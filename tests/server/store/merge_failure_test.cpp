// An edit that the merge cannot take is held, and the ones behind it go on.
#include <stdexcept>

#include "server/store/apply.hpp"
#include "server/store/migrate.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::server::store {
namespace {

base::Result<merge::Outcome> throwing(const records::Edit&, const merge::Received&,
                                      merge::Surroundings&) {
    throw std::runtime_error("the child's name must not get out");
}

base::Result<merge::Outcome> failing(const records::Edit&, const merge::Received&,
                                     merge::Surroundings&) {
    return base::Error(base::ErrorCode::Internal, "the merge gave up");
}

base::Result<merge::Outcome> misplacing(const records::Edit& edit, const merge::Received& place,
                                        merge::Surroundings& around) {
    auto outcome = merge::applyEdit(edit, place, around);
    if (outcome)
        for (records::Entity& entity : outcome->changed)
            entity.rev = place.rev + 1;
    return outcome;
}

class MergeFailure : public StoreTest {
protected:
    MergeFailure() { store.reset(); }

    // One edit through an apply path whose merge is `mergeEdit`.
    protocol::EditAck applyWith(MergeFunction mergeEdit, const SentEdit& sent) {
        auto connection =
            sqlite::Connection::open(file(), testKey(), sqlite::OpenMode::OpenExisting).value();
        protocol::EditAck ack;
        const auto status = connection.transaction([&]() -> base::Status {
            ApplyPath path(connection, mergeEdit);
            const auto done = path.apply({sent.bytes, sent.edit, small.workerA, clock.now});
            if (!done) return done.error();
            ack = *done;
            return {};
        });
        EXPECT_TRUE(status) << status.error().message();
        return ack;
    }
};

TEST_F(MergeFailure, HoldsAnEditThatMakesTheMergeThrowWithoutRepeatingWhatItSaid) {
    const auto ack = applyWith(&throwing, handA.write(small.addTask("Ring the school")));
    EXPECT_EQ(ack.verdict(), protocol::HELD);
    EXPECT_EQ(ack.held_reason(), protocol::HELD_MERGE_FAILED);
    EXPECT_EQ(ack.held_owner(), small.workerA.view());
    reopen();
    const auto held = store->held().value();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].explanation.find("name"), std::string::npos);
}

TEST_F(MergeFailure, HoldsAnEditThatTheMergeGivesUpOn) {
    const auto ack = applyWith(&failing, handA.write(small.addTask("Ring the school")));
    EXPECT_EQ(ack.held_reason(), protocol::HELD_MERGE_FAILED);
}

TEST_F(MergeFailure, HoldsAnEditWhoseMergeGivesARecordAWrongPlace) {
    const auto ack = applyWith(&misplacing, handA.write(small.addTask("Ring the school")));
    EXPECT_EQ(ack.held_reason(), protocol::HELD_MERGE_FAILED);
    reopen();
    EXPECT_EQ(store->counts().value().entities, 7U);
}

TEST_F(MergeFailure, GoesOnWithTheNextEditOfTheSameTablet) {
    applyWith(&throwing, handA.write(small.addTask("Held")));
    const auto ack = applyWith(&merge::applyEdit, handA.write(small.addTask("Applied")));
    EXPECT_EQ(ack.verdict(), protocol::APPLIED);
    reopen();
    EXPECT_TRUE(store->verifyChain());
    EXPECT_EQ(store->counts().value().entities, 8U);
}

}  // namespace
}  // namespace hearth::server::store
