#include "client/viewmodels/task_change.hpp"

#include "shared/records/change.hpp"

namespace hearth::client::viewmodels {

namespace {

base::Result<records::Opened> openTask(RecordSource& source, const QString& taskId) {
    const auto id = base::EntityId::fromHex(taskId.toStdString());
    if (!id) return id.error();
    auto opened = source.open({records::typeNumber<records::Task>(), *id});
    if (!opened) return opened.error();
    if (!*opened) return base::Error(base::ErrorCode::NotFound, "task");
    return std::move(**opened);
}

base::Status save(RecordSource& source, records::ChangeBuilder& change) {
    const auto saved = source.save(change.take());
    if (!saved) return saved.error();
    return {};
}

}  // namespace

base::Status markTaskDone(RecordSource& source, const QString& taskId) {
    const auto opened = openTask(source, taskId);
    if (!opened) return opened.error();
    auto task = opened->body.as<records::Task>();
    if (!task) return task.error();
    task->set_done_at(source.now().millis);
    records::ChangeBuilder change;
    change.update(*opened, *task);
    return save(source, change);
}

base::Status retireTask(RecordSource& source, const QString& taskId) {
    const auto opened = openTask(source, taskId);
    if (!opened) return opened.error();
    records::ChangeBuilder change;
    change.retire(*opened, "taken off the list of actions");
    return save(source, change);
}

base::Status addTask(RecordSource& source, const NewTask& input) {
    records::Task task;
    task.set_wording(input.wording.trimmed().toStdString());
    task.set_owner_id(input.owner.bytes());
    task.set_due_day(input.dueDay);
    if (!input.visit.isNil()) task.set_visit_id(input.visit.bytes());
    records::ChangeBuilder change;
    change.create({records::typeNumber<records::Task>(), source.newId()}, input.scope, task);
    return save(source, change);
}

}  // namespace hearth::client::viewmodels
