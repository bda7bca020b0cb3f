// Three of the six things that other sync engines lose something by, with real processes: a case
// that is taken away, a clock that is wrong, two people in one field.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "tests/bench/record_json.hpp"
#include "tests/e2e/proof.hpp"

namespace hearth::e2e {
namespace {

constexpr std::int64_t kHourMillis = base::hours(1).count;
constexpr unsigned kThreeDays = 72;

template <class Record>
std::string asJson(const Record& record) {
    return json::serialize(bench::toJson(records::typeNumber<Record>(), records::Body::of(record)));
}

// Two moments that the clocks of both sides tell apart.
void aMomentLater() {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

void handOver(World& world, const std::string& manager) {
    const auto& people = world.authority;
    const std::int64_t today = base::toDayNumber(base::ukDateOf(base::SystemClock().wallNow()));
    records::Involvement next = people.involvement(people.workerB, records::ALLOCATED);
    Tablet& tablet = world.tablet(manager);
    tablet.must("new Involvement " + people.family.hex() + " " + asJson(next));
    tablet.must("set Involvement " + people.involvementA.hex() + " {\"end_day\": \"" +
                std::to_string(today) + "\"}");
    tablet.must("sync");
}

void expectTheCaseHasLeft(World& world, Tablet& tablet) {
    EXPECT_TRUE(tablet.must("caseload").at("cases").as_array().empty());
    EXPECT_TRUE(tablet.must("list Task " + world.family().hex()).at("entities").as_array().empty());
    EXPECT_TRUE(tablet.must("search handover").at("hits").as_array().empty());
    const json::object left = tablet.must("departures").at("departures").at(0).as_object();
    EXPECT_EQ(left.at("held").to_number<unsigned>(), 5U);
    EXPECT_EQ(tablet.must("state").at("held_edits").to_number<unsigned>(), 5U);
    const auto sound = tablet.call("check");
    EXPECT_TRUE(sound) << sound.error().message();
}

TEST(Revoked, HoldsFiveUnsentRecordsWithAnOwnerAndThenTheCaseLeavesTheTablet) {
    World world;
    Tablet& a = world.enrol("a", world.authority.workerA);
    Tablet& b = world.enrol("b", world.authority.workerB);
    world.enrol("m", world.authority.manager);
    a.newTask(world.family(), "Recorded before the handover 0");
    a.newTask(world.family(), "Recorded before the handover 1");
    aMomentLater();
    handOver(world, "m");
    aMomentLater();
    for (int i = 0; i < 5; ++i)
        a.newTask(world.family(), "Recorded after the handover " + std::to_string(i));
    const json::object told = a.must("sync");
    EXPECT_EQ(told.at("held").to_number<unsigned>(), 5U);
    EXPECT_EQ(told.at("scopes_left").to_number<unsigned>(), 1U) << "the worker is told";
    EXPECT_NE(json::serialize(told.at("notices")).find("1 case left this tablet"),
              std::string::npos);
    expectTheCaseHasLeft(world, a);

    // Five of five are at the server, with the person who has the case now.
    const json::object held = world.ask({"held"});
    ASSERT_EQ(held.at("edits").as_array().size(), 5U);
    for (const json::value& edit : held.at("edits").as_array()) {
        EXPECT_EQ(edit.at("owner_id").as_string(), world.authority.workerB.hex());
        EXPECT_EQ(edit.at("reason").as_string(), "HELD_NOT_YOUR_CASE");
    }
    world.settle();
    const CentralRecord record = look(world);
    for (const Save& save : a.saves) {
        EXPECT_EQ(record.timesInLog.count(save.edit), 1U) << "five of five, and the two before";
        EXPECT_TRUE(record.reaches(save.wording)) << save.wording;
    }
    expectRecordVerifies(world);
    // What was recorded in time counts, is marked, and the new owner is asked to read it.
    for (int i = 0; i < 2; ++i) {
        const json::object shown = b.must("show Task " + a.saves.at(i).id);
        EXPECT_TRUE(shown.at("created").at("after_handover").as_bool());
    }
    EXPECT_EQ(record.reviewsOpen, 2U);
    EXPECT_EQ(b.must("state").at("open_reviews").to_number<unsigned>(), 2U);
}

// The stamp of a record as a tablet shows it, in whole hours: how far the claim is from the
// receipt.
std::int64_t hoursWrong(const json::value& stamp) {
    const auto millis = stamp.at("claimed").to_number<std::int64_t>() -
                        stamp.at("received").to_number<std::int64_t>();
    return (millis + kHourMillis / 2) / kHourMillis;
}

TEST(WrongClock, LetsCausalityDecideAndShowsByHowMuchTheClockWasWrong) {
    World world;
    world.enrol("fast", world.authority.workerA);
    Tablet& right = world.enrol("right", world.authority.workerB);
    Tablet& fast = world.withClockFast("fast", kThreeDays);
    fast.must("sync");
    EXPECT_NEAR(fast.must("state").at("clock_skew_millis").to_number<double>(),
                static_cast<double>(kThreeDays * kHourMillis), 60'000.0);

    // Seen: the later word stands, however far ahead the clock of the earlier one was.
    fast.must("set " + world.caseFile() + R"( {"phone": "01632 960300", "family_name": "Fastby"})");
    fast.must("sync");
    right.must("sync");
    right.must("set " + world.caseFile() +
               R"( {"phone": "01632 960301", "family_name": "Rightby"})");
    // Not seen: the later effective time wins; both orders of arrival.
    fast.must("set " + world.caseFile() + R"( {"access_note": "Fast and earlier"})");
    const Save task = right.newTask(world.family(), "As it was");
    aMomentLater();
    right.must("set " + world.caseFile() + R"( {"access_note": "Right and later"})");
    right.must("sync");
    fast.must("sync");
    right.must("set Task " + task.id + R"( {"wording": "Right and earlier"})");
    aMomentLater();
    fast.must("set Task " + task.id + R"( {"wording": "Fast and later"})");
    right.must("sync");
    fast.must("sync");
    // Once the clock is put right, work goes on and goes out.
    fast.stop();
    Tablet& mended = world.withClockFast("fast", 0);
    const Save after = mended.newTask(world.family(), "The clock is right again");
    world.settle();

    CentralRecord record = look(world);
    const auto file = record.entity(base::rootOf(world.family())).body.as<records::CaseFile>();
    EXPECT_EQ(file.value().phone(), "01632 960301");
    EXPECT_EQ(file.value().family_name(), "Rightby");
    EXPECT_EQ(file.value().access_note(), "Right and later");
    EXPECT_EQ(record.siblings("Fast and earlier", protocol::SIBLING_LOST), 1U);
    EXPECT_EQ(record.tasksOf["Fast and later"], 1U);
    EXPECT_EQ(record.siblings("Right and earlier", protocol::SIBLING_LOST), 1U);
    EXPECT_EQ(record.siblings("01632 960300", protocol::SIBLING_LOST), 0U) << "it was seen";
    EXPECT_EQ(record.reviewsOpen, 0U);
    right.saves.erase(right.saves.begin(), right.saves.end() - 1);  // its wording changed since
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);

    // The loser and by how much its clock was wrong are on everybody's tablet.
    const json::object shown = right.must("show " + world.caseFile());
    ASSERT_EQ(shown.at("siblings").as_array().size(), 1U);
    EXPECT_EQ(hoursWrong(shown.at("siblings").at(0).at("stamp")), kThreeDays);
    EXPECT_EQ(hoursWrong(right.must("show Task " + after.id).at("created")), 0);
}

// Both tablets hold it; nobody has answered anything yet.
std::string observationOn(World& world, const std::string& name) {
    records::Visit visit;
    visit.set_kind(records::HOME_VISIT);
    visit.set_worker_id(world.authority.workerA.bytes());
    const std::string scope = world.family().hex();
    const json::object made = world.tablet(name).must("new Visit " + scope + " " + asJson(visit));
    records::Observation observation;
    observation.set_visit_id(
        base::EntityId::fromHex(std::string(made.at("id").as_string())).value().bytes());
    observation.set_child_id(world.authority.newId().bytes());
    const json::object child =
        world.tablet(name).must("new Observation " + scope + " " + asJson(observation));
    return "Observation " + std::string(child.at("id").as_string());
}

constexpr const char* kAlone = R"( {"seen": "YES", "seen_alone": "YES", "spoken_alone": "YES"})";
constexpr const char* kNotAlone = R"( {"seen": "YES", "seen_alone": "NO", "spoken_alone": "NO",)"
                                  R"( "not_alone_reason": "CHILD_REFUSED"})";

TEST(SameField, KeepsBothAnswersAndAsksANamedPerson) {
    World world;
    Tablet& a = world.enrol("a", world.authority.workerA);
    Tablet& b = world.enrol("b", world.authority.workerB);
    const std::string asked = observationOn(world, "a");
    const std::string inTurn = observationOn(world, "a");
    a.must("sync");
    b.must("sync");
    a.must("set " + asked + kAlone);
    b.must("set " + asked + kNotAlone);
    // The same answer twice is no question; nor is one that was given in view of the other.
    a.must("set " + asked + R"( {"awake": "YES"})");
    b.must("set " + asked + R"( {"awake": "YES"})");
    a.must("set " + inTurn + kAlone);
    a.must("sync");
    b.must("sync");
    b.must("set " + inTurn + kNotAlone);
    world.settle();

    const CentralRecord record = look(world);
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);
    EXPECT_EQ(record.reviewsOpen, 1U);
    for (Tablet* tablet : {&a, &b}) {
        const json::object shown = tablet->must("show " + asked);
        EXPECT_EQ(shown.at("record").at("seen_alone").as_string(), "YES") << "the first stays";
        ASSERT_EQ(shown.at("siblings").as_array().size(), 1U);
        const json::value& other = shown.at("siblings").at(0);
        EXPECT_EQ(other.at("state").as_string(), "SIBLING_OPEN");
        EXPECT_EQ(other.at("record").at("seen_alone").as_string(), "NO");
        EXPECT_EQ(other.at("record").at("not_alone_reason").as_string(), "CHILD_REFUSED");
        EXPECT_TRUE(tablet->must("show " + inTurn).at("siblings").as_array().empty());
        EXPECT_EQ(tablet->must("state").at("open_reviews").to_number<unsigned>(), 1U);
    }
    // A named person: whoever has the case.
    for (const records::Entity& entity : record.entities) {
        if (entity.key.type != records::typeNumber<records::ReviewItem>()) continue;
        const auto item = entity.body.as<records::ReviewItem>().value();
        EXPECT_EQ(item.owner_id(), world.authority.workerA.view());
        EXPECT_EQ(item.cause(), records::CONCURRENT_VALUES);
        EXPECT_EQ(item.state(), records::REVIEW_OPEN);
    }
}

}  // namespace
}  // namespace hearth::e2e
