// init and seed on a real folder, and questions to a server that runs or does not.
#include "server/ctl/make.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "server/ctl/admin_client.hpp"
#include "server/ctl/commands.hpp"
#include "server/ctl/print.hpp"
#include "tests/server/net/rig.hpp"

namespace hearth::server::ctl {

namespace fs = std::filesystem;

namespace {

constexpr synthetic::Size kSmall{2, 8, 6, 1};

class Made : public ::testing::Test {
protected:
    Made() : folder(net::freshFolder()) {
        EXPECT_TRUE(crypto::initialise());
        order.folder = folder;
        order.config.authority = "Made-up Borough";
        order.config.listenAddress = "127.0.0.1";
        order.config.syncPort = 18'443;
        order.authority = {"Made-up Borough", {"localhost"}};
    }
    ~Made() override {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    base::Result<protocol::AdminSeeded> seedSmall(std::uint64_t number) {
        auto site = Site::at(folder).value();
        const auto store = site.openStore().value();
        synthetic::AuthorityInput input;
        input.seed = number;
        input.now = base::SystemClock().wallNow();
        input.size = kSmall;
        std::uint64_t told = 0;
        auto seeded = seed(*store, input, [&told](std::uint64_t edits) { told = edits; });
        if (seeded) {
            EXPECT_EQ(told, seeded->edits());
        }
        return seeded;
    }
    static base::Status run(const char* command, std::vector<std::string> typed) {
        const Command* found = findCommand(command);
        return found->run(Arguments::parse(found->rule, typed).value());
    }

    fs::path folder;
    InitOrder order;
};

}  // namespace

TEST_F(Made, AFolderHasKeysAStoreAndSettingsThatHearthdReads) {
    const auto made = init(order);
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_EQ(made->sync_port(), 18'443U);
    EXPECT_TRUE(fs::exists(made->root_key_file()));
    const auto config = net::readConfig(made->config_file());
    ASSERT_TRUE(config) << config.error().message();
    EXPECT_EQ(config->authority, "Made-up Borough");
    EXPECT_EQ(config->syncPort, 18'443U);
    EXPECT_TRUE(fs::exists(config->storeFile()));
    EXPECT_TRUE(auth::loadAuthority(config->dataDirectory));
}

TEST_F(Made, ASecondInitIsRefusedAndChangesNothing) {
    ASSERT_TRUE(init(order));
    const auto before = auth::loadAuthority(folder).value();
    const auto again = init(order);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::AlreadyExists);
    EXPECT_EQ(auth::loadAuthority(folder)->rootDer, before.rootDer);
}

TEST_F(Made, InitRefusesAFolderWithAStoreEvenWithoutSettings) {
    fs::create_directories(folder);
    std::ofstream(folder / "central.db") << "somebody's";
    EXPECT_EQ(init(order).error().code(), base::ErrorCode::AlreadyExists);
    EXPECT_EQ(fs::file_size(folder / "central.db"), 10U);
}

TEST_F(Made, ARefusedInitLeavesNothingInTheWayOfTheNext) {
    order.authority.hostNames = {std::string(5000, 'x')};
    ASSERT_FALSE(init(order));
    order.authority.hostNames = {"localhost"};
    EXPECT_TRUE(init(order));
}

TEST_F(Made, SeedFillsAnEmptyRecordWithNothingHeld) {
    ASSERT_TRUE(init(order));
    const auto seeded = seedSmall(7);
    ASSERT_TRUE(seeded) << seeded.error().message();
    EXPECT_EQ(seeded->families(), kSmall.families);
    EXPECT_EQ(seeded->held(), 0U);
    EXPECT_FALSE(seeded->demo_worker_name().empty());
    auto site = Site::at(folder).value();
    const auto store = site.openStore().value();
    EXPECT_EQ(store->entitiesOf(records::typeNumber<records::CaseFile>())->size(), kSmall.families);
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(Made, SeedRefusesARecordThatIsInUse) {
    ASSERT_TRUE(init(order));
    const std::uint64_t edits = seedSmall(7)->edits();
    const auto again = seedSmall(8);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), base::ErrorCode::AlreadyExists);
    auto site = Site::at(folder).value();
    EXPECT_EQ(site.openStore().value()->head()->rev, edits);
}

TEST_F(Made, QuestionsAreAnsweredByTheStoreWhenNoHearthdRuns) {
    ASSERT_TRUE(init(order));
    auto site = Site::at(folder).value();
    protocol::AdminRequest request;
    request.mutable_status();
    const auto reply = site.ask(request);
    ASSERT_TRUE(reply) << reply.error().message();
    EXPECT_FALSE(reply->status().running());
    EXPECT_EQ(reply->status().sync_port(), 18'443U);
    request.mutable_backup();
    EXPECT_TRUE(site.ask(request)->has_backup());
}

TEST_F(Made, CommandsSayWhatIsMissing) {
    ASSERT_TRUE(init(order));
    const std::string dir = folder.string();
    EXPECT_EQ(run("init", {"--dir", dir}).error().detail(), "--authority is missing");
    EXPECT_EQ(run("init", {"--authority", "A", "--sync-port", "x"}).error().detail(),
              "--sync-port must be a whole number from 0 to 65535");
    EXPECT_EQ(run("enrol-code", {"--dir", dir, "--worker", "ab"}).error().detail(),
              "--label is missing");
    EXPECT_EQ(run("enrol-code", {"--dir", dir, "--label", "Bag"}).error().detail(),
              "say who: either --worker or --worker-name");
    EXPECT_EQ(run("seed", {"--dir", dir, "--today", "24/11/2026"}).error().detail(),
              "--today must be a date as 2026-11-24");
    EXPECT_EQ(run("status", {"--dir", dir + "/nothing"}).error().code(), base::ErrorCode::NotFound);
    EXPECT_EQ(run("revoke", {"--dir", dir, std::string(32, '0')}).error().code(),
              base::ErrorCode::NotFound);
}

TEST(RunningServer, AnswersInPlaceOfTheStoreThatItHolds) {
    net::Rig rig;
    auto site = Site::at(rig.folder()).value();
    EXPECT_EQ(site.openStore().error().code(), base::ErrorCode::Busy);
    protocol::AdminRequest request;
    request.mutable_status();
    const auto reply = site.ask(request);
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->status().running());
}

TEST(RunningServer, IsNotSeeded) {
    net::Rig rig;
    const Command* seeding = findCommand("seed");
    const std::vector<std::string> typed{"--dir", rig.folder().string()};
    const auto refused = seeding->run(Arguments::parse(seeding->rule, typed).value());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail(), "hearthd runs on this record; stop it first");
}

TEST(PrintedJson, HasTheFieldNamesOfTheFormat) {
    protocol::AdminSeeded seeded;
    seeded.set_demo_worker("ab");
    const std::string json = toJson(seeded);
    EXPECT_NE(json.find("\"demo_worker\": \"ab\""), std::string::npos);
    EXPECT_NE(json.find("\"families\": 0"), std::string::npos);
}

}  // namespace hearth::server::ctl
