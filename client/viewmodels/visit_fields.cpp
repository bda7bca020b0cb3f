// The fields of a visit's form: VisitModel, second part.
#include "client/viewmodels/task_change.hpp"
#include "client/viewmodels/visit_model.hpp"
#include "client/viewmodels/words.hpp"
#include "shared/records/change.hpp"

namespace hearth::client::viewmodels {

void VisitModel::setAnnounced(int answer) {
    if (answer == announced() || !records::Answer_IsValid(answer)) return;
    changeVisit([&](auto& visit) { visit.set_announced(static_cast<records::Answer>(answer)); },
                true);
}

void VisitModel::moveArrival(int minutes) {
    changeVisit(
        [&](auto& visit) {
            const auto moved = visit.occurred_at() + base::minutes(minutes).count;
            // Nobody arrives in the future.
            if (moved <= m_session.now().millis) visit.set_occurred_at(moved);
        },
        true);
}

void VisitModel::leaveNow() {
    const auto now = m_session.now().millis;
    changeVisit([&](auto& visit) { visit.set_left_at(now); }, true);
}

void VisitModel::togglePerson(const QString& name) {
    changeVisit(
        [&](auto& visit) {
            auto& present = *visit.mutable_people_present();
            const auto found = std::find(present.begin(), present.end(), name.toStdString());
            if (found == present.end()) {
                *present.Add() = name.toStdString();
            } else {
                present.erase(found);
            }
        },
        true);
}

void VisitModel::addPerson(const QString& name) {
    const auto wanted = name.trimmed().toStdString();
    const auto& present = visit().people_present();
    if (wanted.empty() || std::find(present.begin(), present.end(), wanted) != present.end()) {
        return;
    }
    changeVisit([&](auto& visit) { visit.add_people_present(wanted); }, true);
}

void VisitModel::setHome(const QString& text) {
    if (text == home()) return;
    changeVisit([&](auto& visit) { visit.set_home_conditions(text.toStdString()); }, false);
}

void VisitModel::setConcerns(const QString& text) {
    if (text == concerns()) return;
    changeVisit([&](auto& visit) { visit.set_concerns(text.toStdString()); }, false);
}

void VisitModel::setAnalysis(const QString& text) {
    if (text == analysis()) return;
    changeVisit([&](auto& visit) { visit.set_analysis(text.toStdString()); }, false);
}

void VisitModel::setNextSteps(const QString& text) {
    if (text == nextSteps()) return;
    changeVisit([&](auto& visit) { visit.set_next_steps(text.toStdString()); }, false);
}

QString VisitModel::whatHappened() const {
    return m_forms.empty() ? QString() : m_forms.front()->detail();
}

void VisitModel::setWhatHappened(const QString& text) {
    for (const auto& form : m_forms) {
        if (form->seen() == records::NO) form->setDetail(text);
    }
}

QString VisitModel::actionWording() const {
    return m_draft ? QString::fromStdString(m_draft->actionWording) : QString();
}

void VisitModel::setActionWording(const QString& text) {
    if (!m_draft || text == actionWording()) return;
    m_draft->actionWording = text.toStdString();
    onChange(false);
}

int VisitModel::actionDueDay() const {
    return m_draft ? static_cast<int>(m_draft->actionDueDay) : 0;
}

void VisitModel::setActionDueDay(int day) {
    if (!m_draft || day == actionDueDay()) return;
    m_draft->actionDueDay = day;
    onChange(false);
}

void VisitModel::addAction() {
    if (!m_draft || actionWording().trimmed().isEmpty()) return;
    NewTask task;
    task.scope = m_draft->scope;
    task.wording = actionWording();
    task.owner = m_worker;
    task.dueDay = m_draft->actionDueDay;
    task.visit = m_draft->id;
    m_session.ask(
        this, [task](RecordSource& source) { return addTask(source, task); },
        [this](const base::Status& status) {
            setKept(status, m_version);
            if (!status || !m_draft) return;
            m_draft->actionWording.clear();
            m_draft->actionDueDay = 0;
            onChange(false);
            refreshActions();
            emit m_session.changed();
        });
}

void VisitModel::removeAction(const QString& taskId) {
    m_session.ask(
        this, [taskId](RecordSource& source) { return retireTask(source, taskId); },
        [this](const base::Status& status) {
            setKept(status, m_version);
            if (!status) return;
            refreshActions();
            emit m_session.changed();
        });
}

}  // namespace hearth::client::viewmodels
