// What a newer program wrote: kept, merged as its operations say, never lost.
#include <algorithm>

#include <gtest/gtest.h>

#include "shared/merge/words.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

const EntityKey kNew{4711, idOf(11)};
constexpr records::UnitNumber kField = 3;

base::Bytes text(const std::string& words) {
    return records::encodeText(kField, words);
}

class MergeUnknown : public ::testing::Test {
protected:
    MergeUnknown() {
        Op create = anna.op(protocol::CREATE, kNew, 0, body);
        EXPECT_EQ(anna.send({create}).verdict, protocol::APPLIED);
        for (Tablet* tablet : {&anna, &ben, &cleo})
            tablet->pull();
    }
    Outcome send(Tablet& tablet, protocol::OpKind kind, const std::string& words) {
        return tablet.send({tablet.op(kind, kNew, kField, text(words))});
    }
    [[nodiscard]] std::vector<std::string> now() const {
        return textsOf(world.at(kNew).body.elements(kField));
    }

    World world;
    Tablet anna{world, 1};
    Tablet ben{world, 2};
    Tablet cleo{world, 3};
    const base::Bytes body = text("first") + records::encodeText(9, "kept byte for byte");
};

TEST_F(MergeUnknown, KeepsARecordOfATypeItDoesNotKnowByteForByte) {
    EXPECT_EQ(world.at(kNew).body.encode(), body);
}

TEST_F(MergeUnknown, PutsTwoValuesOfAFieldItDoesNotKnowBeforeAPerson) {
    send(ben, protocol::SET, "second");
    EXPECT_EQ(send(cleo, protocol::SET, "third").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), std::vector<std::string>{"second"});
    EXPECT_EQ(world.at(kNew).openSiblings(kField).size(), 1U);
    EXPECT_TRUE(world.hasReview(kNew, kField));
}

TEST_F(MergeUnknown, UnitesWhatItsOperationsSayIsASet) {
    send(ben, protocol::ADD, "second");
    EXPECT_EQ(send(cleo, protocol::ADD, "third").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), (std::vector<std::string>{"first", "second", "third"}));
    send(cleo, protocol::REMOVE, "second");
    EXPECT_EQ(now().size(), 3U) << "who took it out had not seen it";
    send(anna.pull(), protocol::REMOVE, "second");
    EXPECT_EQ(now(), (std::vector<std::string>{"first", "third"}));
}

TEST_F(MergeUnknown, DoesNotReplaceElementsThatASetHadNotSeen) {
    send(ben, protocol::ADD, "second");
    EXPECT_EQ(send(cleo, protocol::SET, "third").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), (std::vector<std::string>{"first", "second"}));
    EXPECT_EQ(send(anna.pull(), protocol::SET, "all").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), std::vector<std::string>{"all"});
}

// A further writer's stamp has a key of 16 bytes; so has an element of fourteen letters.
TEST_F(MergeUnknown, KeepsWhomARemoverHadNotSeenHoweverLongTheirNameIs) {
    for (std::size_t length = 1; length < 40; ++length) {
        const std::string added(length, 'n');
        send(ben, protocol::ADD, added);
        Tablet stranger(world, 100 + static_cast<unsigned>(length));  // who never pulled anything
        send(stranger, protocol::SET, "third");
        send(cleo, protocol::REMOVE, added);
        const auto elements = now();
        EXPECT_NE(std::find(elements.begin(), elements.end(), added), elements.end()) << length;
    }
}

TEST_F(MergeUnknown, AppendsWhatItsOperationsSayIsAListInOrder) {
    send(ben, protocol::APPEND, "second");
    EXPECT_EQ(send(cleo, protocol::APPEND, "second").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), (std::vector<std::string>{"first", "second", "second"}));
    EXPECT_EQ(world.at(kNew).stampOf(kField).author, cleo.worker);
}

