// A disk that is full, under a real hearthd and under a real tablet: it says so, nothing that was
// acknowledged is lost, nothing is half done, and with space everything goes on by itself.
#include <iostream>

#include <gtest/gtest.h>

#include "tests/e2e/proof.hpp"
#include "tests/e2e/small_disk.hpp"

namespace hearth::e2e {
namespace {

constexpr unsigned kDiskMebibytes = 12;
constexpr std::size_t kLongWords = 20'000;
constexpr int kTriesMax = 60;

// A limit on files answers otherwise than a full disk; to a worker it is the same.
bool isFull(const SmallDisk& disk, const base::Error& error) {
    return error.code() == base::ErrorCode::DiskFull ||
           (!disk.isMounted() && error.code() == base::ErrorCode::Io);
}

std::size_t unverifiedIn(const fs::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        count += entry.path().string().find(".unverified") != std::string::npos ? 1 : 0;
    return count;
}

std::string longWords(int number) {
    return "Number " + std::to_string(number) + " " + std::string(kLongWords, 'w');
}

// Saves and syncs until the server cannot take any more; its answer.
base::Error syncUntilRefused(World& world, Tablet& tablet) {
    for (int i = 0; i < kTriesMax; ++i) {
        tablet.newTask(world.family(), longWords(i));
        const auto synced = tablet.call("sync");
        if (!synced) return synced.error();
    }
    return {};
}

TEST(DiskFull, ServerSaysSoLosesNothingAndGoesOnWhenThereIsSpaceAgain) {
    server::store::Folder around;
    SmallDisk disk(around.path() / "disk", kDiskMebibytes);
    std::cout << "the server's disk: " << disk.kind() << '\n';
    World world(11, disk.folder() / "server");
    Tablet& a = world.enrol("a", world.authority.workerA);
    Tablet& b = world.enrol("b", world.authority.workerB);
    a.newTask(world.family(), "While there was space");
    a.must("sync");
    b.must("sync");
    disk.fill(world.server().pid());
    const base::Error said = syncUntilRefused(world, a);
    EXPECT_EQ(said.code(), base::ErrorCode::Refused);
    EXPECT_NE(said.detail().find("the server needs attention"), std::string::npos) << said.detail();
    EXPECT_EQ(said.detail().find("This tablet is full"), std::string::npos) << "it is not";
    // Work on the tablet goes on meanwhile.
    for (int i = 0; i < 5; ++i)
        a.newTask(world.family(), "While the server had no space " + std::to_string(i));
    EXPECT_FALSE(a.call("sync"));
    EXPECT_GE(a.must("state").at("unsent_edits").to_number<unsigned>(), 6U);
    EXPECT_NE(world.serverLog().find("exchange_failed"), std::string::npos);
    // It still answers, and a backup that does not fit leaves nothing behind.
    EXPECT_TRUE(world.ask({"status"}).at("running").as_bool());
    EXPECT_NE(world.hearthctl({"backup"}).exitCode, 0);
    EXPECT_EQ(unverifiedIn(disk.folder()), 0U);

    // It dies with its disk full. Whether it can begin then or says that it cannot: nothing is
    // lost.
    world.killServer();
    const auto began = world.tryStartServer();
    if (disk.isMounted())
        std::cout << "hearthd begins on a full disk: "
                  << (began ? std::string("yes") : began.error().detail()) << '\n';
    disk.freeUp(began ? world.server().pid() : 0);
    if (!began) world.startServer();
    b.newTask(world.family(), "When there was space again");
    world.settle();
    EXPECT_EQ(world.hearthctl({"backup"}).exitCode, 0);
    const CentralRecord record = look(world);
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);
}

// Saves until the tablet cannot keep any more; its answer.
base::Error saveUntilRefused(World& world, Tablet& tablet) {
    for (int i = 0; i < kTriesMax; ++i) {
        const auto saved = tablet.call("new Task " + world.family().hex() + " " +
                                       json::serialize(json::object{{"wording", longWords(i)}}));
        if (!saved) return saved.error();
    }
    return {};
}

TEST(DiskFull, TabletSaysSoLosesNothingAndGoesOnWhenThereIsSpaceAgain) {
    server::store::Folder around;
    SmallDisk disk(around.path() / "disk", kDiskMebibytes);
    std::cout << "the tablet's disk: " << disk.kind() << '\n';
    World world(12);
    Tablet& a = world.enrol("a", world.authority.workerA, disk.folder() / "a");
    Tablet& b = world.enrol("b", world.authority.workerB);
    a.newTask(world.family(), "While there was space");
    disk.fill(a.process().pid());
    const base::Error said = saveUntilRefused(world, a);
    EXPECT_TRUE(isFull(disk, said)) << said.message();
    const std::size_t savedThen = a.saves.size();
    EXPECT_FALSE(a.call("typing visit/1 words that do not fit " + longWords(1)));
    // What the others write does not fit either: the sync says what is wrong and takes nothing
    // half.
    for (int i = 0; i < 20; ++i)
        b.newTask(world.family(), longWords(100 + i));
    b.must("sync");
    const auto synced = a.call("sync");
    ASSERT_FALSE(synced);
    EXPECT_TRUE(isFull(disk, synced.error())) << synced.error().message();
    if (disk.isMounted()) {
        EXPECT_NE(synced.error().detail().find("This tablet is full"), std::string::npos);
    }
    a.kill();
    disk.freeUp(0);
    a.start();
    a.must("unlock");
    EXPECT_EQ(a.saves.size(), savedThen);
    for (const Save& save : a.saves)
        a.must("show Task " + save.id);
    a.newTask(world.family(), "When there was space again");
    world.settle();
    const CentralRecord record = look(world);
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);
}

}  // namespace
}  // namespace hearth::e2e
