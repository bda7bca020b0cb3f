// The measurements of hearth-bench. Each prints what it did and found to standard output.
// Threads: one.
#pragma once

#include "tests/bench/options.hpp"

namespace hearth::bench {

// --n N --dir D: visits saved per second, durably, against raw SQLCipher single-row commits.
[[nodiscard]] base::Status measureSaves(const Options& options);
// --server HOST:PORT --code CODE --dir D: a fresh tablet's first sync, in seconds and bytes.
[[nodiscard]] base::Status measureFirstSync(const Options& options);
// --server HOST:PORT --code CODE --other-code CODE --dir D --n N: two fresh tablets of one worker
// with cases, both online; a field saved on one until it is on the other's disk.
[[nodiscard]] base::Status measureLive(const Options& options);

// --dir D --rows-min N --rows-max N: what 10,000, 100,000, 1,000,000 records cost, a record each.
[[nodiscard]] base::Status measureShape(const Options& options);

}  // namespace hearth::bench
