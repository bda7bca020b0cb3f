#include "client/viewmodels/sealed_visit_rows.hpp"

#include <map>

#include <QCoreApplication>

#include <google/protobuf/descriptor.h>

#include "client/viewmodels/record_words.hpp"
#include "client/viewmodels/words.hpp"
#include "schema/records/common.pb.h"
#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/records/change.hpp"

namespace hearth::client::viewmodels {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(SealedVisit)
};

using UnitOf = std::pair<records::EntityKey, records::UnitNumber>;
using Amendments = std::map<UnitOf, QVariantList>;

// Who wrote a record and when: "Jo Bell, 24 Nov 2026, 15:10".
QString bylineOf(const NameBook& names, base::ByteView author, const records::Entity& entity,
                 base::WallTime now) {
    return QStringLiteral("%1, %2").arg(names.name(author),
                                        Words::moment(entity.created.claimed, now));
}

base::Result<Amendments> readAmendments(RecordSource& source, const base::ScopeId& scope,
                                        const NameBook& names) {
    const auto views = source.list(scope, records::typeNumber<records::Amendment>());
    if (!views) return views.error();
    Amendments found;
    for (const auto& view : *views) {
        const auto record = view.entity.body.as<records::Amendment>();
        if (!record) return record.error();
        const auto target = base::EntityId::fromBytes(record->target_id());
        if (!target) continue;
        AmendmentLine line;
        line.text = QString::fromStdString(record->new_text());
        line.reason = QString::fromStdString(record->reason());
        line.byline = bylineOf(names, record->author_id(), view.entity, source.now());
        line.proposed = record->state() == records::PROPOSED;
        found[{{record->target_type(), *target}, record->field_number()}]
            << QVariant::fromValue(line);
    }
    return found;
}

// Ids of the record itself say nothing to a reader.
bool isShown(const records::FieldInfo& field) {
    return field.name != "visit_id" && field.name != "child_id" && field.name != "worker_id" &&
           !isMasked(field);
}

// An answer that was not given is shown as such; a reason or a text that was not asked for is not.
bool isWorthALine(const records::FieldInfo& field, const records::Body& body) {
    const auto* values = field.descriptor->enum_type();
    const auto isAnswer = values != nullptr && values == records::Answer_descriptor();
    return isAnswer || !body.field(field.number).empty();
}

QString valueOf(const records::TypeInfo& type, const records::UnitInfo& unit, base::ByteView value,
                const NameBook& names) {
    records::Body body;
    if (unit.fields.size() == 1 || !body.setUnit(unit, value)) {
        return unitLine(type, unit, value, names);
    }
    const auto words = unitWords(type, unit, value, names);
    QStringList lines;
    for (std::size_t i = 0; i < unit.fields.size(); ++i) {
        const auto* field = type.field(unit.fields[i]);
        if (field != nullptr && !isWorthALine(*field, body)) continue;
        lines << QStringLiteral("%1: %2").arg(words[i].label, words[i].value);
    }
    return lines.join(QLatin1Char('\n'));
}

void addFields(const records::Entity& entity, const QString& section, const NameBook& names,
               const Amendments& amendments, std::vector<SealedField>& fields) {
    const auto* type = records::findType(entity.key.type);
    const auto first = fields.size();
    for (const auto& unit : type->units) {
        const auto* field = type->field(unit.number);
        if (field == nullptr || !isShown(*field)) continue;
        SealedField entry;
        entry.target = entity.key;
        entry.unit = unit;
        entry.value = entity.body.unit(unit);
        entry.row.section = section;
        if (fields.size() == first) entry.row.heading = section;
        entry.row.label = QString::fromStdString(unit.label);
        entry.row.ownWords = field->sensitivity == records::OWN_WORDS;
        const auto amended = amendments.find({entity.key, unit.number});
        if (amended != amendments.end()) entry.row.amendments = amended->second;
        // An empty field is shown only if somebody amended it: the page is for what was recorded.
        if (entry.value.empty() && entry.row.amendments.isEmpty()) continue;
        entry.row.value = valueOf(*type, unit, entry.value, names);
        fields.push_back(std::move(entry));
    }
}

