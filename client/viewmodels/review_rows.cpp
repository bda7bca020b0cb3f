#include "client/viewmodels/review_rows.hpp"

#include <algorithm>
#include <map>

#include <QCoreApplication>
#include <QStringList>

#include "client/viewmodels/record_words.hpp"
#include "client/viewmodels/words.hpp"
#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"

namespace hearth::client::viewmodels {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(Review)
};

QString familyName(RecordSource& source, const base::ScopeId& scope) {
    const auto file = source.find({records::typeNumber<records::CaseFile>(), base::rootOf(scope)});
    if (!file || !*file) return {};
    const auto record = (*file)->entity.body.as<records::CaseFile>();
    return record ? QString::fromStdString(record->family_name()) : QString();
}

QString titleOf(const records::ReviewItem& item) {
    const auto* type = records::findType(item.target_type());
    if (type == nullptr) return Say::tr("A record of a newer program");
    auto label = QString::fromStdString(type->label);
    if (item.field_number() == 0) return label;
    const auto unit = records::unitOf(type, item.field_number());
    return QStringLiteral("%1: %2").arg(label, QString::fromStdString(unit.label));
}

ReviewRow rowOf(RecordSource& source, const store::ViewEntity& view,
                const records::ReviewItem& item, const NameBook& names) {
    const auto& type = records::typeOf(item);
    ReviewRow row;
    row.id = QString::fromStdString(view.entity.key.id.hex());
    row.scope = QString::fromStdString(view.entity.scope.hex());
    row.title = titleOf(item);
    row.family = familyName(source, view.entity.scope);
    row.cause = fieldWords(item, *type.fieldNamed("cause"), names);
    const auto raised = view.entity.created.received.millis != 0 ? view.entity.created.received
                                                                 : view.entity.created.claimed;
    row.order = raised.millis;
    row.since = Words::ago(raised, source.now());
    row.owner = names.name(base::ByteView(item.owner_id()));
    row.mine = item.owner_id().empty() || item.owner_id() == names.self().bytes();
    row.settled = item.state() == records::REVIEW_SETTLED;
    row.reason = QString::fromStdString(item.settled_reason());
    return row;
}

QString happenedOf(const records::Body& body, const records::TypeInfo& type, base::WallTime now) {
    const auto* field = type.fieldNamed("occurred_at");
    if (field == nullptr) return {};
    auto record = newRecord(type);
    if (!body.into(*record)) return {};
    const auto at = record->GetReflection()->GetInt64(*record, field->descriptor);
    return Words::moment(base::WallTime{at}, now);
}

class Reader {
public:
    Reader(RecordSource& source, ReviewFacts& facts) : m_source(source), m_facts(facts) {}

    base::Status read(const records::ReviewItem& item, const base::ScopeId& scope);

private:
    void addSide(const records::Stamp& stamp, base::Bytes value, const QString& heading);
    base::Status addProposals(const base::ScopeId& scope);

    RecordSource& m_source;
    ReviewFacts& m_facts;
    const records::TypeInfo* m_type = nullptr;
    QString m_happened;
};

base::Status Reader::read(const records::ReviewItem& item, const base::ScopeId& scope) {
    const auto id = base::EntityId::fromBytes(item.target_id());
    if (!id) return id.error();
    const records::EntityKey key{item.target_type(), *id};
    const auto view = m_source.find(key);
    if (!view) return view.error();
    const auto opened = m_source.open(key);
    if (!opened) return opened.error();
    m_type = records::findType(item.target_type());
    if (!*view || !*opened || m_type == nullptr) {
        return base::Error(base::ErrorCode::NotFound, "what the question is about");
    }
    const auto& entity = (*view)->entity;
    m_facts.target = **opened;
    m_facts.locked = entity.sealed.has_value() || m_type->appendOnly;
    m_happened = happenedOf(entity.body, *m_type, m_source.now());
    if (item.field_number() == 0) return {};

    m_facts.unit = records::unitOf(m_type, item.field_number());
    m_facts.locked |= m_facts.unit.policy == records::IMMUTABLE;
    const auto* field = m_type->field(m_facts.unit.number);
    m_facts.masked = field != nullptr && isMasked(*field);
    addSide(entity.stampOf(m_facts.unit.number), entity.body.unit(m_facts.unit),
            Say::tr("What stands now"));
    for (const auto& sibling : entity.siblings) {
        const auto settled = sibling.state == protocol::SIBLING_SETTLED;
        if (sibling.unit != m_facts.unit.number || settled) continue;
        addSide(sibling.stamp, sibling.value, Say::tr("The other answer"));
        m_facts.shown.push_back(sibling.id);
    }
    return addProposals(scope);
}

