#include "tests/simulation/disk/disk_image.hpp"

#include <algorithm>
#include <array>

namespace hearth::simulation {

namespace {

enum class Fate { Kept, Dropped, Torn, Garbled };

void put(base::Bytes& content, std::size_t offset, base::ByteView bytes) {
    if (bytes.empty()) return;
    if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size(), '\0');
    content.replace(offset, bytes.size(), bytes);
}

void undo(base::Bytes& content, const Change& change) {
    content.resize(change.sizeBefore, '\0');
    put(content, change.offset, change.before);
}

Fate drawFate(const Odds& odds, Dice& dice) {
    if (dice.chance(odds.keptPercent)) return Fate::Kept;
    if (!dice.chance(odds.spoiltPercent)) return Fate::Dropped;
    return dice.chance(50) ? Fate::Torn : Fate::Garbled;
}

void redoSector(base::Bytes& content, std::size_t offset, base::ByteView bytes, Fate fate,
                Dice& dice) {
    switch (fate) {
        case Fate::Kept:
            return put(content, offset, bytes);
        case Fate::Torn:
            return put(content, offset, bytes.substr(0, dice.below(bytes.size())));
        case Fate::Garbled:
            return put(content, offset, dice.noise(bytes.size()));
        case Fate::Dropped:
            return;
    }
}

void count(Fate fate, PowerLoss& loss) {
    loss.keptSectors += fate == Fate::Kept ? 1 : 0;
    loss.droppedSectors += fate == Fate::Dropped ? 1 : 0;
    loss.tornSectors += fate == Fate::Torn ? 1 : 0;
    loss.garbledSectors += fate == Fate::Garbled ? 1 : 0;
}

// Sector by sector as the disk cuts them; what a write does not cover of a sector, it never harms
// (SQLite counts on this: SQLITE_IOCAP_POWERSAFE_OVERWRITE).
void redoWrite(base::Bytes& content, const Change& change, const Odds& odds, Dice& dice,
               PowerLoss& loss) {
    // A write often goes as a whole, whatever its size.
    const bool isWhole = dice.chance(50);
    const Fate common = dice.chance(odds.keptPercent) ? Fate::Kept : Fate::Dropped;
    const base::ByteView bytes = change.after;
    std::size_t done = 0;
    while (done < bytes.size()) {
        const std::size_t offset = change.offset + done;
        const std::size_t room = kSectorBytes - offset % kSectorBytes;
        const std::size_t size = std::min(room, bytes.size() - done);
        const Fate fate = isWhole ? common : drawFate(odds, dice);
        redoSector(content, offset, bytes.substr(done, size), fate, dice);
        count(fate, loss);
        done += size;
    }
}

}  // namespace

PowerLoss& PowerLoss::operator+=(const PowerLoss& other) noexcept {
    keptSectors += other.keptSectors;
    droppedSectors += other.droppedSectors;
    tornSectors += other.tornSectors;
    garbledSectors += other.garbledSectors;
    droppedResizes += other.droppedResizes;
    undoneNames += other.undoneNames;
    return *this;
}

std::uint64_t Dice::below(std::uint64_t bound) {
    std::array<std::uint8_t, sizeof(std::uint64_t)> octets{};
    m_random.fill(octets);
    std::uint64_t value = 0;
    for (const std::uint8_t octet : octets)
        value = value << 8U | octet;
    return value % bound;
}

base::Bytes Dice::noise(std::size_t size) {
    std::vector<std::uint8_t> octets(size);
    m_random.fill(octets);
    return {octets.begin(), octets.end()};
}

Odds Odds::draw(Dice& dice) {
    constexpr std::array<Odds, 6> kOdds{{{0, 0}, {100, 0}, {20, 30}, {60, 50}, {90, 60}, {97, 80}}};
    return kOdds[dice.below(kOdds.size())];
}

base::Bytes contentAfterLoss(const FileImage& image, const Odds& odds, Dice& dice,
                             PowerLoss& loss) {
    base::Bytes content = image.content;
    for (auto change = image.unsynced.rbegin(); change != image.unsynced.rend(); ++change)
        undo(content, *change);
    for (const Change& change : image.unsynced) {
        if (!change.isResize) {
            redoWrite(content, change, odds, dice, loss);
        } else if (dice.chance(odds.keptPercent)) {
            content.resize(change.offset, '\0');
        } else {
            ++loss.droppedResizes;
        }
    }
    return content;
}

}  // namespace hearth::simulation
