// A central record of any number of made-up records, for measuring how its cost grows.
// Owner: a bench. Threads: one.
#pragma once

#include "server/store/store.hpp"

namespace hearth::bench {

struct RecordShape {
    std::uint64_t rows = 0;      // visits and what the children said and how they were, in all
    std::uint64_t perScope = 0;  // of one family
    std::uint64_t caseload = 0;  // families that the puller holds; the rest are somebody else's
    [[nodiscard]] std::uint64_t scopes() const { return (rows + perScope - 1) / perScope; }
};

// The same for every shape.
[[nodiscard]] base::WorkerId pullerOf();
[[nodiscard]] sqlite::DatabaseKey benchKey();

// Imports it: three records an edit, family after family within the years, as they come in a real
// authority: not one family whole and then the next. How many edits.
[[nodiscard]] base::Result<std::uint64_t> makeRecord(server::store::Store& store,
                                                     const RecordShape& shape);
// Changes the words of every record of the puller's families, `times` times, one edit a family and
// round. How many records.
[[nodiscard]] base::Result<std::uint64_t> changeAll(server::store::Store& store,
                                                    std::uint64_t times);

}  // namespace hearth::bench