base::Status addObservations(RecordSource& source, const base::EntityId& visit,
                             const Amendments& amendments, SealedVisit& sealed) {
    const auto views = source.list(sealed.scope, records::typeNumber<records::Observation>());
    if (!views) return views.error();
    for (const auto& view : *views) {
        const auto record = view.entity.body.as<records::Observation>();
        if (!record) return record.error();
        if (record->visit_id() != visit.bytes()) continue;
        addFields(view.entity, sealed.names.name(base::ByteView(record->child_id())), sealed.names,
                  amendments, sealed.fields);
    }
    return {};
}

base::Status addDecisions(RecordSource& source, const base::EntityId& visit, SealedVisit& sealed) {
    const auto views = source.list(sealed.scope, records::typeNumber<records::Decision>());
    if (!views) return views.error();
    for (const auto& view : *views) {
        const auto record = view.entity.body.as<records::Decision>();
        if (!record) return record.error();
        if (record->visit_id() != visit.bytes()) continue;
        DecisionRow row;
        row.decision = QString::fromStdString(record->decision());
        row.rationale = QString::fromStdString(record->rationale());
        row.byline = bylineOf(sealed.names, record->author_id(), view.entity, source.now());
        sealed.decisions.push_back(row);
    }
    return {};
}

}  // namespace

base::Result<SealedVisit> readSealedVisit(RecordSource& source, const base::EntityId& visit) {
    const records::EntityKey key{records::typeNumber<records::Visit>(), visit};
    const auto opened = source.open(key);  // the audit row of the reading
    if (!opened) return opened.error();
    const auto view = source.find(key);
    if (!view) return view.error();
    if (!*view) return base::Error(base::ErrorCode::NotFound, "visit");
    const auto& entity = (*view)->entity;
    if (!entity.sealed) return base::Error(base::ErrorCode::Refused, "it is not sealed yet");
    const auto record = entity.body.as<records::Visit>();
    if (!record) return record.error();

    SealedVisit sealed;
    sealed.scope = entity.scope;
    auto names = NameBook::read(source, sealed.scope);
    if (!names) return names.error();
    sealed.names = std::move(*names);
    const auto file =
        source.find({records::typeNumber<records::CaseFile>(), base::rootOf(sealed.scope)});
    if (!file) return file.error();
    if (*file) {
        const auto family = (*file)->entity.body.as<records::CaseFile>();
        if (family) sealed.family = QString::fromStdString(family->family_name());
    }
    const auto& type = records::typeOf(*record);
    sealed.kind = fieldWords(*record, *type.fieldNamed("kind"), sealed.names);
    sealed.byline =
        record->worker_id() == sealed.names.self().bytes()
            ? Say::tr("Your visit")
            : Say::tr("Visited by %1").arg(sealed.names.name(base::ByteView(record->worker_id())));
    sealed.occurred = Words::moment(base::WallTime{record->occurred_at()}, source.now());
    sealed.recorded = Words::moment(entity.sealed->claimed, source.now());
    sealed.received = entity.sealed->received.millis == 0
                          ? Say::tr("not yet")
                          : Words::moment(entity.sealed->received, source.now());
    if (entity.created.afterHandover || entity.sealed->afterHandover) {
        sealed.byline = Say::tr("%1. Recorded before handover, received after").arg(sealed.byline);
    }

    const auto amendments = readAmendments(source, sealed.scope, sealed.names);
    if (!amendments) return amendments.error();
    HEARTH_TRY(addObservations(source, visit, *amendments, sealed));
    addFields(entity, Say::tr("The visit"), sealed.names, *amendments, sealed.fields);
    HEARTH_TRY(addDecisions(source, visit, sealed));
    return sealed;
}

base::Status saveAmendment(RecordSource& source, const NewAmendment& input) {
    records::Amendment record;
    record.set_target_type(input.target.type);
    record.set_target_id(input.target.id.bytes());
    record.set_field_number(input.unit);
    record.set_new_text(input.text.toStdString());
    record.set_new_value(input.value);
    record.set_reason(input.reason.trimmed().toStdString());
    record.set_author_id(source.worker().bytes());
    record.set_state(records::AMENDED);
    records::ChangeBuilder change;
    change.create({records::typeNumber<records::Amendment>(), source.newId()}, input.scope, record);
    const auto saved = source.save(change.take());
    if (!saved) return saved.error();
    return {};
}

}  // namespace hearth::client::viewmodels
