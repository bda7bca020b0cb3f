// Every store that a release kept, opened by this program (and, as a second program, by the next
// version's): nothing of it is lost, decided otherwise or read differently.
#include "tests/versions/kept.hpp"

#include <fstream>
#include <iterator>

#include "tests/versions/newer_app.hpp"

namespace hearth::versions {
namespace {

namespace fs = std::filesystem;
using server::store::HeldRow;

std::vector<std::string> releases() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(HEARTH_KEPT_DIR))
        names.push_back(entry.path().filename().string());
    return names;
}

std::string contentOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A copy: what is kept is never changed.
class KeptStores : public testing::TestWithParam<std::string> {
protected:
    KeptStores() : place{folder.path() / "kept"} {
        fs::copy(fs::path(HEARTH_KEPT_DIR) / GetParam(), place.folder);
        world.clock.now = world.clock.now + base::hours(20);
    }
    std::unique_ptr<server::store::Store> openServer() {
        auto opened = server::store::openSqlcipherStore(place.server(), server::store::testKey(),
                                                        world.clock, world.random);
        EXPECT_TRUE(opened) << opened.error().message();
        return opened ? std::move(*opened) : nullptr;
    }
    tests::RealTablet openTablet() {
        return {world.small.workerA, kKeptTablet, world.clock, place.tablet()};
    }

    tests::Folder folder;
    KeptPlace place;
    KeptWorld world;
};

TEST_P(KeptStores, TheCentralRecordHasEveryRecordAndEveryHeldEditAsItWas) {
    const auto store = openServer();
    ASSERT_TRUE(store);
    EXPECT_EQ(statesOf(*store, world), contentOf(place.states()));
    std::vector<HeldRow> held = store->held().value();
    ASSERT_FALSE(held.empty());
    for (const HeldRow& row : held) {
        EXPECT_FALSE(row.owner.isNil());
        EXPECT_FALSE(row.explanation.empty());
    }
}

TEST_P(KeptStores, TheLogStillGivesExactlyWhatWasDecidedThen) {
    const auto store = openServer();
    ASSERT_TRUE(store);
    EXPECT_TRUE(store->verifyChain());
    const auto replay = store->verifyReplay();
    EXPECT_TRUE(replay) << replay.error().message();
}

TEST_P(KeptStores, TheTabletHasItsUnsentEditsItsTypingAndItsView) {
    auto tablet = openTablet();
    auto& store = tablet.store();
    EXPECT_EQ(store.syncState().value().unsentEdits, 2U);
    EXPECT_EQ(store.typing(kKeptForm).value(), kKeptWords);
    const auto view = store.checkView();
    EXPECT_TRUE(view) << view.error().message();
    EXPECT_TRUE(store.checkIntegrity());
    const auto shown = store.find(world.observation).value();
    ASSERT_TRUE(shown);
    EXPECT_TRUE(shown->pending);
    EXPECT_EQ(shown->entity.body.field(kSiblingPresent), encodeNumber(kSiblingPresent, 2))
        << "what a newer app wrote into the group";
}

TEST_P(KeptStores, AWordInAFieldThatTheOldAppDidNotKnowIsFoundByOneThatDoes) {
    auto tablet = openTablet();
    const auto hits = tablet.store().search(kNewerWord, 10).value();
    EXPECT_EQ(hits.size(), records::kSchemaVersion >= kNextVersion ? 1U : 0U);
}

TEST_P(KeptStores, WhatTheTabletHadNotSentIsTakenAndBothSidesAreTheSame) {
    const auto store = openServer();
    ASSERT_TRUE(store);
    auto tablet = openTablet();
    const auto run = tablet.sync(*store);
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->editsSent, 2U);
    EXPECT_EQ(run->held, 0U);
    EXPECT_EQ(tablet.store().syncState().value().unsentEdits, 0U);
    for (const records::Entity& entity : store->entitiesIn(world.small.family).value())
        EXPECT_EQ(tablet.store().find(entity.key).value().value().entity, entity);
    EXPECT_TRUE(tablet.store().checkView());
    const auto replay = store->verifyReplay();
    EXPECT_TRUE(replay) << replay.error().message();
}

std::string nameOf(const testing::TestParamInfo<std::string>& release) {
    std::string name = "From" + release.param;
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Releases, KeptStores, testing::ValuesIn(releases()), &nameOf);

}  // namespace
}  // namespace hearth::versions
