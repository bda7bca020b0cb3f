#include "server/api/admin.hpp"

#include <fstream>
#include <set>

#include "tests/server/auth/kit.hpp"

namespace hearth::server::api {

namespace fs = std::filesystem;

namespace {

class Admin : public auth::AuthTest {
protected:
    AdminEnvironment environment() {
        return {keys.rootDer, "Made-up Borough", 8444,
                clock.now,    clock.now,         {folder.path() / "backups", 3},
                random};
    }
    base::Result<protocol::AdminReply> ask(const protocol::AdminRequest& request) {
        return inGroup([&] { return answerAdmin(*store, environment(), request); });
    }
    base::Result<MadeBackup> backup() {
        return inGroup([&] { return makeBackup(*store, environment().backups); });
    }
    std::set<std::string> backupNames() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder.path() / "backups"))
            names.insert(entry.path().filename().string());
        return names;
    }
};

}  // namespace

TEST_F(Admin, StatusCountsWhatTheRecordHolds) {
    protocol::AdminRequest request;
    request.mutable_status();
    const auto reply = ask(request);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status().authority(), "Made-up Borough");
    EXPECT_FALSE(reply->status().running());
    EXPECT_EQ(reply->status().head_rev(), 1U);
    EXPECT_EQ(reply->status().durable_rev(), 0U);
    EXPECT_FALSE(reply->status().version().empty());
}

TEST_F(Admin, MakesACodeForAWorkerByName) {
    protocol::AdminRequest request;
    request.mutable_code()->set_worker_name("Made-up Worker");
    request.mutable_code()->set_label("Bag");
    const auto reply = ask(request);
    ASSERT_TRUE(reply) << reply.error().message();
    EXPECT_EQ(reply->code().worker_id(), worker.hex());
    EXPECT_EQ(reply->code().code().size(), 39U);
    EXPECT_EQ(reply->code().enrol_port(), 8444U);
    EXPECT_EQ(reply->code().expires(), base::toIsoUtc(clock.now + base::minutes(10)));
}

TEST_F(Admin, AsksWhichOfTwoWorkersOfOneNameIsMeant) {
    addWorker("Made-up Worker");
    const auto found = findWorker(*store, "", "Made-up Worker");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code(), base::ErrorCode::InvalidArgument);
    EXPECT_EQ(findWorker(*store, "", "Nobody").error().code(), base::ErrorCode::NotFound);
    EXPECT_EQ(findWorker(*store, "xyz", "").error().code(), base::ErrorCode::InvalidArgument);
}

TEST_F(Admin, RevokesADeviceAndSaysWhenItWasRevokedBefore) {
    store::DeviceRow row;
    row.device.octets[0] = 7;
    row.worker = worker;
    row.label = "Bag";
    inGroup([&] { return store->putDevice(row).has_value(); });
    protocol::AdminRequest request;
    request.mutable_revoke()->set_device_id(row.device.hex());
    EXPECT_FALSE(ask(request)->revoked().already());
    EXPECT_TRUE(ask(request)->revoked().already());
    EXPECT_TRUE(store->device(row.device).value()->revoked);
    request.mutable_revoke()->set_device_id(std::string(32, 'f'));
    EXPECT_EQ(ask(request).error().code(), base::ErrorCode::NotFound);
}

TEST_F(Admin, ListsDevicesWorkersAndHeldEdits) {
    protocol::AdminRequest devices;
    devices.mutable_devices();
    EXPECT_EQ(ask(devices)->devices().devices_size(), 0);
    protocol::AdminRequest workers;
    workers.mutable_workers();
    ASSERT_EQ(ask(workers)->workers().workers_size(), 1);
    EXPECT_EQ(ask(workers)->workers().workers(0).name(), "Made-up Worker");
    protocol::AdminRequest held;
    held.mutable_held();
    EXPECT_TRUE(ask(held)->has_held());
}

TEST_F(Admin, SaysThatTheRecordBeganAnewAndWhatIsMissing) {
    protocol::AdminRequest request;
    request.mutable_status();
    EXPECT_EQ(ask(request)->status().began_anew(), "");
    base::EditId gone;
    gone.octets.fill(9);
    inGroup([&] {
        return store->historyForked().has_value() && store->editsMissed({}, {gone}).has_value();
    });
    const auto status = ask(request)->status();
    EXPECT_EQ(status.began_anew(), base::toIsoUtc(clock.now));
    EXPECT_EQ(status.began_anew_because(), "a tablet knew more than this server");
    EXPECT_EQ(status.began_anew_rev(), 2U);
    EXPECT_EQ(status.edits_missed(), 1U);
    EXPECT_EQ(status.edits_returned(), 0U);
}

