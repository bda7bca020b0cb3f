#include "client/viewmodels/review_model.hpp"

#include <algorithm>

#include "client/viewmodels/record_words.hpp"
#include "client/viewmodels/words.hpp"
#include "schema/records/visit.pb.h"
#include "shared/records/change.hpp"

namespace hearth::client::viewmodels {

ReviewModel::ReviewModel(Session& session, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_reviews(RowsModel::of<ReviewRow>(this)),
      m_sides(RowsModel::of<SideRow>(this)),
      m_third(new UnitEditor(this)) {
    connect(&m_session, &Session::changed, this, &ReviewModel::read);
    connect(m_third, &UnitEditor::changed, this, &ReviewModel::changed);
}

void ReviewModel::read() {
    m_session.ask(
        this, [](RecordSource& source) { return readReviews(source); },
        [this](base::Result<std::vector<ReviewRow>> rows) {
            m_failure = rows ? QString() : Words::failure(rows.error());
            if (rows) {
                m_reviews->setRows(*rows);
                m_openCount = static_cast<int>(std::count_if(
                    rows->begin(), rows->end(), [](const auto& row) { return !row.settled; }));
            }
            emit changed();
        });
}

void ReviewModel::open(const QString& reviewId) {
    close();
    const auto id = base::EntityId::fromHex(reviewId.toStdString());
    if (!id) return;
    m_session.ask(
        this, [id = *id](RecordSource& source) { return readReview(source, id); },
        [this](base::Result<ReviewFacts> facts) {
            m_failure = facts ? QString() : Words::failure(facts.error());
            if (facts) m_facts = std::move(*facts);
            show();
        });
}

void ReviewModel::close() {
    m_facts.reset();
    m_choice = -1;
    m_reason.clear();
    m_failure.clear();
    show();
}

void ReviewModel::show() {
    std::vector<SideRow> rows;
    if (m_facts && !m_facts->masked) {
        for (const auto& side : m_facts->sides)
            rows.push_back(side.row);
    }
    m_sides->setRows(rows);
    if (mayWriteThird()) {
        m_third->start(*records::findType(m_facts->target.key.type), m_facts->unit,
                       m_facts->sides.front().value, m_facts->names);
    } else {
        m_third->clear();
    }
    emit changed();
}

void ReviewModel::reveal() {
    if (!m_facts) return;
    m_facts->masked = false;
    show();
}

QString ReviewModel::explanation() const {
    return m_facts ? m_facts->explanation : QString();
}

QString ReviewModel::settledReason() const {
    return m_facts && m_facts->row.settled ? m_facts->row.reason : QString();
}

bool ReviewModel::mayDecide() const {
    return m_facts && m_facts->row.mine && !m_facts->row.settled && !m_facts->masked;
}

bool ReviewModel::mayWriteThird() const {
    // Of something sealed a third answer would be an amendment, written on the visit's own page.
    return mayDecide() && !m_facts->locked && !m_facts->sides.empty();
}

bool ReviewModel::choosesThird() const {
    return mayWriteThird() && m_choice == static_cast<int>(m_facts->sides.size());
}

void ReviewModel::setChoice(int choice) {
    if (choice == m_choice) return;
    m_choice = choice;
    emit changed();
}

void ReviewModel::setReason(const QString& text) {
    if (text == m_reason) return;
    m_reason = text;
    emit changed();
}

bool ReviewModel::canSettle() const {
    if (!mayDecide() || m_saving || m_reason.trimmed().isEmpty()) return false;
    if (m_facts->sides.empty()) return true;  // about the whole record: looked at, with a reason
    if (choosesThird()) return m_third->isValid();
    return m_choice >= 0 && m_choice < static_cast<int>(m_facts->sides.size());
}

std::vector<records::Op> ReviewModel::decision(const base::EntityId& newId) const {
    records::ChangeBuilder change;
    const auto reason = m_reason.trimmed().toStdString();
    const auto& facts = *m_facts;
    if (facts.sides.empty()) {
        change.resolve(facts.target, facts.unit.number, {}, facts.shown, reason);
        return change.take();
    }
    if (choosesThird()) {
        change.resolve(facts.target, facts.unit.number, m_third->value(), facts.shown, reason);
        return change.take();
    }
    const auto& side = facts.sides.at(static_cast<std::size_t>(m_choice));
    if (!side.isProposal) {
        change.resolve(facts.target, facts.unit.number, side.value, facts.shown, reason);
        return change.take();
    }
    // What is sealed stays as it is; the change stands beside it as an amendment.
    records::Amendment amendment;
    amendment.set_target_type(facts.target.key.type);
    amendment.set_target_id(facts.target.key.id.bytes());
    amendment.set_field_number(facts.unit.number);
    amendment.set_new_text(
        unitLine(*records::findType(facts.target.key.type), facts.unit, side.value, facts.names)
            .toStdString());
    amendment.set_new_value(side.value);
    amendment.set_reason(reason);
    amendment.set_author_id(facts.names.self().bytes());
    amendment.set_state(records::AMENDED);
    change.create({records::typeNumber<records::Amendment>(), newId}, facts.target.scope,
                  amendment);
    change.resolve(facts.target, facts.unit.number, facts.sides.front().value, facts.shown, reason);
    return change.take();
}

void ReviewModel::settle() {
    if (!canSettle()) return;
    m_saving = true;
    emit changed();
    m_session.ask(
        this, [](RecordSource& source) -> base::Result<base::EntityId> { return source.newId(); },
        [this](const base::Result<base::EntityId>& newId) {
            m_saving = false;
            if (!newId || !m_facts) return emit changed();
            m_session.save(this, decision(*newId), [this](const base::Status& status) {
                if (!status) {
                    m_failure = Words::failure(status.error());
                    return emit changed();
                }
                close();
                emit settled();
            });
        });
}

}  // namespace hearth::client::viewmodels
