#include "client/viewmodels/family_rows.hpp"

#include <QCoreApplication>
#include <QStringList>

#include "client/viewmodels/name_book.hpp"
#include "client/viewmodels/words.hpp"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(FamilyRows)
};

int levelOf(const practice::VisitClock* clock) {
    if (clock == nullptr || !clock->due) return Urgency::Calm;
    if (clock->overdue) return Urgency::Late;
    return clock->workingDaysLeft <= kSoonWorkingDays ? Urgency::Soon : Urgency::Calm;
}

QString sectionOf(const practice::VisitClock* clock) {
    if (clock == nullptr || !clock->due) return Say::tr("No visit due");
    if (clock->overdue) return Say::tr("Overdue");
    return isDueSoon(*clock) ? Say::tr("Due this week") : Say::tr("Later");
}

void fillAlone(ChildLine& line, const ChildFacts& facts) {
    const auto& clock = facts.clock;
    const auto notice = clock.due ? Urgency::Soon : Urgency::Calm;
    if (facts.child.born_day() == 0) return;
    if (clock.neverSeenAlone) {
        line.alone = Say::tr("never seen alone");
        line.aloneLevel = notice;
    } else if (clock.daysSinceSeenAlone <= 0) {
        line.alone = Say::tr("seen alone today");
    } else if (clock.daysSinceSeenAlone <= kSeenAloneNoticeDays) {
        line.alone = Say::tr("seen alone %1 ago").arg(Words::days(clock.daysSinceSeenAlone));
    } else {
        line.alone = Say::tr("not seen alone for %1").arg(Words::days(clock.daysSinceSeenAlone));
        line.aloneLevel = notice;
    }
}

bool isDisabled(const records::Child& child) {
    return child.disability_codes_size() > 0 && child.disability_codes(0) != "NONE";
}

template <class Enum>
QString enumWords(std::string_view field, const google::protobuf::Message& example, Enum value) {
    const auto* info = records::typeOf(example).fieldNamed(field);
    return info == nullptr ? QString() : QString::fromStdString(records::labelOf(*info, value));
}

}  // namespace

base::Date bornOn(const records::Child& child) {
    return base::fromDayNumber(child.born_day() != 0 ? child.born_day() : child.expected_day());
}

QString hazardWords(records::HazardLevel level) {
    if (level == records::HAZARD_NONE) return {};
    return enumWords("level", records::Alert::default_instance(), level);
}

QString planWords(records::PlanKind kind) {
    if (kind == records::PLAN_UNSPECIFIED) return {};
    return enumWords("kind", records::Plan::default_instance(), kind);
}

QString addressLine(const records::CaseFile& caseFile) {
    QStringList parts;
    for (const auto& part : {caseFile.address(), caseFile.postcode()}) {
        if (!part.empty()) parts << QString::fromStdString(part);
    }
    return parts.join(QStringLiteral(", "));
}

bool isDueSoon(const practice::VisitClock& clock) {
    return clock.due && clock.workingDaysLeft <= kTodayWorkingDays;
}

ChildLine childLine(const ChildFacts& facts, base::WallTime now) {
    ChildLine line;
    line.name = calledName(facts.child);
    line.age = Words::age(bornOn(facts.child), base::ukDateOf(now));
    line.disabled = isDisabled(facts.child);
    line.plan = planWords(facts.plan);
    if (facts.clock.due) line.due = Words::due(facts.clock);
    line.dueLevel = levelOf(&facts.clock);
    fillAlone(line, facts);
    line.spoken = QStringList{line.name, line.age, line.plan, line.due, line.alone}.join(
        QStringLiteral(", "));
    return line;
}

FamilyRow familyRow(const FamilyFacts& facts, base::WallTime now) {
    FamilyRow row;
    row.scope = QString::fromStdString(facts.scope.hex());
    row.family = QString::fromStdString(facts.caseFile.family_name());
    row.address = addressLine(facts.caseFile);
    row.section = sectionOf(facts.clock());
    row.level = levelOf(facts.clock());
    if (!facts.alerts.empty()) row.hazard = hazardWords(facts.alerts.front().alert.level());
    for (const auto& child : facts.children) {
        row.childLines << QVariant::fromValue(childLine(child, now));
    }
    if (facts.draft) {
        row.draft = QString::fromStdString(facts.draft->visit.hex());
        row.draftSince = Words::moment(facts.draft->arrived, now);
    }
    row.reviews = static_cast<int>(facts.openReviews);
    row.pending = facts.pending;
    return row;
}

TaskRow taskRow(const TaskFacts& facts, base::WallTime now) {
    TaskRow row;
    row.id = QString::fromStdString(facts.id.hex());
    row.scope = QString::fromStdString(facts.scope.hex());
    row.family = QString::fromStdString(facts.familyName);
    row.wording = QString::fromStdString(facts.task.wording());
    if (facts.task.due_day() != 0) row.due = Say::tr("by %1").arg(Words::day(facts.task.due_day()));
    row.late = facts.task.done_at() == 0 && facts.task.due_day() != 0 &&
               facts.task.due_day() < base::toDayNumber(base::ukDateOf(now));
    if (facts.task.done_at() != 0) {
        row.done = Words::date(base::ukDateOf(base::WallTime{facts.task.done_at()}));
    }
    return row;
}

}  // namespace hearth::client::viewmodels