TEST_F(MergeUnknown, JoinsWhatItsOperationsSayIsASharedText) {
    const std::string old = "A\n\nB\n\nC";
    send(anna, protocol::SET, old);
    ben.pull();
    cleo.pull();
    const auto write = [&](Tablet& tablet, const std::string& words) {
        Op op = tablet.op(protocol::TEXT, kNew, kField, text(words));
        op.baseValue = text(old);
        return tablet.send({op});
    };
    write(ben, "A1\n\nB\n\nC");
    EXPECT_EQ(write(cleo, "A\n\nB\n\nC2").verdict, protocol::APPLIED);
    EXPECT_EQ(now(), std::vector<std::string>{"A1\n\nB\n\nC2"});
}

TEST_F(MergeUnknown, SealsAndRetiresWhatItDoesNotKnow) {
    EXPECT_EQ(anna.send({anna.op(protocol::SEAL, kNew)}).verdict, protocol::APPLIED);
    EXPECT_EQ(send(ben, protocol::SET, "second").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(send(ben, protocol::APPEND, "third").verdict, protocol::APPLIED_WITH_REVIEW);
    EXPECT_EQ(now(), std::vector<std::string>{"first"});
    EXPECT_EQ(world.amendments().size(), 2U);
    const EntityKey other{4711, idOf(12)};
    anna.send({anna.op(protocol::CREATE, other, 0, body)});
    EXPECT_EQ(anna.send({anna.op(protocol::RETIRE, other)}).verdict, protocol::APPLIED);
}

TEST_F(MergeUnknown, KeepsANewFieldOfAKnownType) {
    const EntityKey task{records::typeNumber<records::Task>(), idOf(13)};
    anna.create(task, records::Task());
    const base::Bytes value = records::encodeText(999, "from the future");
    anna.send({anna.op(protocol::SET, task, 999, value)});
    EXPECT_EQ(world.at(task).body.field(999), value);
}

TEST_F(MergeUnknown, HoldsAnOperationOfAKindItDoesNotKnow) {
    for (const int kind : {0, 11, 12'345, -1}) {
        Op op = anna.op(protocol::SET, kNew, kField, text("x"));
        op.kind = static_cast<protocol::OpKind>(kind);
        const auto outcome = anna.send({op});
        EXPECT_EQ(outcome.verdict, protocol::HELD);
        EXPECT_EQ(outcome.heldReason, protocol::HELD_UNKNOWN_KIND);
    }
}

TEST(MergeWords, NamesTheFieldsOfAGroupAndSaysCodesByTheirLabels) {
    records::Observation child;
    child.set_seen(records::YES);
    child.set_seen_alone(records::NO);
    child.set_not_alone_detail("The door stayed open");
    const auto& type = records::typeOf(child);
    const auto* unit = type.unit(type.fieldNamed("seen")->unit);
    EXPECT_EQ(inWords(&type, *unit, unitIn(child, "seen")),
              "Seen: Yes; Seen alone: No; What prevented it: The door stayed open");
    records::Child coded;
    coded.add_disability_codes("HEAR");
    coded.add_disability_codes("not a code");
    const auto& childType = records::typeOf(coded);
    const auto* codes = childType.unit(childType.fieldNamed("disability_codes")->unit);
    const auto words = inWords(&childType, *codes, unitIn(coded, "disability_codes"));
    EXPECT_EQ(words.find("HEAR"), std::string::npos);
    EXPECT_NE(words.find(", not a code"), std::string::npos);
}

TEST(MergeWords, SaysNothingOfIdsNumbersAndWhatItCannotRead) {
    records::Task task;
    task.set_due_day(20'000);
    const auto& type = records::typeOf(task);
    const auto* dueUnit = type.unit(type.fieldNamed("due_day")->unit);
    EXPECT_EQ(inWords(&type, *dueUnit, unitIn(task, "due_day")), "");
    EXPECT_EQ(inWords(&type, *dueUnit, "\xff"), "");
    EXPECT_EQ(inWords(nullptr, *dueUnit, unitIn(task, "due_day")), "");
}

TEST(MergeWords, SaysYesForATick) {
    const auto& type = *records::findType(2);
    const auto* unit = type.unit(type.fieldNamed("disabilities")->unit);
    EXPECT_EQ(inWords(&type, *unit, std::string("\x18\x01")), "Yes");
}

}  // namespace
}  // namespace hearth::merge::testing
