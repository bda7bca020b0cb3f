// How the tables of membership.hpp keep up with the records they come from.
#include <limits>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/work.pb.h"
#include "server/store/membership.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Status;
using records::Entity;

namespace {

// The record while it counts; empty when it was retired or does not decode (then it grants
// nothing).
template <class Record>
std::optional<Record> current(const Entity& entity) {
    if (entity.retired) return std::nullopt;
    auto record = entity.body.as<Record>();
    if (!record) return std::nullopt;
    return std::move(*record);
}

bool isId(base::ByteView bytes) noexcept {
    return bytes.size() == base::EntityId::kSize;
}

base::Bytes idOrNil(base::ByteView bytes) {
    return isId(bytes) ? base::Bytes(bytes) : base::EntityId{}.bytes();
}

// Of what still lasts.
constexpr std::int64_t kNotEnded = std::numeric_limits<std::int64_t>::max();

bool holdsNobody(const std::optional<records::Involvement>& record) {
    return !record || !isId(record->worker_id());
}

}  // namespace

Status Membership::follow(const Entity& changed, base::WallTime at) {
    static const records::TypeNumber kInvolvement = records::typeNumber<records::Involvement>();
    static const records::TypeNumber kTeam = records::typeNumber<records::Team>();
    static const records::TypeNumber kWorker = records::typeNumber<records::Worker>();
    static const records::TypeNumber kCaseFile = records::typeNumber<records::CaseFile>();
    static const records::TypeNumber kReview = records::typeNumber<records::ReviewItem>();
    if (changed.key.type == kInvolvement) return followInvolvement(changed, at);
    if (changed.key.type == kTeam) return followTeam(changed, at);
    if (changed.key.type == kWorker) return followWorker(changed);
    if (changed.key.type == kCaseFile) return followCaseFile(changed);
    if (changed.key.type == kReview) return followReview(changed);
    return {};
}

Status Membership::followInvolvement(const Entity& changed, base::WallTime at) {
    const auto record = current<records::Involvement>(changed);
    HEARTH_TRY(
        runSql(m_connection,
               "UPDATE involvement_past SET known_until = ? WHERE id = ? AND known_until = ?",
               at.millis, changed.key.id.view(), kNotEnded));
    if (holdsNobody(record))
        return runSql(m_connection, "DELETE FROM involvement WHERE id = ?", changed.key.id.view());
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO involvement_past (id, since_rev, scope, worker, team, end_day, "
                      "known_from, known_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                      changed.key.id.view(), changed.rev, changed.scope.view(), record->worker_id(),
                      idOrNil(record->team_id()), std::int64_t{record->end_day()}, at.millis,
                      kNotEnded));
    return runSql(m_connection,
                  "INSERT INTO involvement (id, scope, worker, team, role, start_day, end_day, "
                  "since_rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET worker = excluded.worker, team = excluded.team, "
                  "role = excluded.role, start_day = excluded.start_day, "
                  "end_day = excluded.end_day, since_rev = excluded.since_rev",
                  changed.key.id.view(), changed.scope.view(), record->worker_id(),
                  idOrNil(record->team_id()), static_cast<int>(record->role()),
                  std::int64_t{record->start_day()}, std::int64_t{record->end_day()}, changed.rev);
}

// Teams and workers count in the reference scope alone: nobody makes themselves a manager by a
// record in a scope they may write to.
Status Membership::followTeam(const Entity& changed, base::WallTime at) {
    if (changed.scope != base::kReferenceScope) return {};
    const auto record = current<records::Team>(changed);
    HEARTH_TRY(runSql(m_connection,
                      "UPDATE team_past SET known_until = ? WHERE id = ? AND known_until = ?",
                      at.millis, changed.key.id.view(), kNotEnded));
    if (!record || !isId(record->manager_id()))
        return runSql(m_connection, "DELETE FROM team WHERE id = ?", changed.key.id.view());
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO team_past (id, since_rev, manager, known_from, known_until) "
                      "VALUES (?, ?, ?, ?, ?)",
                      changed.key.id.view(), changed.rev, record->manager_id(), at.millis,
                      kNotEnded));
    return runSql(m_connection,
                  "INSERT INTO team (id, manager) VALUES (?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET manager = excluded.manager",
                  changed.key.id.view(), record->manager_id());
}

Status Membership::followWorker(const Entity& changed) {
    if (changed.scope != base::kReferenceScope) return {};
    // A retired worker is somebody who has left, not somebody unknown.
    constexpr std::int64_t kLongAgo = 1;
    const auto record = current<records::Worker>(changed);
    return runSql(m_connection,
                  "INSERT INTO worker (id, role, team, left_day) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET role = excluded.role, team = excluded.team, "
                  "left_day = excluded.left_day",
                  changed.key.id.view(), static_cast<int>(record ? record->role() : 0),
                  idOrNil(record ? record->team_id() : ""),
                  record ? std::int64_t{record->left_day()} : kLongAgo);
}

Status Membership::followCaseFile(const Entity& changed) {
    if (base::scopeOf(changed.key.id) != changed.scope) return {};
    if (changed.retired)
        return runSql(m_connection, "DELETE FROM case_file WHERE scope = ?", changed.scope.view());
    return runSql(m_connection,
                  "INSERT INTO case_file (scope, opened_by, opened_at) VALUES (?, ?, ?) "
                  "ON CONFLICT (scope) DO NOTHING",
                  changed.scope.view(), changed.created.author.view(),
                  changed.created.effective.millis);
}

Status Membership::followReview(const Entity& changed) {
    const auto record = current<records::ReviewItem>(changed);
    const bool open = record && record->state() == records::REVIEW_OPEN;
    return runSql(m_connection,
                  "INSERT INTO review (id, scope, owner, open) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, open = excluded.open",
                  changed.key.id.view(), changed.scope.view(),
                  record ? idOrNil(record->owner_id()) : base::EntityId{}.bytes(), open);
}

}  // namespace hearth::server::store
