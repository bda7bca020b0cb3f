#include "tests/e2e/proof.hpp"

#include <algorithm>
#include <iostream>
#include <set>

#include <gtest/gtest.h>

#include "schema/records/work.pb.h"
#include "shared/records/schema.hpp"
#include "tests/bench/record_json.hpp"

namespace hearth::e2e {

namespace {

using server::store::LogRow;
using server::store::Store;

void readLog(Store& store, CentralRecord& record) {
    const auto read = store.readLog(1, [&](const LogRow& row) {
        if (!row.idReused) ++record.timesInLog[row.edit.hex()];
        record.logged += row.bytes;
        return true;
    });
    EXPECT_TRUE(read) << read.error().message();
}

CentralRecord readRecord(const World& world) {
    CentralRecord record;
    world.readServer([&](Store& store) {
        readLog(store, record);
        record.entities = store.entitiesIn(world.family()).value();
        record.held = store.held().value();
        record.reviewsOpen = store.counts().value().reviewsOpen;
    });
    for (const records::Entity& entity : record.entities)
        if (entity.key.type == records::typeNumber<records::Task>())
            ++record.tasksOf[entity.body.as<records::Task>().value().wording()];
    return record;
}

// What a tablet shows of the family: everything but what is its own business.
json::object shownOn(Tablet& tablet, const World& world) {
    json::object shown;
    for (const records::TypeInfo& type : records::allTypes()) {
        json::object listed = tablet.must("list " + type.name + " " + world.family().hex());
        for (const json::value& entity : listed.at("entities").as_array())
            shown[type.name + " " + std::string(entity.at("id").as_string())] = entity;
    }
    return shown;
}

// The same out of the central record.
void expectAsCentral(const json::object& shown, const CentralRecord& record,
                     const std::string& name) {
    std::size_t central = 0;
    for (const records::Entity& entity : record.entities) {
        const records::TypeInfo* type = records::findType(entity.key.type);
        if (entity.retired || type == nullptr) continue;
        ++central;
        const auto* held = shown.if_contains(type->name + " " + entity.key.id.hex());
        if (held == nullptr) {
            ADD_FAILURE() << name << " does not show " << type->name << " " << entity.key.id.hex();
            continue;
        }
        EXPECT_EQ(held->at("record"), bench::toJson(entity.key.type, entity.body)) << name;
        EXPECT_EQ(held->at("base_rev").to_number<records::Rev>(), entity.rev) << name;
        EXPECT_EQ(held->at("siblings").as_array().size(), entity.siblings.size()) << name;
        EXPECT_FALSE(held->at("pending").as_bool()) << name;
    }
    EXPECT_EQ(shown.size(), central) << name << " shows what the central record does not have";
}

}  // namespace

bool CentralRecord::reaches(const std::string& words) const {
    const auto holds = [&](const records::Entity& entity) {
        return entity.body.encode().find(words) != std::string::npos ||
               std::any_of(entity.siblings.begin(), entity.siblings.end(), [&](const auto& one) {
                   return one.value.find(words) != std::string::npos;
               });
    };
    return std::any_of(entities.begin(), entities.end(), holds) ||
           logged.find(words) != std::string::npos;
}

const records::Entity& CentralRecord::entity(const base::EntityId& id) const {
    const auto found = std::find_if(entities.begin(), entities.end(),
                                    [&](const auto& entity) { return entity.key.id == id; });
    INVARIANT(found != entities.end());
    return *found;
}

std::size_t CentralRecord::siblings(const std::string& words, protocol::SiblingState state) const {
    std::size_t count = 0;
    for (const records::Entity& entity : entities)
        for (const records::Sibling& sibling : entity.siblings)
            count +=
                sibling.state == state && sibling.value.find(words) != std::string::npos ? 1 : 0;
    return count;
}

CentralRecord look(World& world) {
    const bool ran = world.serverRuns();
    if (ran) world.stopServer();
    CentralRecord record = readRecord(world);
    if (ran) world.startServer();
    return record;
}

std::size_t expectNothingLost(World& world, const CentralRecord& record) {
    std::set<std::string> ids;
    for (const records::Entity& entity : record.entities)
        ids.insert(entity.key.id.hex());
    std::set<std::string> acknowledged;
    std::size_t lost = 0;
    for (const std::string& name : world.names()) {
        for (const Save& save : world.tablet(name).saves) {
            if (!acknowledged.insert(save.edit).second) continue;  // a clone's memory
            const auto times = record.timesInLog.find(save.edit);
            const bool there = times != record.timesInLog.end();
            lost += there && (save.id.empty() || ids.count(save.id) != 0) ? 0 : 1;
            EXPECT_TRUE(there) << "edit " << save.edit << " of " << name << " is lost";
            EXPECT_LE(there ? times->second : 0, 1U) << "edit " << save.edit << " of " << name;
            if (save.wording.empty()) continue;
            const auto tasks = record.tasksOf.find(save.wording);
            EXPECT_TRUE(tasks != record.tasksOf.end() && tasks->second == 1U) << save.wording;
        }
    }
    std::cout << "acknowledged saves: " << acknowledged.size() << ", lost: " << lost << '\n';
    EXPECT_FALSE(acknowledged.empty());
    return lost;
}

void expectRecordVerifies(World& world) {
    const Finished verified = world.hearthctl({"verify", "--replay"});
    EXPECT_EQ(verified.exitCode, 0) << verified.err;
}

void expectAllAgree(World& world, const CentralRecord& record) {
    for (const std::string& name : world.names()) {
        Tablet& tablet = world.tablet(name);
        if (!tablet.running()) continue;
        expectAsCentral(shownOn(tablet, world), record, name);
        const auto sound = tablet.call("check");
        EXPECT_TRUE(sound) << name << ": " << sound.error().message();
        EXPECT_TRUE(tablet.must("outbox").at("edits").as_array().empty()) << name;
    }
}

}  // namespace hearth::e2e
