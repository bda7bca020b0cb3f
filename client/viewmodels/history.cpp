#include <algorithm>

#include <QCoreApplication>

#include "client/viewmodels/case_file_rows.hpp"
#include "client/viewmodels/record_words.hpp"
#include "client/viewmodels/words.hpp"
#include "schema/records/visit.pb.h"

namespace hearth::client::viewmodels {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(History)
};

// When a record says that something happened, as against when it was written down.
std::int64_t happenedAt(const records::Entity& entity) {
    const auto* type = records::findType(entity.key.type);
    const auto* field = type == nullptr ? nullptr : type->fieldNamed("occurred_at");
    if (field == nullptr) return 0;
    const auto record = recordOfUnit(*type, records::unitOf(type, field->unit),
                                     entity.body.unit(records::unitOf(type, field->unit)));
    if (!record) return 0;
    return (*record)->GetReflection()->GetInt64(**record, field->descriptor);
}

class Writer {
public:
    Writer(base::WallTime now, const NameBook& names) : m_now(now), m_names(names) {}

    void addEntity(const records::Entity& entity) {
        const auto* type = records::findType(entity.key.type);
        if (type == nullptr) return;
        m_happened = Words::moment(base::WallTime{happenedAt(entity)}, m_now);
        const auto label = QString::fromStdString(type->label);
        // An observation is begun and sealed with its visit: one line says it for all.
        const auto alone = entity.key.type != records::typeNumber<records::Observation>();
        if (alone) add(entity.created, Say::tr("%1 begun").arg(label), {}, {});
        for (const auto& [key, stamp] : entity.stamps) {
            const auto unit = records::unitOf(type, key.first);
            const auto value = key.second.empty() ? entity.body.unit(unit) : key.second;
            add(stamp, what(label, unit), words(*type, unit, value), {});
        }
        for (const auto& sibling : entity.siblings) {
            const auto unit = records::unitOf(type, sibling.unit);
            add(sibling.stamp, what(label, unit), words(*type, unit, sibling.value),
                noteOf(sibling.state));
        }
        if (entity.sealed && alone) add(*entity.sealed, Say::tr("%1 sealed").arg(label), {}, {});
        if (entity.retired) add(*entity.retired, Say::tr("%1 withdrawn").arg(label), {}, {});
    }

    std::vector<HistoryRow> take() {
        std::stable_sort(m_rows.begin(), m_rows.end(),
                         [](const auto& a, const auto& b) { return a.order > b.order; });
        return std::move(m_rows);
    }

private:
    static QString what(const QString& label, const records::UnitInfo& unit) {
        return QStringLiteral("%1: %2").arg(label, QString::fromStdString(unit.label));
    }
    static QString noteOf(protocol::SiblingState state) {
        switch (state) {
            case protocol::SIBLING_OPEN:
                return Say::tr("Waits for a decision");
            case protocol::SIBLING_SETTLED:
                return Say::tr("Set aside by a person; kept");
            default:
                return Say::tr("Did not stand; kept");
        }
    }
    QString words(const records::TypeInfo& type, const records::UnitInfo& unit,
                  base::ByteView value) const {
        const auto* field = type.field(unit.number);
        if (field != nullptr && isMasked(*field)) return Say::tr("(masked)");
        return unitLine(type, unit, value, m_names);
    }
    void add(const records::Stamp& stamp, QString what, QString value, QString note) {
        HistoryRow row;
        row.who = m_names.name(stamp.author);
        row.what = std::move(what);
        row.value = std::move(value);
        row.note = std::move(note);
        if (stamp.afterHandover) {
            const auto mark = Say::tr("Recorded before handover, received after");
            row.note = row.note.isEmpty() ? mark : Say::tr("%1. %2").arg(row.note, mark);
        }
        row.happened = m_happened;
        row.recorded = Words::moment(stamp.claimed, m_now);
        row.received =
            stamp.received.millis == 0 ? Say::tr("not yet") : Words::moment(stamp.received, m_now);
        row.order = stamp.claimed.millis;
        m_rows.push_back(std::move(row));
    }

    base::WallTime m_now;
    const NameBook& m_names;
    QString m_happened;
    std::vector<HistoryRow> m_rows;
};

}  // namespace

base::Result<std::vector<HistoryRow>> readHistory(RecordSource& source, const base::ScopeId& scope,
                                                  const NameBook& names) {
    Writer writer(source.now(), names);
    for (const auto& type : records::allTypes()) {
        if (type.scope != records::SCOPE_CASE_FILE) continue;
        const auto views = source.list(scope, type.number);
        if (!views) return views.error();
        for (const auto& view : *views) {
            // Somebody else's draft is not yet the record.
            const auto draft = type.sealable && !view.entity.sealed;
            if (draft && view.entity.created.author != names.self()) continue;
            writer.addEntity(view.entity);
        }
    }
    return writer.take();
}

}  // namespace hearth::client::viewmodels
