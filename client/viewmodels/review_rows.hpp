// Questions that the merge put before a person, read for the screen: what stands, what else was
// recorded, by whom and when.
// Threads: read on the store thread; rows are values.
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include "client/viewmodels/name_book.hpp"
#include "client/viewmodels/record_source.hpp"
#include "schema/records/work.pb.h"

namespace hearth::client::viewmodels {

struct ReviewRow {
    Q_GADGET
    Q_PROPERTY(QString key MEMBER id)
    Q_PROPERTY(QString scope MEMBER scope)
    Q_PROPERTY(QString title MEMBER title)  // "Case file: Phone"
    Q_PROPERTY(QString family MEMBER family)
    Q_PROPERTY(QString cause MEMBER cause)  // "Two answers"
    Q_PROPERTY(QString since MEMBER since)  // "2 hours ago"
    Q_PROPERTY(QString owner MEMBER owner)
    Q_PROPERTY(bool mine MEMBER mine)  // this worker decides
    Q_PROPERTY(bool settled MEMBER settled)
    Q_PROPERTY(QString reason MEMBER reason)  // of a settled one
public:
    QString id;
    QString scope;
    QString title;
    QString family;
    QString cause;
    QString since;
    QString owner;
    bool mine = false;
    bool settled = false;
    QString reason;
    std::int64_t order = 0;
    friend bool operator==(const ReviewRow&, const ReviewRow&) = default;
};

// One of the answers that stand side by side.
struct SideRow {
    Q_GADGET
    Q_PROPERTY(QString heading MEMBER heading)  // "What stands now", "The other answer"
    Q_PROPERTY(QString value MEMBER value)      // one line a field
    Q_PROPERTY(QString who MEMBER who)
    Q_PROPERTY(QString happened MEMBER happened)  // empty: the record has no such time
    Q_PROPERTY(QString recorded MEMBER recorded)
    Q_PROPERTY(QString received MEMBER received)
    Q_PROPERTY(QString seen MEMBER seen)  // what its author had before them
    Q_PROPERTY(QString keep MEMBER keep)  // what the button says
public:
    QString heading;
    QString value;
    QString who;
    QString happened;
    QString recorded;
    QString received;
    QString seen;
    QString keep;
    friend bool operator==(const SideRow&, const SideRow&) = default;
};

// What is behind a SideRow.
struct Side {
    SideRow row;
    base::Bytes value;
    bool isProposal = false;  // of a sealed record: taken, it becomes an amendment
};

struct ReviewFacts {
    ReviewRow row;
    QString explanation;
    NameBook names;
    records::Opened target;
    records::UnitInfo unit;   // number 0: about the whole record, there is nothing to choose
    bool locked = false;      // sealed, or fixed at its creation: a new value is an amendment
    bool masked = false;      // about whereabouts: shown only on request
    std::vector<Side> sides;  // what stands first
    std::vector<records::SiblingId> shown;  // every sibling among the sides
};

// Open ones first, the oldest first; then settled ones, the newest first.
[[nodiscard]] base::Result<std::vector<ReviewRow>> readReviews(RecordSource& source);
// NotFound if the review or what it is about is not on this tablet.
[[nodiscard]] base::Result<ReviewFacts> readReview(RecordSource& source,
                                                   const base::EntityId& review);

}  // namespace hearth::client::viewmodels
