#include "shared/merge/siblings.hpp"

#include <algorithm>
#include <numeric>

#include "shared/crypto/hash.hpp"
#include "shared/merge/limits.hpp"

namespace hearth::merge {

using records::Entity;
using records::Sibling;

namespace {
bool hasRoom(const Entity& entity, std::size_t valueBytes, std::size_t factor) {
    const std::size_t bytes = std::accumulate(
        entity.siblings.begin(), entity.siblings.end(), valueBytes,
        [](std::size_t sum, const Sibling& sibling) { return sum + sibling.value.size(); });
    return entity.siblings.size() < kEntitySiblingsMax * factor &&
           bytes <= kEntitySiblingBytesMax * factor;
}

Sibling make(const UnitWrite& write, const base::Bytes& value, const records::Stamp& writer,
             protocol::SiblingState state) {
    const Work& work = write.work;
    return {siblingId(work.bench.received().editHash, work.opIndex), write.unit.number, value,
            writer, state};
}

records::SiblingId firstOf(const base::Digest& digest) {
    records::SiblingId id;
    std::copy_n(digest.octets.begin(), id.octets.size(), id.octets.begin());
    return id;
}

// Of the same value by another of its writers.
records::SiblingId furtherId(const records::SiblingId& first, const records::Stamp& writer) {
    return firstOf(crypto::sha256({first.view(), writer.incarnation.view()}));
}

base::Status add(UnitWrite& write, Sibling sibling) {
    Work& work = write.work;
    if (!hasRoom(work.entity, sibling.value.size(), 1))
        return work.bench.hold(protocol::HELD_INVALID,
                               "too many undecided values lie beside this record");
    work.entity.siblings.push_back(std::move(sibling));
    work.bench.touch(work.entity);
    return {};
}

bool isOwnUnsettled(const UnitWrite& write, const Sibling& sibling) {
    return sibling.unit == write.unit.number && isUnsettled(sibling) &&
           write.work.knows.wrote(sibling.stamp);
}
}  // namespace

records::SiblingId siblingId(const base::Digest& editHash, std::size_t opIndex) {
    base::Bytes index;
    base::appendBigEndian64(index, opIndex);
    return firstOf(crypto::sha256({editHash.view(), index}));
}

bool isUnsettled(const Sibling& sibling) noexcept {
    return sibling.state != protocol::SIBLING_SETTLED;
}

bool sawSibling(const Work& work, const Sibling& sibling) {
    const auto& named = work.op.sawSiblings;
    return std::find(named.begin(), named.end(), sibling.id) != named.end() ||
           work.knows.sawBeside(sibling.stamp);
}

base::Status keepIncoming(UnitWrite& write, protocol::SiblingState state) {
    return add(write, make(write, write.value, write.work.bench.stamp(), state));
}

base::Status keepCurrentAsLost(UnitWrite& write) {
    const auto writers = writersOf(write.work.entity, write.unit.number);
    for (const records::Stamp& writer : writers) {
        Sibling sibling = make(write, write.current, writer, protocol::SIBLING_LOST);
        if (&writer != &writers.front()) sibling.id = furtherId(sibling.id, writer);
        HEARTH_TRY(add(write, std::move(sibling)));
    }
    return {};
}

void keepDisplaced(UnitWrite& write, const records::Stamp& writer) {
    Entity& entity = write.work.entity;
    if (!hasRoom(entity, write.current.size(), kDisplacedRoomFactor)) return;
    entity.siblings.push_back(make(write, write.current, writer, protocol::SIBLING_SETTLED));
}

void settleOwn(UnitWrite& write) {
    for (Sibling& sibling : write.work.entity.siblings)
        if (isOwnUnsettled(write, sibling)) sibling.state = protocol::SIBLING_SETTLED;
}

bool hasOwnUnsettled(const UnitWrite& write) {
    const auto& siblings = write.work.entity.siblings;
    return std::any_of(siblings.begin(), siblings.end(),
                       [&](const Sibling& sibling) { return isOwnUnsettled(write, sibling); });
}

}  // namespace hearth::merge
