#include "client/viewmodels/sealed_visit_model.hpp"

#include "client/viewmodels/record_words.hpp"
#include "client/viewmodels/words.hpp"

namespace hearth::client::viewmodels {

SealedVisitModel::SealedVisitModel(Session& session, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_fields(RowsModel::of<SealedFieldRow>(this)),
      m_decisions(RowsModel::of<DecisionRow>(this)),
      m_editor(new UnitEditor(this)) {
    connect(m_editor, &UnitEditor::changed, this, &SealedVisitModel::amendingChanged);
    connect(&m_session, &Session::changed, this, [this] {
        if (!m_id.isNil()) read();
    });
}

void SealedVisitModel::open(const base::EntityId& visit) {
    close();
    m_id = visit;
    read();
}

void SealedVisitModel::close() {
    m_id = {};
    m_visit.reset();
    m_failure.clear();
    cancelAmendment();
    m_fields->setRows(std::vector<SealedFieldRow>{});
    m_decisions->setRows(std::vector<DecisionRow>{});
    emit changed();
}

void SealedVisitModel::read() {
    m_session.ask(
        this, [id = m_id](RecordSource& source) { return readSealedVisit(source, id); },
        [this, id = m_id](base::Result<SealedVisit> visit) {
            if (id != m_id) return;
            m_failure = visit ? QString() : Words::failure(visit.error());
            if (visit) {
                m_visit = std::move(*visit);
                std::vector<SealedFieldRow> rows;
                for (const auto& field : m_visit->fields)
                    rows.push_back(field.row);
                m_fields->setRows(rows);
                m_decisions->setRows(m_visit->decisions);
            }
            emit changed();
        });
}

QString SealedVisitModel::scope() const {
    return m_visit ? QString::fromStdString(m_visit->scope.hex()) : QString();
}

const SealedField& SealedVisitModel::amended() const {
    return m_visit->fields.at(m_amending);
}

void SealedVisitModel::beginAmendment(int row) {
    if (!m_visit || row < 0 || row >= m_fields->count()) return;
    m_amending = static_cast<std::size_t>(row);
    m_reason.clear();
    const auto& field = amended();
    m_editor->start(*records::findType(field.target.type), field.unit, field.value, m_visit->names);
    emit amendingChanged();
}

void SealedVisitModel::cancelAmendment() {
    m_editor->clear();
    m_reason.clear();
    emit amendingChanged();
}

QString SealedVisitModel::amendingLabel() const {
    if (!isAmending()) return {};
    const auto& row = amended().row;
    return QStringLiteral("%1: %2").arg(row.section, row.label);
}

QString SealedVisitModel::original() const {
    return isAmending() ? amended().row.value : QString();
}

void SealedVisitModel::setReason(const QString& text) {
    if (text == m_reason) return;
    m_reason = text;
    emit amendingChanged();
}

bool SealedVisitModel::canAmend() const {
    return isAmending() && !m_saving && m_editor->isValid() && !m_reason.trimmed().isEmpty() &&
           m_editor->value() != amended().value;
}

void SealedVisitModel::amend() {
    if (!canAmend()) return;
    const auto& field = amended();
    NewAmendment amendment;
    amendment.target = field.target;
    amendment.scope = m_visit->scope;
    amendment.unit = field.unit.number;
    amendment.value = m_editor->value();
    amendment.text = unitLine(*records::findType(field.target.type), field.unit, amendment.value,
                              m_visit->names);
    amendment.reason = m_reason;
    m_saving = true;
    m_session.ask(
        this, [amendment](RecordSource& source) { return saveAmendment(source, amendment); },
        [this](const base::Status& status) {
            m_saving = false;
            m_failure = status ? QString() : Words::failure(status.error());
            if (status) {
                cancelAmendment();
                emit m_session.changed();
            }
            emit changed();
            emit amendingChanged();
        });
}

}  // namespace hearth::client::viewmodels
