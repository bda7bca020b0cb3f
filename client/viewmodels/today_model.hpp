// TodayModel: what is due, overdue and unfinished today.
// Owner: AppModel. Threads: UI.
#pragma once

#include "client/viewmodels/caseload_feed.hpp"
#include "client/viewmodels/rows_model.hpp"

namespace hearth::client::viewmodels {

class TodayModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(QString date READ date NOTIFY changed)        // "Tuesday 24 November"
    Q_PROPERTY(QString summary READ summary NOTIFY changed)  // "3 visits overdue, 5 due this week"
    Q_PROPERTY(QString failure READ failure NOTIFY changed)
    Q_PROPERTY(bool isRead READ isRead NOTIFY changed)  // false until the first reading
    // Families with a visit overdue or due this week, the most urgent first.
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* due READ due CONSTANT)
    // Visits that this worker began and has not sealed.
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* drafts READ drafts CONSTANT)
    // This worker's tasks that are late or due within a week.
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* tasks READ tasks CONSTANT)

public:
    TodayModel(Session& session, CaseloadFeed& feed, QObject* parent = nullptr);

    [[nodiscard]] QString date() const { return m_date; }
    [[nodiscard]] QString summary() const { return m_summary; }
    [[nodiscard]] QString failure() const { return m_feed.failure(); }
    [[nodiscard]] bool isRead() const { return m_feed.current() != nullptr; }
    [[nodiscard]] RowsModel* due() const { return m_due; }
    [[nodiscard]] RowsModel* drafts() const { return m_drafts; }
    [[nodiscard]] RowsModel* tasks() const { return m_tasks; }

    // Marks a task done now.
    Q_INVOKABLE void finishTask(const QString& taskId);

signals:
    void changed();
    // In words, why a task could not be marked.
    void failed(const QString& sentence);

private:
    void show();

    Session& m_session;
    CaseloadFeed& m_feed;
    QString m_date;
    QString m_summary;
    RowsModel* m_due;
    RowsModel* m_drafts;
    RowsModel* m_tasks;
};

}  // namespace hearth::client::viewmodels
