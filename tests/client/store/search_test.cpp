// Search through every word on the tablet.
#include <gtest/gtest.h>

#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

std::vector<records::EntityKey> found(Tablet& tablet, const std::string& words) {
    std::vector<records::EntityKey> keys;
    const auto hits = tablet->search(words, 10).value();
    for (const store::SearchHit& hit : hits)
        keys.push_back(hit.key);
    return keys;
}

using Keys = std::vector<records::EntityKey>;

TEST(TabletSearch, FindsByTheBeginningOfAWordWhateverItsCaseOrAccents) {
    Tablet tablet(1);
    const auto visit = tablet.create(kFamily, visitSaying("Grandmother Zoë was there"));
    EXPECT_EQ(found(tablet, "grandm"), Keys{visit});
    EXPECT_EQ(found(tablet, "ZOE"), Keys{visit});
    EXPECT_EQ(found(tablet, "grandm zoe"), Keys{visit});
    EXPECT_TRUE(found(tablet, "mother").empty());
}

TEST(TabletSearch, WantsEveryWord) {
    Tablet tablet(1);
    tablet.create(kFamily, visitSaying("whale book"));
    const auto both = tablet.create(kFamily, visitSaying("whale and lantern"));
    EXPECT_EQ(found(tablet, "whale lantern"), Keys{both});
}

TEST(TabletSearch, MarksTheMatchInItsSnippet) {
    Tablet tablet(1);
    tablet.create(kFamily, visitSaying("the whale book"));
    EXPECT_EQ(tablet->search("whale", 1).value().front().snippet, "the \u2068whale\u2069 book");
}

TEST(TabletSearch, FollowsAChangeAndForgetsTheOldWords) {
    Tablet tablet(1);
    const auto visit = tablet.create(kFamily, visitSaying("harbour"));
    ASSERT_TRUE(tablet.change<records::Visit>(
        visit, [](records::Visit& now) { now.set_analysis("orchard"); }));
    EXPECT_TRUE(found(tablet, "harbour").empty());
    EXPECT_EQ(found(tablet, "orchard"), Keys{visit});
}

TEST(TabletSearch, NeverFindsProtectedWhereabouts) {
    Tablet tablet(1);
    records::CaseFile family = familyNamed("Brook");
    family.set_protected_address("Refuge Lane");
    family.set_access_note("Ring twice");
    tablet.create(kFamily, family);
    EXPECT_TRUE(found(tablet, "refuge").empty());
    EXPECT_EQ(found(tablet, "ring").size(), 1U);
}

TEST(TabletSearch, LeavesOutWhatIsRetired) {
    Tablet tablet(1);
    const auto family = tablet.create(kFamily, familyNamed("Willow"));
    records::ChangeBuilder builder;
    builder.retire(*tablet->open(family).value(), "entered twice");
    ASSERT_TRUE(tablet->save(builder.take()));
    EXPECT_TRUE(found(tablet, "willow").empty());
    EXPECT_TRUE(tablet->list(kFamily, family.type).value().empty());
    EXPECT_TRUE(tablet.has(family)) << "a tombstone stays";
}

TEST(TabletSearch, TakesAnythingAPersonTypesAsWords) {
    Tablet tablet(1);
    const auto visit = tablet.create(kFamily, visitSaying("O'Brien AND co"));
    EXPECT_EQ(found(tablet, "o'brien"), Keys{visit});
    EXPECT_EQ(found(tablet, "\"o'brien\""), Keys{visit});
    for (const char* odd : {"", " ", "\"", "*", "AND", "NEAR(", "words:", "-", "a OR", "(((", "%"})
        EXPECT_TRUE(tablet->search(odd, 10).has_value()) << odd;
    EXPECT_EQ(found(tablet, "and"), Keys{visit});
}

TEST(TabletSearch, RefusesWhatIsNoText) {
    Tablet tablet(1);
    EXPECT_FALSE(tablet->search("\xff\xfe", 10).has_value());
    EXPECT_FALSE(tablet->search(std::string(5000, 'a'), 10).has_value());
}

}  // namespace
}  // namespace hearth::tests
