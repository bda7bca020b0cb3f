// OnStore: how the sync thread has the store thread do something. Owner: the composition root.
// Threads: called on the sync thread; waits. Errors: Busy when the tablet is being locked.
#pragma once

#include <functional>
#include <optional>

#include "shared/base/error.hpp"

namespace hearth::client::sync {

// Runs a job on the store thread and returns when it is done. A headless tablet with one thread
// calls it directly. A store thread that has stopped does no work.
using OnStore = std::function<void(const std::function<void()>&)>;

// What the job answers (a Result or a Status), or that it was not done.
template <class Answer, class Job>
[[nodiscard]] Answer askStore(const OnStore& run, Job&& job) {
    std::optional<Answer> answer;
    run([&] { answer.emplace(job()); });
    if (!answer) return base::Error(base::ErrorCode::Busy, "the tablet is being locked");
    return std::move(*answer);
}

}  // namespace hearth::client::sync