void Reader::addSide(const records::Stamp& stamp, base::Bytes value, const QString& heading) {
    const auto isFirst = m_facts.sides.empty();
    Side side;
    side.row.heading = heading;
    QStringList lines;
    for (const auto& line : unitWords(*m_type, m_facts.unit, value, m_facts.names)) {
        lines << (m_facts.unit.fields.size() == 1
                      ? line.value
                      : QStringLiteral("%1: %2").arg(line.label, line.value));
    }
    side.row.value = lines.join(QLatin1Char('\n'));
    side.row.who = m_facts.names.name(stamp.author);
    side.row.happened = m_happened;
    side.row.recorded = Words::moment(stamp.claimed, m_source.now());
    side.row.received = stamp.received.millis == 0 ? Say::tr("not yet")
                                                   : Words::moment(stamp.received, m_source.now());
    side.row.seen = isFirst ? Say::tr("Reached the server first")
                            : Say::tr("Was given without the answer beside it in view");
    side.row.keep = isFirst ? Say::tr("Keep what stands") : Say::tr("Take this answer");
    side.value = std::move(value);
    m_facts.sides.push_back(std::move(side));
}

// Plain changes to something sealed wait as proposed amendments.
base::Status Reader::addProposals(const base::ScopeId& scope) {
    const auto views = m_source.list(scope, records::typeNumber<records::Amendment>());
    if (!views) return views.error();
    for (const auto& view : *views) {
        const auto record = view.entity.body.as<records::Amendment>();
        if (!record) return record.error();
        if (record->state() != records::PROPOSED ||
            record->target_id() != m_facts.target.key.id.bytes() ||
            record->field_number() != m_facts.unit.number) {
            continue;
        }
        addSide(view.entity.created, record->new_value(), Say::tr("A change that came later"));
        m_facts.sides.back().isProposal = true;
        m_facts.sides.back().row.seen = Say::tr("Came when the record was already sealed");
        m_facts.sides.back().row.keep = Say::tr("Take it as an amendment");
    }
    return {};
}

}  // namespace

base::Result<std::vector<ReviewRow>> readReviews(RecordSource& source) {
    const auto names = NameBook::read(source);
    if (!names) return names.error();
    const auto views = source.listAll(records::typeNumber<records::ReviewItem>());
    if (!views) return views.error();
    std::vector<ReviewRow> rows;
    for (const auto& view : *views) {
        const auto item = view.entity.body.as<records::ReviewItem>();
        if (!item) return item.error();
        rows.push_back(rowOf(source, view, *item, *names));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        if (a.settled != b.settled) return !a.settled;
        return a.settled ? a.order > b.order : a.order < b.order;
    });
    return rows;
}

base::Result<ReviewFacts> readReview(RecordSource& source, const base::EntityId& review) {
    const auto view = source.find({records::typeNumber<records::ReviewItem>(), review});
    if (!view) return view.error();
    if (!*view) return base::Error(base::ErrorCode::NotFound, "review");
    const auto item = (*view)->entity.body.as<records::ReviewItem>();
    if (!item) return item.error();
    ReviewFacts facts;
    auto names = NameBook::read(source, (*view)->entity.scope);
    if (!names) return names.error();
    facts.names = std::move(*names);
    facts.row = rowOf(source, **view, *item, facts.names);
    facts.explanation = QString::fromStdString(item->explanation());
    HEARTH_TRY(Reader(source, facts).read(*item, (*view)->entity.scope));
    return facts;
}

}  // namespace hearth::client::viewmodels
