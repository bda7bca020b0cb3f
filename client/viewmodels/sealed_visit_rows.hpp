// A sealed visit read for the screen: its fields in words, grouped by visit and child, each with
// the amendments that name it. Threads: read on the store thread; rows are values.
#pragma once

#include <vector>

#include <QObject>
#include <QString>
#include <QVariantList>

#include "client/viewmodels/name_book.hpp"
#include "client/viewmodels/record_source.hpp"

namespace hearth::client::viewmodels {

struct AmendmentLine {
    Q_GADGET
    Q_PROPERTY(QString text MEMBER text CONSTANT)
    Q_PROPERTY(QString reason MEMBER reason CONSTANT)
    Q_PROPERTY(QString byline MEMBER byline CONSTANT)  // "Jo Bell, 24 Nov 2026, 15:10"
    Q_PROPERTY(bool proposed MEMBER proposed CONSTANT)
public:
    QString text;
    QString reason;
    QString byline;
    bool proposed = false;
    friend bool operator==(const AmendmentLine&, const AmendmentLine&) = default;
};

struct SealedFieldRow {
    Q_GADGET
    Q_PROPERTY(QString section MEMBER section)  // "The visit", "Amira"
    Q_PROPERTY(QString heading MEMBER heading)  // the section's name, on its first field
    Q_PROPERTY(QString label MEMBER label)
    Q_PROPERTY(QString value MEMBER value)
    Q_PROPERTY(bool ownWords MEMBER ownWords)              // the child's own words stand apart
    Q_PROPERTY(QVariantList amendments MEMBER amendments)  // of AmendmentLine
public:
    QString section;
    QString heading;
    QString label;
    QString value;
    bool ownWords = false;
    QVariantList amendments;
    friend bool operator==(const SealedFieldRow&, const SealedFieldRow&) = default;
};

// A manager's decision about the visit.
struct DecisionRow {
    Q_GADGET
    Q_PROPERTY(QString decision MEMBER decision)
    Q_PROPERTY(QString rationale MEMBER rationale)
    Q_PROPERTY(QString byline MEMBER byline)  // "Jo Bell, 24 Nov 2026, 15:10"
public:
    QString decision;
    QString rationale;
    QString byline;
    friend bool operator==(const DecisionRow&, const DecisionRow&) = default;
};

// What an amendment of a row is about.
struct SealedField {
    records::EntityKey target;
    records::UnitInfo unit;
    base::Bytes value;
    SealedFieldRow row;
};

struct SealedVisit {
    base::ScopeId scope;
    NameBook names;
    QString family;
    QString kind;
    QString byline;  // "Visited by Jo Bell"
    QString occurred;
    QString recorded;
    QString received;
    std::vector<SealedField> fields;
    std::vector<DecisionRow> decisions;  // the oldest first
};

// NotFound; Refused for a visit that is not sealed.
[[nodiscard]] base::Result<SealedVisit> readSealedVisit(RecordSource& source,
                                                        const base::EntityId& visit);

struct NewAmendment {
    records::EntityKey target;
    base::ScopeId scope;
    records::UnitNumber unit = 0;
    QString text;
    base::Bytes value;
    QString reason;
};
[[nodiscard]] base::Status saveAmendment(RecordSource& source, const NewAmendment& amendment);

}  // namespace hearth::client::viewmodels
