// A piece of work in a process of its own, so that its memory and processor time are its own.
// Owner: the bench's main process, which has opened nothing yet. Threads: one.
#pragma once

#include <functional>
#include <vector>

#include "shared/base/error.hpp"

namespace hearth::bench {

// What a process used so far. Milliseconds of this process alone, not of whatever else runs.
[[nodiscard]] double processorMillis();
// The most memory it ever held, in MiB: VmHWM.
[[nodiscard]] double peakMemoryMib();

// Numbers that the work found.
using Numbers = std::vector<double>;
using Work = std::function<base::Result<Numbers>()>;

// Runs each in a process of its own, all at the same time, and waits for all of them: what each
// found, in the same order, or the first failure in its own words. `started`: called here when all
// of them run (closes what is theirs).
[[nodiscard]] base::Result<std::vector<Numbers>> runApart(
    const std::vector<Work>& works, const std::function<void()>& started = [] {});

}  // namespace hearth::bench
