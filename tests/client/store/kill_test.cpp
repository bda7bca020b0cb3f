// kill -9 at random moments: whatever was acknowledged is there. (The page cache survives a kill,
// so this proves the order of our own writes; power loss needs a disk that lies.)
#include <chrono>

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/client/store/kit.hpp"
#include "tests/e2e/process.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::tests {
namespace {

constexpr int kKills = 40;
constexpr std::uint64_t kMillisAliveMax = 250;
constexpr base::Millis kAnswerLimit = base::seconds(20);

// What the victim had said before it died.
struct Said {
    std::map<base::EntityId, std::string> saved;
    int typed = -1;
};

// "visit 17"
int numberIn(const std::string& words) {
    return std::stoi(words.substr(words.rfind(' ') + 1));
}

void note(const std::string& line, Said& said) {
    if (line.rfind("typed ", 0) == 0) said.typed = numberIn(line);
    if (line.rfind("saved ", 0) != 0) return;
    const auto id = base::EntityId::fromHex(std::string_view(line).substr(6, 32));
    ASSERT_TRUE(id) << line;
    said.saved[*id] = line.substr(39);
}

// Runs the victim for a while after its first word, kills it, and hears all it said.
void runAndKill(const std::filesystem::path& file, base::Millis alive, Said& said) {
    e2e::Process victim({HEARTH_SAVE_LOOP, file.string()}, file.string() + ".log");
    const auto first = victim.readLine(kAnswerLimit);
    ASSERT_TRUE(first) << first.error().message();
    note(*first, said);
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(alive.count);
    while (std::chrono::steady_clock::now() < end) {
        const auto line = victim.readLine(kAnswerLimit);
        ASSERT_TRUE(line) << line.error().message();
        note(*line, said);
    }
    victim.signal(SIGKILL);
    while (const auto line = victim.readLine(kAnswerLimit))
        note(*line, said);
    EXPECT_EQ(victim.wait(), 128 + SIGKILL);
}

TEST(KillLoop, LosesNoAcknowledgedSaveAndNoAcknowledgedKeystroke) {
    ASSERT_TRUE(crypto::initialise());
    const Folder folder;
    const auto file = folder.path() / "store.db";
    const sqlite::DatabaseKey key = storeKey('k', 's');
    const base::SystemClock clock;
    crypto::SystemRandom random;
    base::SeededRandom moments(20'251'124);
    std::size_t everSaved = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        Said said;
        runAndKill(file, {static_cast<std::int64_t>(moments.below(kMillisAliveMax))}, said);
        if (HasFatalFailure()) return;
        auto opened =
            store::TabletStore::open(file, key, clock, random, sqlite::OpenMode::CreateOrOpen);
        ASSERT_TRUE(opened) << opened.error().message();
        for (const auto& [id, words] : said.saved) {
            const auto view = opened->find({records::typeNumber<records::Visit>(), id}).value();
            ASSERT_TRUE(view) << "kill " << kill << " lost " << words;
            EXPECT_EQ(view->entity.body.as<records::Visit>().value().analysis(), words);
        }
        everSaved += said.saved.size();
        const auto typed = opened->typing("visit/new").value();
        ASSERT_TRUE(typed || said.typed < 0);
        // One keystroke more may have been kept whose answer was not heard any more.
        EXPECT_GE(numberIn(typed.value_or("visit 0")), said.typed);
        const auto state = opened->syncState().value();
        EXPECT_GE(state.unsentEdits, everSaved);
        const auto whole = opened->checkIntegrity();
        EXPECT_TRUE(whole.has_value()) << whole.error().message();
    }
    auto opened =
        store::TabletStore::open(file, key, clock, random, sqlite::OpenMode::CreateOrOpen);
    ASSERT_TRUE(opened);
    const auto view = opened->checkView();
    EXPECT_TRUE(view.has_value()) << view.error().message();
    EXPECT_GT(everSaved, static_cast<std::size_t>(kKills));
}

}  // namespace
}  // namespace hearth::tests
