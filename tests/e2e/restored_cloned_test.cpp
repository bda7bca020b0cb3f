// Two of the six things that other sync engines lose something by, with real processes: a server
// that comes back from yesterday, and a tablet that exists twice.
#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "tests/e2e/proof.hpp"

namespace hearth::e2e {
namespace {

std::uint64_t numberIn(const json::object& answer, const char* name) {
    const json::value& value = answer.at(name);  // 64 bits are text in protobuf's JSON
    return value.is_string() ? std::stoull(std::string(value.as_string()))
                             : value.to_number<std::uint64_t>();
}

std::string noticesOf(const json::object& synced) {
    return json::serialize(synced.at("notices"));
}

void recordTasks(World& world, const std::string& name, const std::string& words, int count) {
    for (int i = 0; i < count; ++i)
        world.tablet(name).newTask(world.family(), words + " " + std::to_string(i));
}

// Yesterday's server: B saw the family name that A wrote since; C saw neither name nor postcode.
void workAfterTheBackup(World& world) {
    recordTasks(world, "a", "A's day", 5);
    recordTasks(world, "b", "B's day", 5);
    world.tablet("a").must("set " + world.caseFile() + R"( {"family_name": "Heronby"})");
    world.tablet("a").must("set " + world.caseFile() + R"( {"postcode": "ZZ1 1AA"})");
    world.tablet("a").must("sync");
    world.tablet("b").must("sync");
}

// The others write into the restored record before the lost day is back.
void workBeforeTheDayIsBack(World& world) {
    recordTasks(world, "c", "C writes meanwhile", 5);
    world.tablet("c").must("set " + world.caseFile() + R"( {"postcode": "ZZ9 9ZZ"})");
    world.tablet("c").must("sync");
    recordTasks(world, "b", "B writes meanwhile", 3);
    // On top of A's word, which B saw and this server does not have yet; it comes after it.
    world.tablet("b").must("set " + world.caseFile() + R"( {"family_name": "Heronby-Marsh"})");
}

TEST(Restored, BringsBackEveryRecordOfYesterdayFromWhicheverTabletHoldsIt) {
    World world;
    Tablet& a = world.enrol("a", world.authority.workerA);
    Tablet& b = world.enrol("b", world.authority.workerB);
    world.enrol("c", world.authority.workerB);
    const fs::path yesterday = world.backup();
    workAfterTheBackup(world);
    const std::size_t lostDay = a.saves.size() + b.saves.size();

    // Tablets are syncing when the server dies, and go on when another takes its place.
    for (int i = 0; i < 5; ++i) {
        a.newTask(world.family(), "Through the restore " + std::to_string(i));
        a.post("sync");
        if (i == 2) {
            world.killServer();
            world.putBack(yesterday);
            world.startServer();
            workBeforeTheDayIsBack(world);
        }
        const auto synced = a.process().readLine();
        ASSERT_TRUE(synced);
    }
    // The author's own tablet is not rolled back by it.
    EXPECT_NE(json::serialize(a.must("list Task " + world.family().hex())).find("A's day 4"),
              std::string::npos);
    const json::object told = b.must("sync");
    EXPECT_NE(noticesOf(told).find("came back from an older state"), std::string::npos);
    world.settle();

    const CentralRecord record = look(world);
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);
    // C could not have seen A's postcode; everything else was written in turn or by one person.
    EXPECT_EQ(record.reviewsOpen, 1U);
    EXPECT_EQ(record.siblings("ZZ1 1AA", protocol::SIBLING_OPEN) +
                  record.siblings("ZZ9 9ZZ", protocol::SIBLING_OPEN),
              1U);
    EXPECT_TRUE(record.reaches("ZZ1 1AA") && record.reaches("ZZ9 9ZZ"));
    EXPECT_EQ(record.entity(base::rootOf(world.family()))
                  .body.as<records::CaseFile>()
                  .value()
                  .family_name(),
              "Heronby-Marsh");
    EXPECT_EQ(record.siblings("Heronby", protocol::SIBLING_OPEN), 0U);
    EXPECT_TRUE(record.reaches("Heronby-Marsh") && record.reaches("Heronby"));

    // The administrator is told, with numbers.
    const json::object status = world.ask({"status"});
    EXPECT_EQ(std::string(status.at("began_anew_because").as_string()), "opened from a backup");
    EXPECT_FALSE(status.at("began_anew").as_string().empty());
    EXPECT_GE(numberIn(status, "edits_missed"), lostDay);
    EXPECT_EQ(numberIn(status, "edits_returned"), numberIn(status, "edits_missed"));
    EXPECT_EQ(numberIn(status, "copies_found"), 0U);
    EXPECT_NE(world.hearthctl({"status"}).out.find("are back from the tablets"), std::string::npos);
    EXPECT_NE(world.serverLog().find("EPOCH_CHANGED"), std::string::npos);
}

TEST(Cloned, LosesNothingOfEitherCloneAndNamesTheClone) {
    World world;
    Tablet& a = world.enrol("a", world.authority.workerA);
    world.enrol("b", world.authority.workerB);
    a.newTask(world.family(), "Before there were two");
    a.must("sync");
    a.stop();
    Tablet& twin = world.clone("a", "twin");

    recordTasks(world, "a", "The first", 3);
    recordTasks(world, "twin", "The second", 3);
    a.must("set " + world.caseFile() + R"( {"family_name": "Firstby"})");
    twin.must("set " + world.caseFile() + R"( {"family_name": "Secondby"})");
    a.must("set " + world.caseFile() + R"( {"phone": "01632 960111"})");
    twin.must("set " + world.caseFile() + R"( {"phone": "01632 960222"})");
    EXPECT_EQ(noticesOf(a.must("sync")), "[]");
    const json::object told = twin.must("sync");
    EXPECT_TRUE(told.at("forked").as_bool());
    EXPECT_NE(noticesOf(told).find("Another copy of this tablet"), std::string::npos);
    // Both go on, each as itself.
    recordTasks(world, "a", "The first goes on", 2);
    recordTasks(world, "twin", "The second goes on", 2);
    world.settle();

    const CentralRecord record = look(world);
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);
    const auto& file = record.entity(base::rootOf(world.family()));
    EXPECT_EQ(file.body.as<records::CaseFile>().value().family_name(), "Firstby");
    EXPECT_EQ(record.siblings("Secondby", protocol::SIBLING_OPEN), 1U);
    EXPECT_EQ(file.body.as<records::CaseFile>().value().phone(), "01632 960222");
    EXPECT_EQ(record.siblings("01632 960111", protocol::SIBLING_LOST), 1U);
    EXPECT_EQ(record.reviewsOpen, 1U) << "one for the name, none for the phone";

    EXPECT_EQ(numberIn(world.ask({"status"}), "copies_found"), 1U);
    const json::object devices = world.ask({"devices"});
    for (const json::value& device : devices.at("devices").as_array()) {
        const bool isTwins = device.at("label").as_string() == "Bag of a";
        EXPECT_EQ(numberIn(device.as_object(), "copies_found"), isTwins ? 1U : 0U);
    }
    EXPECT_NE(world.hearthctl({"devices"}).out.find("a copy of this tablet has written as well"),
              std::string::npos);
    EXPECT_NE(world.serverLog().find("SEQ_FORKED"), std::string::npos);
}

}  // namespace
}  // namespace hearth::e2e
