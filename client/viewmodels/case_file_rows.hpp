// One family's case file as rows: who is who, visits, chronology, tasks, history.
// Threads: read on the store thread; rows are values.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include "client/viewmodels/caseload_reader.hpp"
#include "client/viewmodels/family_rows.hpp"
#include "client/viewmodels/name_book.hpp"

namespace hearth::client::viewmodels {

struct ChildCardRow {
    Q_GADGET
    Q_PROPERTY(QString key MEMBER id)
    Q_PROPERTY(QString name MEMBER name)  // what the child likes to be called
    Q_PROPERTY(QString age MEMBER age)
    Q_PROPERTY(QString facts MEMBER facts)      // full name, date of birth, school
    Q_PROPERTY(QString method MEMBER method)    // how they communicate, one line
    Q_PROPERTY(QString profile MEMBER profile)  // how to communicate with them
    Q_PROPERTY(QString disability MEMBER disability)
    Q_PROPERTY(QString plan MEMBER plan)
    Q_PROPERTY(QString due MEMBER due)
    Q_PROPERTY(int dueLevel MEMBER dueLevel)
    Q_PROPERTY(QString alone MEMBER alone)
    Q_PROPERTY(int aloneLevel MEMBER aloneLevel)
public:
    QString id;
    QString name;
    QString age;
    QString facts;
    QString method;
    QString profile;
    QString disability;
    QString plan;
    QString due;
    int dueLevel = 0;
    QString alone;
    int aloneLevel = 0;
    friend bool operator==(const ChildCardRow&, const ChildCardRow&) = default;
};

struct AlertRow {
    Q_GADGET
    Q_PROPERTY(QString key MEMBER id)
    Q_PROPERTY(int level MEMBER level)  // records::HazardLevel
    Q_PROPERTY(QString levelWords MEMBER levelWords)
    Q_PROPERTY(QString what MEMBER what)
    Q_PROPERTY(QString review MEMBER review)  // "look at it again by 3 Jan 2027"
public:
    QString id;
    int level = 0;
    QString levelWords;
    QString what;
    QString review;
    friend bool operator==(const AlertRow&, const AlertRow&) = default;
};

struct PersonRow {
    Q_GADGET
    Q_PROPERTY(QString name MEMBER name)
    Q_PROPERTY(QString role MEMBER role)
public:
    QString name;
    QString role;
    friend bool operator==(const PersonRow&, const PersonRow&) = default;
};

struct VisitRow {
    Q_GADGET
    Q_PROPERTY(QString key MEMBER id)
    Q_PROPERTY(QString kind MEMBER kind)  // "Home visit"
    Q_PROPERTY(QString when MEMBER when)
    Q_PROPERTY(QString worker MEMBER worker)
    Q_PROPERTY(QString seen MEMBER seen)  // "Amira seen alone; Yusuf not seen"
    Q_PROPERTY(bool sealed MEMBER sealed)
    Q_PROPERTY(bool mine MEMBER mine)  // this worker's: an unsealed one can be resumed
    Q_PROPERTY(int amendments MEMBER amendments)
    Q_PROPERTY(bool pending MEMBER pending)
public:
    QString id;
    QString kind;
    QString when;
    QString worker;
    QString seen;
    bool sealed = false;
    bool mine = false;
    int amendments = 0;
    bool pending = false;
    std::int64_t order = 0;
    friend bool operator==(const VisitRow&, const VisitRow&) = default;
};

struct ChronologyRow {
    Q_GADGET
    Q_PROPERTY(QString date MEMBER date)
    Q_PROPERTY(QString event MEMBER event)    // one line
    Q_PROPERTY(QString source MEMBER source)  // "Amira, Jo Bell, from: Visit"
public:
    QString date;
    QString event;
    QString source;
    std::int64_t order = 0;
    friend bool operator==(const ChronologyRow&, const ChronologyRow&) = default;
};

struct HistoryRow {
    Q_GADGET
    Q_PROPERTY(QString who MEMBER who)
    Q_PROPERTY(QString what MEMBER what)  // "Case file: Phone"
    Q_PROPERTY(QString value MEMBER value)
    Q_PROPERTY(QString happened MEMBER happened)  // empty: the record has no such time
    Q_PROPERTY(QString recorded MEMBER recorded)
    Q_PROPERTY(QString received MEMBER received)  // "not yet" before the server has it
    Q_PROPERTY(QString note MEMBER note)          // "Did not stand; kept beside the current value"
public:
    QString who;
    QString what;
    QString value;
    QString happened;
    QString recorded;
    QString received;
    QString note;
    std::int64_t order = 0;
    friend bool operator==(const HistoryRow&, const HistoryRow&) = default;
};

struct CaseFileFacts {
    base::WallTime now;
    FamilyFacts family;
    NameBook names;
    std::vector<ChildCardRow> children;
    std::vector<AlertRow> alerts;
    std::vector<PersonRow> people;
    std::vector<VisitRow> visits;           // newest first
    std::vector<ChronologyRow> chronology;  // newest first
    std::vector<TaskRow> tasks;             // open first
    std::vector<HistoryRow> history;        // newest first
};

[[nodiscard]] base::Result<CaseFileFacts> readCaseFile(RecordSource& source,
                                                       const base::ScopeId& scope);
[[nodiscard]] ChildCardRow childCard(const ChildFacts& facts, base::WallTime now,
                                     const NameBook& names);
[[nodiscard]] AlertRow alertRow(const AlertFacts& facts, const NameBook& names);
// The history alone: who wrote which value of any record of the family
// (client/viewmodels/history.cpp).
[[nodiscard]] base::Result<std::vector<HistoryRow>> readHistory(RecordSource& source,
                                                                const base::ScopeId& scope,
                                                                const NameBook& names);
// "Amira seen alone; Yusuf not seen"
[[nodiscard]] QString seenWords(const std::vector<records::Observation>& observations,
                                const NameBook& names);

}  // namespace hearth::client::viewmodels
