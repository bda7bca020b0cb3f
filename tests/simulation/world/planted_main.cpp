// hearth-sim-planted: the worlds of hearth-sim on libraries with one bug at a time in them. Every
// bug must be found within kSeedsMax seeds, or the simulator is not worth its runs.
//   hearth-sim-planted [--search] [--bug NAME] [--from SEED] [--seeds N] [--trace] [--shrink]
// What is kept of a bug in corpus.txt is tried first; --search goes through seeds at once. --shrink
// prints what was found, made short, as a line for corpus.txt.
#include <array>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include "shared/base/planted.hpp"
#include "shared/crypto/secret.hpp"
#include "tests/simulation/world/runs.hpp"

namespace {

using namespace hearth;
using namespace hearth::simulation;
using base::Bug;

constexpr std::uint64_t kSeedsMax = 60;

struct Planted {
    Bug bug;
    const char* name;
};

constexpr std::array kPlanted{
    Planted{Bug::BaseAtSaveTime, "base at save time"},
    Planted{Bug::AckBeforeFsync, "ack before fsync"},
    Planted{Bug::RevFromSequence, "rev from a sequence"},
    Planted{Bug::CursorBeforeApply, "cursor before apply"},
    Planted{Bug::PurgeWithoutDrain, "purge without drain"},
    Planted{Bug::AdoptServerDigest, "adopted digest"},
    Planted{Bug::DuplicateBySeqAlone, "duplicate by seq alone"},
    Planted{Bug::RemovalByAbsence, "removal by absence"},
    Planted{Bug::ResolutionHidesUnseen, "resolution hides unseen"},
    Planted{Bug::LastWriterByClaimedClock, "last writer by claimed clock"},
    Planted{Bug::GroupFieldByField, "group field by field"},
    Planted{Bug::UnknownFieldDropped, "unknown field dropped"},
    Planted{Bug::TombstoneExpired, "tombstone expired"},
    Planted{Bug::RetainedDroppedAtAck, "retained edits dropped at ack"},
    Planted{Bug::CloneKeepsIncarnation, "clone keeps its incarnation"},
    Planted{Bug::PartialPageApplied, "partial page applied"},
    Planted{Bug::HeldBlocksQueue, "held edit blocks the queue"},
    Planted{Bug::PullWaitsForPush, "pull waits for push"},
    Planted{Bug::ChainOverReserialisedBytes, "chain over re-serialised bytes"},
    Planted{Bug::MassRemovalObeyed, "mass removal obeyed"},
};

struct Options {
    std::string bug;  // empty: all
    std::uint64_t from = 1;
    std::uint64_t seeds = kSeedsMax;
    bool search = false;
    bool shrinks = false;
    bool trace = false;
};

std::optional<Options> parse(int count, char** words) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        const auto next = [&] { return ++i < count ? std::string(words[i]) : std::string(); };
        const auto number = [&] { return std::strtoull(next().c_str(), nullptr, 10); };
        if (word == "--search")
            options.search = true;
        else if (word == "--shrink")
            options.shrinks = true;
        else if (word == "--trace")
            options.trace = true;
        else if (word == "--bug")
            options.bug = next();
        else if (word == "--from")
            options.from = number();
        else if (word == "--seeds")
            options.seeds = number();
        else
            return std::nullopt;
    }
    return options;
}

// True when it was caught; tells in a line.
bool isCaught(const Planted& planted, const std::vector<Kept>& corpus, const Options& options) {
    base::plant(planted.bug);
    std::uint64_t tried = 0;
    const auto catches = [&](const Scenario& scenario, const char* how) {
        ++tried;
        const Verdict verdict = runOne(scenario, options.trace);
        for (const std::string& line : verdict.lines)
            std::cout << line << '\n';
        if (verdict.brokenRule.empty()) return false;
        std::cout << planted.name << ": caught by \"" << verdict.brokenRule << "\" at seed "
                  << scenario.seed << ", worlds " << tried << how << std::endl;
        if (options.shrinks)
            std::cout << toText(shrink(scenario)) << "  # " << planted.name << std::endl;
        return true;
    };
    for (const Kept& kept : corpus)
        if (!options.search && kept.remark == planted.name && catches(kept.scenario, " (corpus)"))
            return true;
    for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed)
        if (catches(wholeWorld(seed), "")) return true;
    std::cout << planted.name << ": NOT CAUGHT in " << tried << " worlds" << std::endl;
    return false;
}

}  // namespace

int main(int count, char** words) {
    const auto options = parse(count, words);
    if (!options || !crypto::initialise()) {
        std::cerr << "hearth-sim-planted [--search] [--bug NAME] [--from SEED] [--seeds N] "
                     "[--trace] [--shrink]\n";
        return 2;
    }
    const auto corpus = readCorpus(HEARTH_SIM_CORPUS);
    if (!corpus) {
        std::cerr << corpus.error().message() << '\n';
        return 2;
    }
    std::cout << base::plantedMarker() << '\n';
    std::size_t planted = 0;
    std::size_t caught = 0;
    for (const Planted& one : kPlanted) {
        if (!options->bug.empty() && options->bug != one.name) continue;
        ++planted;
        caught += isCaught(one, *corpus, *options) ? 1 : 0;
    }
    std::cout << "planted " << planted << ", caught " << caught << '\n';
    return planted != 0 && caught == planted ? 0 : 1;
}
