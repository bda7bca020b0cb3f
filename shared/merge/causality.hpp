// Who had seen what. A value's author is known by the value's stamp; what an operation's author had
// before them is known by the revision they opened, by the edits their operation names, and by
// their own tablet's earlier edits. The rules: README.md, "Seen".
// Threads: pure functions and values, any thread.
#pragma once

#include <vector>

#include "shared/merge/merge.hpp"

namespace hearth::merge {

// What the author of one operation had seen. Holds references; lives as long as the operation.
class Knowledge {
public:
    Knowledge(const records::Edit& edit, const records::Op& op, const Received& received) noexcept;

    // Written by the same tablet: an earlier edit, or an earlier operation of this one.
    [[nodiscard]] bool wrote(const records::Stamp& stamp) const noexcept;
    // What stands behind a current value.
    [[nodiscard]] bool saw(const records::Stamp& stamp) const noexcept;
    // What lies beside one, or in another record that hangs together with it: nobody names those.
    [[nodiscard]] bool sawBeside(const records::Stamp& stamp) const noexcept;
    // The current value of a unit, with everybody who stands behind it.
    [[nodiscard]] bool sawUnit(const records::Entity& entity, records::UnitNumber unit) const;
    // One element of a set that is in it.
    [[nodiscard]] bool sawElement(const records::Entity& entity, records::UnitNumber unit,
                                  base::ByteView element) const;

private:
    [[nodiscard]] bool sawAll(const std::vector<records::Stamp>& stamps) const noexcept;
    [[nodiscard]] bool names(const base::EditId& edit) const noexcept;
    [[nodiscard]] bool isBehindOpening(const records::Stamp& stamp) const noexcept;

    const records::Edit& m_edit;
    const records::Op& m_op;
    bool m_revisionsCompare;
};

// Everybody who stands behind a unit's current value: its writer, whoever gave the same value
// without having seen it, whoever's paragraphs were merged into it. Never empty.
[[nodiscard]] std::vector<records::Stamp> writersOf(const records::Entity& entity,
                                                    records::UnitNumber unit);
// The same for one element of a set.
[[nodiscard]] std::vector<records::Stamp> writersOf(const records::Entity& entity,
                                                    records::UnitNumber unit,
                                                    base::ByteView element);

// The new value replaces all that stood there.
void replaceWriters(records::Entity& entity, records::UnitNumber unit, const records::Stamp& by);
// The same value came from somebody who had not seen it: `by` joins the writers. The stamp that is
// shown stays the earlier one.
void joinWriters(records::Entity& entity, records::UnitNumber unit, const records::Stamp& by);
// One of the further writers becomes the one that is shown.
void showWriter(records::Entity& entity, records::UnitNumber unit, const records::Stamp& writer);
// The new value contains the old one: those that `knows` had not seen stay writers beside `by`.
// `element` empty: the whole unit.
void coverWriters(records::Entity& entity, records::UnitNumber unit, base::ByteView element,
                  const records::Stamp& by, const Knowledge& knows);
// An element that stays although its remover wanted it gone: only writers they had not seen remain.
void dropSeenWriters(records::Entity& entity, records::UnitNumber unit, base::ByteView element,
                     const Knowledge& knows);
// An element that was taken out or put in anew: one writer.
void replaceWriters(records::Entity& entity, records::UnitNumber unit, base::ByteView element,
                    const records::Stamp& by);

}  // namespace hearth::merge
