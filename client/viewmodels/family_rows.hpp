// Families and their children as rows for Today and Caseload: what is due in words, and how urgent.
// Threads: pure functions, any thread.
#pragma once

#include <QObject>
#include <QString>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include "client/viewmodels/caseload_reader.hpp"

namespace hearth::client::viewmodels {

// How a line is drawn: colour, icon and words always agree. Amber and red are for statutory
// lateness and hazards alone.
class Urgency : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("values only")

public:
    enum Level { Calm, Soon, Late };
    Q_ENUM(Level)
};

struct ChildLine {
    Q_GADGET
    Q_PROPERTY(QString name MEMBER name CONSTANT)
    Q_PROPERTY(QString age MEMBER age CONSTANT)
    Q_PROPERTY(QString plan MEMBER plan CONSTANT)  // "Child protection"; empty: no plan
    Q_PROPERTY(QString due MEMBER due CONSTANT)    // "2 working days left"; empty: no clock
    Q_PROPERTY(int dueLevel MEMBER dueLevel CONSTANT)
    Q_PROPERTY(QString alone MEMBER alone CONSTANT)  // "not seen alone for 31 days"
    Q_PROPERTY(int aloneLevel MEMBER aloneLevel CONSTANT)
    Q_PROPERTY(QString spoken MEMBER spoken CONSTANT)  // the whole line, for a screen reader
    Q_PROPERTY(bool disabled MEMBER disabled CONSTANT)
public:
    QString name;
    QString age;
    QString plan;
    QString due;
    int dueLevel = Urgency::Calm;
    QString alone;
    int aloneLevel = Urgency::Calm;
    QString spoken;
    bool disabled = false;
    friend bool operator==(const ChildLine&, const ChildLine&) = default;
};

struct FamilyRow {
    Q_GADGET
    Q_PROPERTY(QString scope MEMBER scope)                 // hexadecimal
    Q_PROPERTY(QString family MEMBER family)               // "Khan"
    Q_PROPERTY(QString address MEMBER address)             // one line; empty when it is protected
    Q_PROPERTY(QString section MEMBER section)             // "Overdue"
    Q_PROPERTY(int level MEMBER level)                     // Urgency of the most urgent child
    Q_PROPERTY(QString hazard MEMBER hazard)               // "Two workers"; empty: no hazard
    Q_PROPERTY(QVariantList childLines MEMBER childLines)  // of ChildLine
    Q_PROPERTY(QString draft MEMBER draft)            // hexadecimal id of the visit in progress
    Q_PROPERTY(QString draftSince MEMBER draftSince)  // "today 14:05"
    Q_PROPERTY(int reviews MEMBER reviews)
    Q_PROPERTY(bool pending MEMBER pending)  // something is not at the server yet
public:
    QString scope;
    QString family;
    QString address;
    QString section;
    int level = Urgency::Calm;
    QString hazard;
    QVariantList childLines;
    QString draft;
    QString draftSince;
    int reviews = 0;
    bool pending = false;
    friend bool operator==(const FamilyRow&, const FamilyRow&) = default;
};

struct TaskRow {
    Q_GADGET
    Q_PROPERTY(QString key MEMBER id)
    Q_PROPERTY(QString scope MEMBER scope)
    Q_PROPERTY(QString wording MEMBER wording)
    Q_PROPERTY(QString family MEMBER family)
    Q_PROPERTY(QString owner MEMBER owner)
    Q_PROPERTY(QString due MEMBER due)  // "by 26 Nov 2026"
    Q_PROPERTY(bool late MEMBER late)
    Q_PROPERTY(QString done MEMBER done)  // "24 Nov 2026"; empty while open
public:
    QString id;
    QString scope;
    QString wording;
    QString family;
    QString owner;
    QString due;
    bool late = false;
    QString done;
    friend bool operator==(const TaskRow&, const TaskRow&) = default;
};

// A visit is soon with this many working days left or fewer.
inline constexpr int kSoonWorkingDays = 2;
// What Today looks ahead.
inline constexpr int kTodayWorkingDays = 5;

// Overdue, or due within kTodayWorkingDays.
[[nodiscard]] bool isDueSoon(const practice::VisitClock& clock);
[[nodiscard]] ChildLine childLine(const ChildFacts& facts, base::WallTime now);
[[nodiscard]] FamilyRow familyRow(const FamilyFacts& facts, base::WallTime now);
[[nodiscard]] TaskRow taskRow(const TaskFacts& facts, base::WallTime now);
// "Two workers": what a hazard level above "none" is called; empty for none.
[[nodiscard]] QString hazardWords(records::HazardLevel level);
[[nodiscard]] QString planWords(records::PlanKind kind);
// One line: the street, the postcode; without it when the address is protected.
[[nodiscard]] QString addressLine(const records::CaseFile& caseFile);
[[nodiscard]] base::Date bornOn(const records::Child& child);

}  // namespace hearth::client::viewmodels
