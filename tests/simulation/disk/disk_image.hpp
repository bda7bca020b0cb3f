// What a disk holds of a file: its content as programs see it, and what of it was written or cut
// off since the last sync. A power loss keeps, drops, tears or garbles that part at random.
// Owner: SimDisk. Threads: values, one at a time. Units: bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/base/bytes.hpp"
#include "shared/base/random.hpp"

namespace hearth::simulation {

// The unit in which a disk writes: a write of several may arrive in part, in any order.
inline constexpr std::size_t kSectorBytes = 512;

// One write, or one change of size, that no sync has covered yet.
struct Change {
    bool isResize = false;
    std::size_t offset = 0;  // of a write; the new size of a resize
    base::Bytes before;      // what stood there, as far as there was anything
    base::Bytes after;       // of a write
    std::size_t sizeBefore = 0;
};

struct FileImage {
    base::Bytes content;
    std::vector<Change> unsynced;  // in the order they were made
};

// What a power loss did. Sectors of one write that shares a sector with another count each.
struct PowerLoss {
    std::uint64_t keptSectors = 0;
    std::uint64_t droppedSectors = 0;
    std::uint64_t tornSectors = 0;
    std::uint64_t garbledSectors = 0;
    std::uint64_t droppedResizes = 0;
    std::uint64_t undoneNames = 0;  // creations, deletions, renames

    PowerLoss& operator+=(const PowerLoss& other) noexcept;
    [[nodiscard]] std::uint64_t harm() const noexcept {
        return droppedSectors + tornSectors + garbledSectors + droppedResizes + undoneNames;
    }
};

// Draws from a Random that may be any stream.
class Dice {
public:
    explicit Dice(base::Random& random) noexcept : m_random(random) {}
    // Uniform enough in [0, bound); bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    [[nodiscard]] bool chance(std::uint64_t percent) { return below(100) < percent; }
    [[nodiscard]] base::Bytes noise(std::size_t size);

private:
    base::Random& m_random;
};

// How a power loss deals with what was not synced; drawn once a loss, so that some lose all of it,
// some nothing, and most a part.
struct Odds {
    std::uint64_t keptPercent = 0;
    std::uint64_t spoiltPercent = 0;  // of what is not kept: torn or garbled instead of dropped

    [[nodiscard]] static Odds draw(Dice& dice);
};

// What of the file the disk still has after the power went.
[[nodiscard]] base::Bytes contentAfterLoss(const FileImage& image, const Odds& odds, Dice& dice,
                                           PowerLoss& loss);

}  // namespace hearth::simulation