TEST_F(Admin, NamesTheTabletThatExistsTwice) {
    store::DeviceRow row;
    row.device.octets[0] = 7;
    row.worker = worker;
    row.label = "Bag";
    store::DeviceRow other = row;
    other.device.octets[0] = 8;
    base::Incarnation incarnation;
    incarnation.octets.fill(3);
    inGroup([&] {
        return store->putDevice(row).has_value() && store->putDevice(other).has_value() &&
               store->tabletForked({row.device, worker, {}}, incarnation).has_value();
    });
    protocol::AdminRequest request;
    request.mutable_devices();
    const auto list = ask(request)->devices();
    ASSERT_EQ(list.devices_size(), 2);
    for (const auto& device : list.devices()) {
        const bool twice = device.device_id() == row.device.hex();
        EXPECT_EQ(device.copies_found(), twice ? 1U : 0U);
        EXPECT_EQ(device.copy_found(), twice ? base::toIsoUtc(clock.now) : "");
    }
    request.mutable_status();
    EXPECT_EQ(ask(request)->status().copies_found(), 1U);
}

TEST_F(Admin, ProvesTheChainAndTheState) {
    protocol::AdminRequest request;
    request.mutable_verify()->set_replay(true);
    const auto reply = ask(request);
    ASSERT_TRUE(reply) << reply.error().message();
    EXPECT_EQ(reply->verified().head_rev(), 1U);
}

TEST_F(Admin, KnowsNoOtherCommands) {
    EXPECT_EQ(ask({}).error().code(), base::ErrorCode::UnsupportedVersion);
}

TEST_F(Admin, BackupCoversTheHeadAndMovesTheDurableRevision) {
    const auto made = backup();
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_TRUE(fs::exists(made->file));
    EXPECT_EQ(made->rev, 1U);
    EXPECT_EQ(store->head()->durableRev, 1U);
}

TEST_F(Admin, BackupIsNotRepeatedWhileNothingChanged) {
    const auto first = backup();
    clock.turn(base::minutes(15));
    const auto second = backup();
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->unchanged);
    EXPECT_EQ(second->file, first->file);
    EXPECT_EQ(backupNames().size(), 1U);
}

TEST_F(Admin, BackupTakesAwayWhatAnUnfinishedOneLeft) {
    const auto first = backup();
    const fs::path left = first->file.string() + ".unverified";
    std::ofstream(left) << "half a copy";
    std::ofstream(left.string() + "-wal") << "and its log";
    clock.turn(base::minutes(15));
    addWorker("Another Worker");
    const auto second = backup();
    ASSERT_TRUE(second);
    EXPECT_EQ(backupNames(), (std::set<std::string>{first->file.filename().string(),
                                                    second->file.filename().string()}));
}

TEST_F(Admin, BackupIsMadeAgainWhenItsFileWentAway) {
    fs::remove(backup()->file);
    clock.turn(base::minutes(15));
    const auto again = backup();
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->unchanged);
    EXPECT_TRUE(fs::exists(again->file));
}

TEST_F(Admin, BackupsKeepTheNewestThree) {
    std::vector<std::string> made;
    for (int i = 0; i < 5; ++i) {
        addWorker("Worker " + std::to_string(i));
        clock.turn(base::minutes(15));
        made.push_back(backup()->file.filename().string());
    }
    EXPECT_EQ(backupNames(), (std::set<std::string>{made[2], made[3], made[4]}));
}

TEST_F(Admin, BackupThatFailsLeavesTheOthersAndTheRevisionAlone) {
    const auto good = backup();
    addWorker("One more");
    AdminEnvironment broken = environment();
    // A file where the folder should be: nothing can be written there, not even by root.
    broken.backups.folder = good->file / "below";
    const auto failed = inGroup([&] { return makeBackup(*store, broken.backups); });
    EXPECT_FALSE(failed);
    EXPECT_TRUE(fs::exists(good->file));
    EXPECT_EQ(store->head()->durableRev, 1U);
}

}  // namespace hearth::server::api
