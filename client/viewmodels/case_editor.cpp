#include "client/viewmodels/case_editor.hpp"

#include <array>

#include "client/viewmodels/words.hpp"
#include "schema/records/family.pb.h"
#include "schema/records/work.pb.h"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

// From the least to the most protective, as they are offered.
constexpr std::array kLevels = {records::HAZARD_NONE, records::HAZARD_CAUTION,
                                records::HAZARD_TWO_WORKERS, records::HAZARD_DO_NOT_VISIT};

int placeOf(records::HazardLevel level) {
    for (std::size_t i = 0; i < kLevels.size(); ++i) {
        if (kLevels[i] == level) return static_cast<int>(i);
    }
    return -1;
}

// The record a form is about; nothing for forms that only add.
std::optional<records::EntityKey> keyOf(CaseEditor::Form form, const base::ScopeId& scope,
                                        const QString& id) {
    switch (form) {
        case CaseEditor::Phone:
        case CaseEditor::AccessNote:
        case CaseEditor::Plan:
            return records::EntityKey{records::typeNumber<records::CaseFile>(),
                                      base::rootOf(scope)};
        case CaseEditor::Alert: {
            const auto alert = base::EntityId::fromHex(id.toStdString());
            if (!alert) return std::nullopt;
            return records::EntityKey{records::typeNumber<records::Alert>(), *alert};
        }
        default:
            return std::nullopt;
    }
}

}  // namespace

CaseEditor::CaseEditor(Session& session, QObject* parent) : QObject(parent), m_session(session) {}

void CaseEditor::begin(int wanted, const QString& id) {
    const auto form = static_cast<Form>(wanted);
    const auto key = keyOf(form, m_scope, id);
    if (!key) return opened(form, std::nullopt);
    m_session.ask(
        this, [key = *key](RecordSource& source) { return source.open(key); },
        [this, form](base::Result<std::optional<records::Opened>> record) {
            if (record && *record) return opened(form, std::move(*record));
            m_failure = record ? tr("This record is no longer on this tablet.")
                               : Words::failure(record.error());
            emit changed();
        });
}

void CaseEditor::opened(Form form, std::optional<records::Opened> record) {
    m_form = form;
    m_opened = std::move(record);
    m_text.clear();
    m_day = 0;
    m_level = -1;
    m_failure.clear();
    if (form == Alert && m_opened) {
        if (const auto alert = m_opened->body.as<records::Alert>()) {
            m_text = QString::fromStdString(alert->what());
            m_day = static_cast<int>(alert->review_day());
            m_level = placeOf(alert->level());
        }
    } else if (m_opened) {
        if (const auto file = m_opened->body.as<records::CaseFile>()) {
            const auto& text = form == Phone        ? file->phone()
                               : form == AccessNote ? file->access_note()
                                                    : file->plan_text();
            m_text = QString::fromStdString(text);
        }
    } else if (form == Chronology) {
        m_day = static_cast<int>(base::toDayNumber(base::ukDateOf(m_session.now())));
    }
    emit changed();
}

void CaseEditor::cancel() {
    m_form = Nothing;
    m_opened.reset();
    m_text.clear();
    m_failure.clear();
    emit changed();
}

void CaseEditor::setText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    emit changed();
}

void CaseEditor::setDay(int day) {
    if (day == m_day) return;
    m_day = day;
    emit changed();
}

void CaseEditor::setLevel(int level) {
    if (level == m_level) return;
    m_level = level;
    emit changed();
}

QString CaseEditor::title() const {
    switch (m_form) {
        case Phone:
            return tr("Phone");
        case AccessNote:
            return tr("How to get in");
        case Plan:
            return tr("The plan");
        case Alert:
            return m_opened ? tr("Alert") : tr("New alert");
        case Task:
            return tr("New task");
        case Chronology:
            return tr("Add to the chronology");
        default:
            return {};
    }
}

QString CaseEditor::label() const {
    switch (m_form) {
        case Phone:
            return tr("Phone number");
        case AccessNote:
            return tr("What a visitor must know to get in");
        case Plan:
            return tr("The plan as it stands");
        case Alert:
            return tr("What a visitor must know");
        case Task:
            return tr("What is to be done");
        case Chronology:
            return tr("What happened, in one line");
        default:
            return {};
    }
}

bool CaseEditor::asksDay() const {
    return m_form == Alert || m_form == Task || m_form == Chronology;
}

QString CaseEditor::dayLabel() const {
    if (m_form == Alert) return tr("Look at it again by");
    return m_form == Task ? tr("Due") : tr("Date");
}

QStringList CaseEditor::levels() const {
    QStringList labels;
    if (m_form != Alert) return labels;
    const auto* field = records::typeOf(records::Alert::default_instance()).fieldNamed("level");
    for (const auto level : kLevels) {
        labels << QString::fromStdString(records::labelOf(*field, level));
    }
    return labels;
}

bool CaseEditor::canSave() const {
    if (m_form == Nothing || m_saving) return false;
    // Phone, access and plan may be emptied; an alert, a task or a line says something.
    if (asksDay() && m_text.trimmed().isEmpty()) return false;
    return m_form != Alert || m_level >= 0;
}

std::vector<records::Op> CaseEditor::changes(const base::EntityId& newId,
                                             const base::WorkerId& self) const {
    records::ChangeBuilder change;
    const auto words = m_text.trimmed().toStdString();
    if (m_form == Alert) {
        records::Alert alert;
        if (m_opened) static_cast<void>(m_opened->body.into(alert));
        alert.set_what(words);
        alert.set_review_day(m_day);
        alert.set_level(kLevels.at(static_cast<std::size_t>(m_level)));
        if (m_opened) {
            change.update(*m_opened, alert);
        } else {
            change.create({records::typeNumber<records::Alert>(), newId}, m_scope, alert);
        }
    } else if (m_form == Task) {
        records::Task task;
        task.set_wording(words);
        task.set_owner_id(self.bytes());
        task.set_due_day(m_day);
        change.create({records::typeNumber<records::Task>(), newId}, m_scope, task);
    } else if (m_form == Chronology) {
        records::ChronologyEvent event;
        event.set_day(m_day);
        event.set_line(words);
        event.set_author_id(self.bytes());
        change.create({records::typeNumber<records::ChronologyEvent>(), newId}, m_scope, event);
    } else if (m_opened) {
        records::CaseFile file;
        static_cast<void>(m_opened->body.into(file));
        if (m_form == Phone) file.set_phone(words);
        if (m_form == AccessNote) file.set_access_note(words);
        if (m_form == Plan) file.set_plan_text(m_text.toStdString());
        change.update(*m_opened, file);
    }
    return change.take();
}

void CaseEditor::save() {
    if (!canSave()) return;
    m_saving = true;
    emit changed();
    m_session.ask(
        this,
        [](RecordSource& source) -> base::Result<std::pair<base::EntityId, base::WorkerId>> {
            return std::pair(source.newId(), source.worker());
        },
        [this](const base::Result<std::pair<base::EntityId, base::WorkerId>>& ids) {
            auto ops = ids ? changes(ids->first, ids->second) : std::vector<records::Op>{};
            if (ops.empty()) {  // nothing was changed
                m_saving = false;
                return cancel();
            }
            m_session.save(this, std::move(ops), [this](const base::Status& status) {
                m_saving = false;
                if (status) return cancel();
                m_failure = Words::failure(status.error());
                emit changed();
            });
        });
}

}  // namespace hearth::client::viewmodels
