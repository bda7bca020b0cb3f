// Whatever an enrolled tablet sends: an answer, never a crash, and bounds on what one record holds.
#include <gtest/gtest.h>

#include "shared/base/limits.hpp"
#include "shared/base/random.hpp"
#include "shared/merge/limits.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::CaseFile;

const EntityKey kFile{records::typeNumber<CaseFile>(), idOf(1000)};
const records::UnitNumber kName = unitNumber<CaseFile>("family_name");

base::Bytes name(const std::string& text) {
    CaseFile file;
    file.set_family_name(text);
    return unitIn(file, "family_name");
}

class MergeHostile : public ::testing::Test {
protected:
    MergeHostile() {
        anna.create(kFile, CaseFile());
        for (Tablet* tablet : {&anna, &ben})
            tablet->pull();
    }
    void expectInvalid(const Op& op) {
        const auto outcome = ben.send({op});
        EXPECT_EQ(outcome.verdict, protocol::HELD);
        EXPECT_EQ(outcome.heldReason, protocol::HELD_INVALID);
    }
    [[nodiscard]] Op setOp(records::UnitNumber unit, base::Bytes value) const {
        return ben.op(protocol::SET, kFile, unit, std::move(value));
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
};

TEST_F(MergeHostile, HoldsAnEditThatDoesNothingOrTooMuch) {
    EXPECT_EQ(ben.send({}).heldReason, protocol::HELD_INVALID);
    const std::vector<Op> many(base::kEditOpsMax + 1, setOp(kName, name("x")));
    EXPECT_EQ(ben.send(many).heldReason, protocol::HELD_INVALID);
}

TEST_F(MergeHostile, HoldsAnOperationWithoutATarget) {
    Op op = setOp(kName, name("x"));
    op.target.id = {};
    expectInvalid(op);
    op = setOp(kName, name("x"));
    op.target.type = 0;
    expectInvalid(op);
}

TEST_F(MergeHostile, HoldsAValueThatDoesNotBelongToItsField) {
    expectInvalid(setOp(kName, records::encodeText(kName + 1, "another field")));
    expectInvalid(setOp(kName, name("a") + name("b")));
    expectInvalid(setOp(kName, records::encodeText(kName, "\xff\xfe")));
    expectInvalid(setOp(kName, "\x0a\x20short"));
    expectInvalid(setOp(0, {}));
    expectInvalid(setOp(unitNumber<CaseFile>("address") + 1, {}));  // not its group's first
    expectInvalid(setOp(kName, std::string("\x08\x01", 2)));        // a number, not a text
}

TEST_F(MergeHostile, HoldsAValueBesideAnOperationThatHasNone) {
    expectInvalid(ben.op(protocol::RETIRE, kFile, 0, name("x")));
    expectInvalid(ben.op(protocol::RETIRE, kFile, kName));
    expectInvalid(ben.op(protocol::CREATE, {kFile.type, idOf(1001)}, kName));
}

TEST_F(MergeHostile, HoldsAReasonThatIsNoTextOrAWholeBook) {
    Op op = setOp(kName, name("x"));
    op.reason = "\xff";
    expectInvalid(op);
    op.reason = std::string(kReasonBytesMax + 1, 'x');
    expectInvalid(op);
}

TEST_F(MergeHostile, HoldsMoreSiblingsThanAnybodyCanHaveSeen) {
    Op op = ben.resolveOp(kFile, kName, name("x"), {});
    op.sawSiblings.resize(base::kSawSiblingsMax + 1);
    expectInvalid(op);
}

TEST_F(MergeHostile, HoldsAValueAboveTheLimitOfAField) {
    expectInvalid(setOp(kName, name(std::string(base::kFieldBytesMax, 'x'))));
}

TEST_F(MergeHostile, HoldsAChangeThatMakesARecordTooLarge) {
    const std::string half(base::kBodyBytesMax / 2, 'x');
    CaseFile file;
    file.set_access_note(half);
    const auto note = unitNumber<CaseFile>("access_note");
    EXPECT_EQ(ben.send({setOp(note, unitIn(file, "access_note"))}).verdict, protocol::APPLIED);
    expectInvalid(setOp(kName, name(half)));
}

TEST_F(MergeHostile, HoldsTheValuesThatNobodyDecidesOnWhenThereAreTooMany) {
    anna.set(kFile, kName, name("Ash"));
    protocol::Verdict verdict = protocol::VERDICT_UNSPECIFIED;
    for (unsigned i = 0; i < kEntitySiblingsMax; ++i) {
        Tablet stranger(world, 20 + i);
        verdict = stranger.set(kFile, kName, name("N" + std::to_string(i))).verdict;
        ASSERT_EQ(verdict, protocol::APPLIED_WITH_REVIEW);
    }
    Tablet last(world, 10'000);
    EXPECT_EQ(last.set(kFile, kName, name("one more")).heldReason, protocol::HELD_INVALID);
    // The people who decide are not locked out.
    ben.pull();
    auto saw = idsOf(world.at(kFile).openSiblings(kName));
    saw.resize(base::kSawSiblingsMax);
    EXPECT_EQ(ben.send({ben.resolveOp(kFile, kName, name("Birch"), saw)}).verdict,
              protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(world.as<CaseFile>(kFile).family_name(), "Birch");
}

TEST_F(MergeHostile, HoldsTheBytesThatNobodyDecidesOnWhenThereAreTooMany) {
    anna.set(kFile, kName, name("Ash"));
    const std::size_t fits = kEntitySiblingBytesMax / base::kFieldBytesMax;
    for (unsigned i = 0; i < fits; ++i) {
        Tablet stranger(world, 20 + i);
        ASSERT_EQ(
            stranger.set(kFile, kName, name(std::string(base::kFieldBytesMax - 10, 'x'))).verdict,
            protocol::APPLIED_WITH_REVIEW);
    }
    Tablet last(world, 10'000);
    EXPECT_EQ(last.set(kFile, kName, name(std::string(base::kFieldBytesMax - 10, 'y'))).heldReason,
              protocol::HELD_INVALID);
}

TEST_F(MergeHostile, HoldsARecordThatWasChangedInTooManyPlaces) {
    const EntityKey key{4711, idOf(40)};
    ben.send({ben.op(protocol::CREATE, key)});
    protocol::HeldReason held = protocol::HELD_REASON_UNSPECIFIED;
    unsigned field = 1;
    while (held == protocol::HELD_REASON_UNSPECIFIED && field < 3 * kEntityStampsMax) {
        std::vector<Op> ops;
        for (int i = 0; i < 100; ++i, ++field) {
            ops.push_back(ben.op(protocol::SET, key, field, records::encodeText(field, "x")));
            ops.push_back(ben.op(protocol::SET, key, field));
        }
        held = ben.send(ops).heldReason;
    }
    EXPECT_EQ(held, protocol::HELD_INVALID);
    EXPECT_EQ(world.at(key).stamps.size(), kEntityStampsMax);
}

TEST_F(MergeHostile, DoesNotKeepClearingWhatWasNeverThere) {
    const auto outcome = ben.send({setOp(12'345, {})});
    EXPECT_EQ(outcome.verdict, protocol::APPLIED);
    EXPECT_TRUE(outcome.changed.empty());
}

TEST_F(MergeHostile, AnswersEveryEditOfRandomOperations) {
    base::SeededRandom random(30);
    const EntityKey visit{records::typeNumber<records::Visit>(), idOf(41)};
    anna.create(visit, records::Visit());
    std::map<protocol::Verdict, unsigned> verdicts;
    for (int round = 0; round < 20'000; ++round) {
        Tablet& tablet = random.chance(50) ? anna : ben;
        if (random.chance(10)) tablet.pull();
        Op op = tablet.op(static_cast<protocol::OpKind>(random.below(11)),
                          random.chance(50) ? visit : kFile,
                          static_cast<records::UnitNumber>(random.below(12)));
        if (random.chance(3)) op.target.id = idOf(static_cast<unsigned>(random.below(50)));
        if (random.chance(5)) op.openRev = random.next();
        const auto length = random.below(4);
        for (std::uint64_t i = 0; i < length; ++i)
            op.value += records::encodeText(op.field == 0 ? 1 : op.field,
                                            std::string(random.below(3), 'a'));
        if (random.chance(20)) op.value += static_cast<char>(random.below(256));
        op.baseValue = op.value;
        ++verdicts[tablet.send({op}).verdict];
    }
    EXPECT_GT(verdicts[protocol::APPLIED], 100U);
    EXPECT_GT(verdicts[protocol::APPLIED_WITH_REVIEW], 100U);
    EXPECT_GT(verdicts[protocol::HELD], 100U);
    for (const auto& [key, entity] : world.entities()) {
        const auto again = records::fromProto(records::toProto(entity));
        ASSERT_TRUE(again.has_value());
        ASSERT_EQ(*again, entity);
    }
}

}  // namespace
}  // namespace hearth::merge::testing
