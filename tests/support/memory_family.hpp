// One made-up family in memory, small enough to be known by heart: Amira (8) and Yusuf (5) Khan, on
// a child protection plan, last seen and seen alone on a sealed visit of 9 November; "Take care"
// because of a dog; a phone number; their case is the worker's, a co-worker holds it too. Threads:
// as MemoryRecords.
#pragma once

#include <QString>

#include "tests/support/memory_records.hpp"

namespace hearth::tests {

// Tuesday 24 November 2026, 14:05 in London.
inline constexpr base::WallTime kTuesdayAfternoon{1'795'529'100'000};

struct Family {
    base::WorkerId worker;
    base::WorkerId coWorker;
    base::ScopeId scope;
    base::EntityId amira;
    base::EntityId yusuf;
    base::EntityId alert;
    base::EntityId sealedVisit;

    [[nodiscard]] records::EntityKey caseFileKey() const;
    [[nodiscard]] records::EntityKey alertKey() const;
    [[nodiscard]] QString scopeText() const { return QString::fromStdString(scope.hex()); }
};

// Makes the family; `records` becomes the worker's tablet.
[[nodiscard]] Family makeFamily(MemoryRecords& records, const base::Clock& clock);

// What the co-worker made of the case file without having seen this tablet's newer value.
void disagreeAboutAddress(MemoryRecords& records, const Family& family, const base::Clock& clock);

}  // namespace hearth::tests
