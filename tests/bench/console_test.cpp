// The headless tablet's lines and its JSON.
#include <sstream>

#include <gtest/gtest.h>

#include "schema/records/visit.pb.h"
#include "tests/bench/options.hpp"
#include "tests/bench/tablet_console.hpp"

namespace hearth::bench {
namespace {

using base::ErrorCode;

const records::TypeInfo& visitType() {
    return *typeNamed("Visit").value();
}

TEST(BenchWords, TakesAnObjectFromTheMiddleOfALine) {
    Words words("  resolve  {\"a\": \"} {\", \"b\": [1]} abc  because of it ");
    EXPECT_EQ(words.next(), "resolve");
    const auto object = words.object();
    ASSERT_TRUE(object);
    EXPECT_EQ(object->at("a").as_string(), "} {");
    EXPECT_EQ(words.next(), "abc");
    EXPECT_EQ(words.rest(), "because of it ");
    EXPECT_EQ(words.next(), "");
}

TEST(BenchWords, RefusesWhatIsNoObject) {
    for (const char* bad : {"", "{", "[1]", "word", "{\"a\":}"})
        EXPECT_EQ(Words(bad).object().error().code(), ErrorCode::InvalidArgument) << bad;
}

TEST(BenchRecords, ChangeTheFieldsThatAreNamedAndNoOthers) {
    records::Visit visit;
    visit.set_analysis("stays");
    visit.set_concerns("goes");
    visit.set_kind(records::HOME_VISIT);
    base::Bytes encoded = visit.SerializeAsString();
    // Field 900, length-delimited: what a newer program wrote.
    const base::Bytes unknown("\xa2\x38\x03new", 6);
    const auto body = records::Body::parse(encoded + unknown);
    ASSERT_TRUE(body);
    const auto given = json::parse("{\"concerns\": \"\", \"kind\": \"NO_ACCESS\"}").as_object();
    const auto changed = recordWith(visitType(), *body, given);
    ASSERT_TRUE(changed) << changed.error().message();
    const auto& now = dynamic_cast<const records::Visit&>(**changed);
    EXPECT_EQ(now.analysis(), "stays");
    EXPECT_EQ(now.concerns(), "");
    EXPECT_EQ(now.kind(), records::NO_ACCESS);
    EXPECT_NE(now.SerializeAsString().find("new"), std::string::npos);
}

TEST(BenchRecords, SayWhatIsWrongWithTheJson) {
    const auto misspelt = json::parse("{\"analisis\": \"x\"}").as_object();
    EXPECT_EQ(recordFrom(visitType(), misspelt).error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(recordWith(visitType(), {}, misspelt).error().code(), ErrorCode::InvalidArgument);
    EXPECT_EQ(typeNamed("Visits").error().code(), ErrorCode::InvalidArgument);
}

TEST(BenchRecords, ComeBackAsTheyWereGiven) {
    const auto given = json::parse("{\"analysis\": \"warm\", \"people_present\": [\"Mother\"]}");
    const auto record = recordFrom(visitType(), given.as_object());
    ASSERT_TRUE(record);
    EXPECT_EQ(toJson(visitType().number, records::Body::of(**record)), given.as_object());
}

TEST(BenchConsole, AnswersEachLineWithOneLineAndLockedOnesWithAnError) {
    std::istringstream in("state\nnonsense\nnew Visit\nexit\nstate\n");
    std::ostringstream out;
    TabletConsole({"nowhere", "nowhere-key", "nowhere-phrase"}).run(in, out);
    std::istringstream lines(out.str());
    std::string line;
    unsigned count = 0;
    while (std::getline(lines, line)) {
        const json::object answer = json::parse(line).as_object();
        EXPECT_FALSE(answer.at("ok").as_bool());
        EXPECT_FALSE(answer.at("error").as_string().empty());
        ++count;
    }
    EXPECT_EQ(count, 3U);
}

TEST(BenchConsole, AWrongClockIsWrongOnTheWallAndNowhereElse) {
    const ErringClock wrong(base::hours(72));
    const base::SystemClock right;
    EXPECT_GT(wrong.wallNow(), right.wallNow() + base::hours(71));
    EXPECT_LT(wrong.wallNow(), right.wallNow() + base::hours(73));
    EXPECT_LT((wrong.bootNow() - right.bootNow()).count, base::hours(1).count);
}

TEST(BenchOptions, AreNameAndValueAndNothingElse) {
    const auto good = Options::parse({"--dir", "d", "--n", "12"}, {"dir", "n"});
    ASSERT_TRUE(good);
    EXPECT_EQ(good->text("dir").value(), "d");
    EXPECT_EQ(good->number("n", 1).value(), 12U);
    EXPECT_EQ(good->number("m", 7).value(), 7U);
    EXPECT_FALSE(good->text("m").has_value());
    EXPECT_FALSE(Options::parse({"--other", "d"}, {"dir"}).has_value());
    EXPECT_FALSE(Options::parse({"--dir"}, {"dir"}).has_value());
    EXPECT_FALSE(Options::parse({"dir", "d"}, {"dir"}).has_value());
    for (const char* bad : {"0", "-1", "1x", ""})
        EXPECT_FALSE(Options::parse({"--n", bad}, {"n"})->number("n", 1).has_value()) << bad;
}

TEST(BenchOptions, ReadAnAddress) {
    EXPECT_EQ(parseAddress("localhost:8444")->host, "localhost");
    EXPECT_EQ(parseAddress("::1:8444")->port, 8444);
    for (const char* bad : {"", "localhost", ":8444", "localhost:", "localhost:0", "h:99999"})
        EXPECT_FALSE(parseAddress(bad).has_value()) << bad;
}

}  // namespace
}  // namespace hearth::bench
