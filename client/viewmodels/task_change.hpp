// Changes to tasks that several screens make.
// Threads: the store thread.
#pragma once

#include <QString>

#include "client/viewmodels/record_source.hpp"
#include "schema/records/work.pb.h"

namespace hearth::client::viewmodels {

// Opens the task and marks it done now, as one edit. NotFound, InvalidArgument.
[[nodiscard]] base::Status markTaskDone(RecordSource& source, const QString& taskId);

// A task that was a mistake; its tombstone stays.
[[nodiscard]] base::Status retireTask(RecordSource& source, const QString& taskId);

// A new task of a case file. `visit`: the visit it came from, nil for none.
struct NewTask {
    base::ScopeId scope;
    QString wording;
    base::WorkerId owner;
    std::int64_t dueDay = 0;
    base::EntityId visit;
};
[[nodiscard]] base::Status addTask(RecordSource& source, const NewTask& task);

}  // namespace hearth::client::viewmodels
