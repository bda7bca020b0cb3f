#include "client/viewmodels/case_file_rows.hpp"

#include <algorithm>
#include <map>

#include <QCoreApplication>

#include "client/viewmodels/record_words.hpp"
#include "client/viewmodels/words.hpp"

namespace hearth::client::viewmodels {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(CaseFile)
};

const char16_t* const kSeparator = u" \u00b7 ";

QString labelled(const google::protobuf::Message& record, std::string_view field,
                 const NameBook& names) {
    const auto* info = records::typeOf(record).fieldNamed(field);
    return info == nullptr ? QString() : fieldWords(record, *info, names);
}

class Reader {
public:
    Reader(RecordSource& source, const base::ScopeId& scope) : m_source(source), m_scope(scope) {}

    base::Result<CaseFileFacts> read() {
        auto names = NameBook::read(m_source, m_scope);
        if (!names) return names.error();
        m_facts.names = std::move(*names);
        HEARTH_TRY(readFamilyPart());
        HEARTH_TRY(readPeople());
        HEARTH_TRY(readVisits());
        HEARTH_TRY(readChronology());
        auto history = readHistory(m_source, m_scope, m_facts.names);
        if (!history) return history.error();
        m_facts.history = std::move(*history);
        return std::move(m_facts);
    }

private:
    base::Status readFamilyPart();
    base::Status readPeople();
    base::Status readVisits();
    base::Status readChronology();

    // Each record of a type in the family, with the entity it came from.
    template <class Record, class Take>
    base::Status each(Take take) {
        const auto views = m_source.list(m_scope, records::typeNumber<Record>());
        if (!views) return views.error();
        for (const auto& view : *views) {
            const auto record = view.entity.body.template as<Record>();
            if (!record) return record.error();
            take(view, *record);
        }
        return {};
    }

    RecordSource& m_source;
    base::ScopeId m_scope;
    CaseFileFacts m_facts;
};

base::Status Reader::readFamilyPart() {
    auto caseload = readFamily(m_source, m_scope);
    if (!caseload) return caseload.error();
    m_facts.now = caseload->now;
    m_facts.family = std::move(caseload->families.front());
    for (const auto& child : m_facts.family.children) {
        m_facts.children.push_back(childCard(child, m_facts.now, m_facts.names));
    }
    for (const auto& alert : m_facts.family.alerts) {
        m_facts.alerts.push_back(alertRow(alert, m_facts.names));
    }
    for (const auto& facts : caseload->tasks) {
        auto row = taskRow(facts, m_facts.now);
        row.owner = m_facts.names.name(base::ByteView(facts.task.owner_id()));
        m_facts.tasks.push_back(std::move(row));
    }
    std::stable_sort(m_facts.tasks.begin(), m_facts.tasks.end(),
                     [](auto& a, auto& b) { return a.done.isEmpty() && !b.done.isEmpty(); });
    return {};
}

base::Status Reader::readPeople() {
    for (const auto& member : m_facts.family.caseFile.household_members()) {
        m_facts.people.push_back({QString::fromStdString(member), Say::tr("Household")});
    }
    const auto today = base::toDayNumber(base::ukDateOf(m_facts.now));
    return each<records::Involvement>([&](const auto&, const records::Involvement& involvement) {
        if (involvement.end_day() != 0 && involvement.end_day() < today) return;
        m_facts.people.push_back({m_facts.names.name(base::ByteView(involvement.worker_id())),
                                  labelled(involvement, "role", m_facts.names)});
    });
}

base::Status Reader::readVisits() {
    std::map<base::Bytes, std::vector<records::Observation>> observations;
    HEARTH_TRY(each<records::Observation>([&](const auto&, const auto& observation) {
        observations[observation.visit_id()].push_back(observation);
    }));
    std::map<base::Bytes, int> amendments;
    HEARTH_TRY(each<records::Amendment>(
        [&](const auto&, const auto& amendment) { ++amendments[amendment.target_id()]; }));
    const auto self = m_facts.names.self().bytes();
    HEARTH_TRY(each<records::Visit>([&](const auto& view, const records::Visit& visit) {
        VisitRow row;
        const auto id = view.entity.key.id.bytes();
        row.id = QString::fromStdString(view.entity.key.id.hex());
        row.kind = labelled(visit, "kind", m_facts.names);
        row.order = visit.occurred_at();
        row.when = Words::moment(base::WallTime{visit.occurred_at()}, m_facts.now);
        row.worker = m_facts.names.name(base::ByteView(visit.worker_id()));
        row.sealed = view.entity.sealed.has_value();
        row.mine = visit.worker_id() == self;
        // Somebody else's draft is shown as "in progress" and no more.
        if (row.sealed || row.mine) row.seen = seenWords(observations[id], m_facts.names);
        row.amendments = amendments[id];
        row.pending = view.pending;
        m_facts.visits.push_back(std::move(row));
    }));
    std::stable_sort(m_facts.visits.begin(), m_facts.visits.end(),
                     [](const auto& a, const auto& b) { return a.order > b.order; });
    return {};
}

