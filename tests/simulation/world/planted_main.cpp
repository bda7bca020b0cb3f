// hearth-sim-planted: the worlds of hearth-sim on libraries with one bug at a time in them. Every
// bug must be found within kSeedsMax seeds, or the simulator is not worth its runs.
//   hearth-sim-planted [--search] [--bug NAME] [--from SEED] [--seeds N] [--trace]
// The seed at which a bug is known to be found is tried first; --search begins at the first seed.
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
    std::uint64_t knownSeed;
};

constexpr std::array kPlanted{
    Planted{Bug::BaseAtSaveTime, "base at save time", 1},
    Planted{Bug::AckBeforeFsync, "ack before fsync", 1},
    Planted{Bug::RevFromSequence, "rev from a sequence", 1},
    Planted{Bug::CursorBeforeApply, "cursor before apply", 1},
    Planted{Bug::PurgeWithoutDrain, "purge without drain", 1},
    Planted{Bug::AdoptServerDigest, "adopted digest", 1},
    Planted{Bug::DuplicateBySeqAlone, "duplicate by seq alone", 1},
    Planted{Bug::RemovalByAbsence, "removal by absence", 3},
    Planted{Bug::ResolutionHidesUnseen, "resolution hides unseen", 1},
    Planted{Bug::LastWriterByClaimedClock, "last writer by claimed clock", 1},
    Planted{Bug::GroupFieldByField, "group field by field", 1},
    Planted{Bug::UnknownFieldDropped, "unknown field dropped", 1},
    Planted{Bug::TombstoneExpired, "tombstone expired", 1},
    Planted{Bug::RetainedDroppedAtAck, "retained edits dropped at ack", 1},
    Planted{Bug::CloneKeepsIncarnation, "clone keeps its incarnation", 1},
    Planted{Bug::PartialPageApplied, "partial page applied", 11},
    Planted{Bug::HeldBlocksQueue, "held edit blocks the queue", 1},
    Planted{Bug::PullWaitsForPush, "pull waits for push", 1},
    Planted{Bug::ChainOverReserialisedBytes, "chain over re-serialised bytes", 1},
    Planted{Bug::MassRemovalObeyed, "mass removal obeyed", 2},
};

struct Options {
    std::string bug;  // empty: all
    std::uint64_t from = 1;
    std::uint64_t seeds = kSeedsMax;
    bool search = false;
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
bool isCaught(const Planted& planted, const Options& options) {
    std::uint64_t tried = 0;
    const auto caughtAt = [&](std::uint64_t seed, const char* how) {
        ++tried;
        base::plant(planted.bug);
        const Verdict verdict = runOne(wholeWorld(seed), options.trace);
        for (const std::string& line : verdict.lines)
            std::cout << line << '\n';
        if (verdict.brokenRule.empty()) return false;
        std::cout << planted.name << ": caught by \"" << verdict.brokenRule << "\" at seed " << seed
                  << ", worlds " << tried << how << std::endl;
        return true;
    };
    if (!options.search && caughtAt(planted.knownSeed, " (the known seed)")) return true;
    for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed)
        if (caughtAt(seed, "")) return true;
    std::cout << planted.name << ": NOT CAUGHT in " << tried << " worlds" << std::endl;
    return false;
}

}  // namespace

int main(int count, char** words) {
    const auto options = parse(count, words);
    if (!options || !crypto::initialise()) {
        std::cerr << "hearth-sim-planted [--search] [--bug NAME] [--from SEED] [--seeds N] "
                     "[--trace]\n";
        return 2;
    }
    std::cout << base::plantedMarker() << '\n';
    std::size_t planted = 0;
    std::size_t caught = 0;
    for (const Planted& one : kPlanted) {
        if (!options->bug.empty() && options->bug != one.name) continue;
        ++planted;
        caught += isCaught(one, *options) ? 1 : 0;
    }
    std::cout << "planted " << planted << ", caught " << caught << '\n';
    return planted != 0 && caught == planted ? 0 : 1;
}
