#include "server/store/decisions.hpp"

#include "schema/records/visit.pb.h"

namespace hearth::server::store {

using base::Result;

Result<Judgement> judgeDecision(const records::Edit& edit, const records::Op& op,
                                Membership& membership, EntityTable& entities) {
    static const records::TypeNumber kDecision = records::typeNumber<records::Decision>();
    static const records::TypeNumber kVisit = records::typeNumber<records::Visit>();
    if (op.target.type != kDecision || op.kind != protocol::CREATE) return Judgement{};
    const auto body = records::Body::parse(op.value);
    const auto decision = body ? body->as<records::Decision>() : body.error();
    // What does not decode is the merge's to hold, with the reason it has for that.
    if (!decision) return Judgement{};
    if (decision->author_id() != edit.author.view())
        return refused(protocol::HELD_INVALID, op.scope, "a decision in another's name");
    const auto author = membership.worker(edit.author);
    if (!author) return author.error();
    if (!*author || (*author)->role != records::TEAM_MANAGER)
        return refused(protocol::HELD_INVALID, op.scope,
                       "worker " + edit.author.hex() + " is not a manager");
    const auto id = base::EntityId::fromBytes(decision->visit_id());
    if (!id) return refused(protocol::HELD_INVALID, op.scope, "a decision about no visit");
    const auto visit = entities.find({kVisit, *id});
    if (!visit) return visit.error();
    if (!*visit || (*visit)->scope != op.scope)
        return refused(protocol::HELD_MISSING_TARGET, op.scope, "no visit " + id->hex());
    if (!(*visit)->sealed)
        return refused(protocol::HELD_INVALID, op.scope,
                       "visit " + id->hex() + " is not sealed yet");
    const auto record = (*visit)->body.as<records::Visit>();
    if (!record) return record.error();
    if (record->worker_id() == edit.author.view() || (*visit)->sealed->author == edit.author)
        return refused(protocol::HELD_INVALID, op.scope,
                       "worker " + edit.author.hex() + " made visit " + id->hex());
    return Judgement{};
}

}  // namespace hearth::server::store