base::Status Reader::readChronology() {
    HEARTH_TRY(each<records::ChronologyEvent>([&](const auto&, const auto& event) {
        ChronologyRow row;
        row.order = event.day();
        row.date = Words::day(event.day());
        row.event = QString::fromStdString(event.line());
        QStringList parts;
        for (const auto& child : event.child_ids()) {
            parts << m_facts.names.name(base::ByteView(child));
        }
        const auto author = m_facts.names.name(base::ByteView(event.author_id()));
        const auto* type = records::findType(event.source_type());
        parts << (type == nullptr
                      ? author
                      : Say::tr("%1, from: %2").arg(author, QString::fromStdString(type->label)));
        row.source = parts.join(QStringView(kSeparator));
        m_facts.chronology.push_back(std::move(row));
    }));
    std::stable_sort(m_facts.chronology.begin(), m_facts.chronology.end(),
                     [](const auto& a, const auto& b) { return a.order > b.order; });
    return {};
}

}  // namespace

ChildCardRow childCard(const ChildFacts& facts, base::WallTime now, const NameBook& names) {
    const auto line = childLine(facts, now);
    const auto& child = facts.child;
    ChildCardRow row;
    row.id = QString::fromStdString(facts.id.hex());
    row.name = line.name;
    row.age = line.age;
    QStringList parts;
    parts << QStringLiteral("%1 %2").arg(QString::fromStdString(child.forename()),
                                         QString::fromStdString(child.surname()));
    parts << (child.born_day() != 0 ? Say::tr("born %1").arg(Words::day(child.born_day()))
                                    : Say::tr("expected %1").arg(Words::day(child.expected_day())));
    for (const auto& more : {child.school(), child.legal_status()}) {
        if (!more.empty()) parts << QString::fromStdString(more);
    }
    row.facts = parts.join(QStringView(kSeparator));
    row.method = labelled(child, "communication_method", names);
    row.profile = QString::fromStdString(child.communication_profile());
    if (line.disabled) row.disability = labelled(child, "disability_codes", names);
    row.plan = line.plan;
    row.due = line.due;
    row.dueLevel = line.dueLevel;
    row.alone = line.alone;
    row.aloneLevel = line.aloneLevel;
    return row;
}

AlertRow alertRow(const AlertFacts& facts, const NameBook& names) {
    AlertRow row;
    row.id = QString::fromStdString(facts.id.hex());
    row.level = facts.alert.level();
    row.levelWords = labelled(facts.alert, "level", names);
    row.what = QString::fromStdString(facts.alert.what());
    if (facts.alert.review_day() != 0) {
        row.review = Say::tr("Look at it again by %1").arg(Words::day(facts.alert.review_day()));
    }
    return row;
}

QString seenWords(const std::vector<records::Observation>& observations, const NameBook& names) {
    QStringList parts;
    for (const auto& observation : observations) {
        const auto name = names.name(base::ByteView(observation.child_id()));
        if (observation.seen_alone() == records::YES) {
            parts << Say::tr("%1 seen alone").arg(name);
        } else if (observation.seen() == records::YES) {
            parts << Say::tr("%1 seen, not alone").arg(name);
        } else if (observation.seen() == records::NO) {
            parts << Say::tr("%1 not seen").arg(name);
        } else {
            parts << Say::tr("%1: not recorded whether seen").arg(name);
        }
    }
    // By name: the same order for every visit of the family.
    parts.sort();
    return parts.join(QStringLiteral("; "));
}

base::Result<CaseFileFacts> readCaseFile(RecordSource& source, const base::ScopeId& scope) {
    return Reader(source, scope).read();
}

}  // namespace hearth::client::viewmodels
