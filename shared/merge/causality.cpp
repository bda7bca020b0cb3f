#include "shared/merge/causality.hpp"

#include <algorithm>

namespace hearth::merge {

using records::Entity;
using records::Stamp;
using records::UnitNumber;

namespace {
// The shown writer's stamp lies under (unit, element); each further writer's under (unit, element
// followed by the 16 bytes of their incarnation). An element's encoding says its own length, so the
// two are never mistaken for each other; a unit's further writer and an element of 16 bytes are
// told apart by the incarnation in the stamp.
base::Bytes furtherKey(base::ByteView element, const Stamp& writer) {
    return base::Bytes(element) + writer.incarnation.bytes();
}

bool isOfElement(const base::Bytes& key, const Stamp& stamp, base::ByteView element) {
    return key == element || key == furtherKey(element, stamp);
}

template <class Predicate>
void eraseStamps(Entity& entity, UnitNumber unit, Predicate matches) {
    auto at = entity.stamps.lower_bound({unit, base::Bytes()});
    while (at != entity.stamps.end() && at->first.first == unit)
        at = matches(at->first.second, at->second) ? entity.stamps.erase(at) : std::next(at);
}

template <class Predicate>
std::vector<Stamp> collect(const Entity& entity, UnitNumber unit, base::ByteView element,
                           Predicate matches) {
    std::vector<Stamp> writers{entity.stampOf(unit, element)};
    auto at = entity.stamps.lower_bound({unit, base::Bytes()});
    for (; at != entity.stamps.end() && at->first.first == unit; ++at)
        if (at->first.second != element && matches(at->first.second, at->second))
            writers.push_back(at->second);
    return writers;
}

// Of two edits of one tablet the later stands for both: whoever saw it saw the other.
void addFurther(Entity& entity, UnitNumber unit, base::ByteView element, const Stamp& writer) {
    const auto [at, added] = entity.stamps.try_emplace({unit, furtherKey(element, writer)}, writer);
    if (!added && at->second.seq < writer.seq) at->second = writer;
}
}  // namespace

Knowledge::Knowledge(const records::Edit& edit, const records::Op& op,
                     const Received& received) noexcept
    : m_edit(edit),
      m_op(op),
      // An author cannot have seen a revision that this server has not given out yet: then its
      // history is not the one they saw, whatever the epoch says.
      m_revisionsCompare(op.openRev != 0 && op.openEpoch == received.epoch &&
                         op.openRev < received.rev) {}

bool Knowledge::wrote(const Stamp& stamp) const noexcept {
    return stamp.incarnation == m_edit.incarnation && stamp.seq <= m_edit.seq;
}

bool Knowledge::saw(const Stamp& stamp) const noexcept {
    // Who names what stood behind a value needs no revision for it; a full list may be cut short.
    const bool namesAll =
        !m_op.baseWriters.empty() && m_op.baseWriters.size() < base::kBaseWritersMax;
    return wrote(stamp) || names(stamp.edit) || (!namesAll && isBehindOpening(stamp));
}

bool Knowledge::sawBeside(const Stamp& stamp) const noexcept {
    return wrote(stamp) || names(stamp.edit) || isBehindOpening(stamp);
}

bool Knowledge::isBehindOpening(const Stamp& stamp) const noexcept {
    return m_revisionsCompare && stamp.rev <= m_op.openRev;
}

bool Knowledge::names(const base::EditId& edit) const noexcept {
    const auto& named = m_op.baseWriters;
    return !edit.isNil() && std::find(named.begin(), named.end(), edit) != named.end();
}

bool Knowledge::sawUnit(const Entity& entity, UnitNumber unit) const {
    return sawAll(writersOf(entity, unit));
}

bool Knowledge::sawElement(const Entity& entity, UnitNumber unit, base::ByteView element) const {
    return sawAll(writersOf(entity, unit, element));
}

bool Knowledge::sawAll(const std::vector<Stamp>& stamps) const noexcept {
    return std::all_of(stamps.begin(), stamps.end(),
                       [this](const Stamp& stamp) { return saw(stamp); });
}

std::vector<Stamp> writersOf(const Entity& entity, UnitNumber unit) {
    return collect(entity, unit, {}, [](const base::Bytes&, const Stamp&) { return true; });
}

std::vector<Stamp> writersOf(const Entity& entity, UnitNumber unit, base::ByteView element) {
    return collect(entity, unit, element, [&](const base::Bytes& key, const Stamp& stamp) {
        return isOfElement(key, stamp, element);
    });
}

void replaceWriters(Entity& entity, UnitNumber unit, const Stamp& by) {
    eraseStamps(entity, unit, [](const base::Bytes&, const Stamp&) { return true; });
    entity.stamps[{unit, base::Bytes()}] = by;
}

void joinWriters(Entity& entity, UnitNumber unit, const Stamp& by) {
    addFurther(entity, unit, {}, by);
}

void showWriter(Entity& entity, UnitNumber unit, const Stamp& writer) {
    const Stamp shown = entity.stampOf(unit);
    entity.stamps.erase({unit, furtherKey({}, writer)});
    entity.stamps[{unit, base::Bytes()}] = writer;
    addFurther(entity, unit, {}, shown);
}

void coverWriters(Entity& entity, UnitNumber unit, base::ByteView element, const Stamp& by,
                  const Knowledge& knows) {
    const auto before =
        element.empty() ? writersOf(entity, unit) : writersOf(entity, unit, element);
    if (element.empty())
        replaceWriters(entity, unit, by);
    else
        replaceWriters(entity, unit, element, by);
    for (const Stamp& writer : before)
        if (!knows.saw(writer)) addFurther(entity, unit, element, writer);
}

void dropSeenWriters(Entity& entity, UnitNumber unit, base::ByteView element,
                     const Knowledge& knows) {
    auto unseen = writersOf(entity, unit, element);
    unseen.erase(std::remove_if(unseen.begin(), unseen.end(),
                                [&](const Stamp& writer) { return knows.saw(writer); }),
                 unseen.end());
    if (unseen.empty()) return;
    replaceWriters(entity, unit, element, unseen.front());
    for (std::size_t i = 1; i < unseen.size(); ++i)
        addFurther(entity, unit, element, unseen[i]);
}

void replaceWriters(Entity& entity, UnitNumber unit, base::ByteView element, const Stamp& by) {
    eraseStamps(entity, unit, [&](const base::Bytes& key, const Stamp& stamp) {
        return isOfElement(key, stamp, element);
    });
    entity.stamps[{unit, base::Bytes(element)}] = by;
}

}  // namespace hearth::merge
