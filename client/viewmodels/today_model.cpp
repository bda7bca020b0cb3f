#include "client/viewmodels/today_model.hpp"

#include <algorithm>

#include <QStringList>

#include "client/viewmodels/family_rows.hpp"
#include "client/viewmodels/task_change.hpp"
#include "client/viewmodels/words.hpp"

namespace hearth::client::viewmodels {

namespace {

constexpr std::int64_t kTaskAheadDays = 7;

bool isDue(const FamilyFacts& facts) {
    return facts.clock() != nullptr && isDueSoon(*facts.clock());
}

}  // namespace

TodayModel::TodayModel(Session& session, CaseloadFeed& feed, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_feed(feed),
      m_due(RowsModel::of<FamilyRow>(this)),
      m_drafts(RowsModel::of<FamilyRow>(this)),
      m_tasks(RowsModel::of<TaskRow>(this)) {
    connect(&m_feed, &CaseloadFeed::changed, this, &TodayModel::show);
}

void TodayModel::show() {
    const auto caseload = m_feed.current();
    if (caseload == nullptr) return emit changed();
    const auto today = base::ukDateOf(caseload->now);
    m_date = Words::longDate(today);

    std::vector<FamilyRow> due;
    std::vector<FamilyRow> drafts;
    std::vector<const FamilyFacts*> urgent;
    for (const auto& family : caseload->families) {
        // One that is begun stands first, and once.
        if (family.draft) {
            drafts.push_back(familyRow(family, caseload->now));
        } else if (isDue(family)) {
            urgent.push_back(&family);
        }
    }
    std::stable_sort(urgent.begin(), urgent.end(), [](const auto* a, const auto* b) {
        return *a->clock()->due < *b->clock()->due;
    });
    int overdue = 0;
    for (const auto* family : urgent) {
        if (family->clock()->overdue) ++overdue;
        due.push_back(familyRow(*family, caseload->now));
    }

    std::vector<TaskRow> tasks;
    for (const auto& task : caseload->tasks) {
        const auto day = task.task.due_day();
        if (day != 0 && day > base::toDayNumber(today) + kTaskAheadDays) continue;
        tasks.push_back(taskRow(task, caseload->now));
    }

    const auto dueSoon = static_cast<int>(urgent.size()) - overdue;
    QStringList parts;
    if (overdue > 0) {
        parts << (overdue == 1 ? tr("1 visit overdue") : tr("%1 visits overdue").arg(overdue));
    }
    if (dueSoon > 0) parts << tr("%1 due this week").arg(dueSoon);
    m_summary = parts.isEmpty() ? tr("No visit is due this week") : parts.join(tr(", "));

    m_due->setRows(due);
    m_drafts->setRows(drafts);
    m_tasks->setRows(tasks);
    emit changed();
}

void TodayModel::finishTask(const QString& taskId) {
    m_session.ask(
        this, [taskId](RecordSource& source) { return markTaskDone(source, taskId); },
        [this](const base::Status& status) {
            if (!status) return emit failed(Words::failure(status.error()));
            emit m_session.changed();
        });
}

}  // namespace hearth::client::viewmodels
