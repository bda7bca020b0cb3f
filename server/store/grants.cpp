#include "server/store/grants.hpp"

#include <algorithm>
#include <set>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/work.pb.h"
#include "server/store/decisions.hpp"

namespace hearth::server::store {

using base::Result;

namespace {

// Who may begin a case file. Not the people who watch or run the server; a social worker may,
// because a first visit can meet a family that nobody has opened a file for.
bool mayOpenCases(records::Role role) noexcept {
    return role == records::SOCIAL_WORKER || role == records::DUTY_WORKER ||
           role == records::TEAM_MANAGER || role == records::OUT_OF_HOURS;
}

bool opensCase(const records::Op& op, const base::ScopeId& scope) {
    static const records::TypeNumber kCaseFile = records::typeNumber<records::CaseFile>();
    return op.kind == protocol::CREATE && op.target.type == kCaseFile && op.scope == scope &&
           base::scopeOf(op.target.id) == scope;
}

}  // namespace

Judgement refused(protocol::HeldReason reason, const base::ScopeId& scope,
                  std::string explanation) {
    return {reason, scope, std::move(explanation)};
}

Result<Judgement> Grants::judge(const records::Edit& edit, const base::WorkerId& peer,
                                const Moments& when) {
    if (edit.author != peer)
        return refused(
            protocol::HELD_OTHER_AUTHOR,
            edit.ops.empty() ? base::scopeOf(peer) : edit.ops.front().scope,
            "the tablet is worker " + peer.hex() + "'s, the author " + edit.author.hex());
    Judgement all;
    std::set<base::ScopeId> asked;
    for (const records::Op& op : edit.ops) {
        if (asked.insert(op.scope).second) {
            HEARTH_TRY(judgeScope(edit, op.scope, when, all));
            if (all.held != protocol::HELD_REASON_UNSPECIFIED) return all;
        }
        auto target = judgeTarget(edit, op);
        if (target && target->held == protocol::HELD_REASON_UNSPECIFIED)
            target = judgeDecision(edit, op, m_membership, m_entities);
        if (!target) return target.error();
        if (target->held == protocol::HELD_REASON_UNSPECIFIED) continue;
        target->askedThen = all.askedThen;
        return target;
    }
    return all;
}

base::Status Grants::judgeScope(const records::Edit& edit, const base::ScopeId& scope,
                                const Moments& when, Judgement& judgement) {
    const auto hold = [&](std::string explanation) {
        judgement.held = protocol::HELD_NOT_YOUR_CASE;
        judgement.scope = scope;
        judgement.explanation = std::move(explanation);
    };
    if (scope == base::scopeOf(edit.author)) return {};
    if (scope == base::kReferenceScope) {
        hold("teams and workers are not changed from a tablet");
        return {};
    }
    const auto holds = m_membership.holdsCase(edit.author, scope, when.today);
    if (!holds) return holds.error();
    if (*holds) return {};
    const auto opens = mayOpenCase(edit, scope);
    if (!opens) return opens.error();
    if (*opens) return {};
    judgement.askedThen = true;
    const auto was = wasTheirs(edit, scope, when.made);
    if (!was) return was.error();
    if (*was)
        judgement.handedOver.push_back(scope);
    else
        hold("worker " + edit.author.hex() + " does not hold case " + scope.hex());
    return {};
}

// Who has a case and who decides in it is for those who have it now, whenever it was written:
// otherwise a tablet could give itself back what was taken from it.
Result<bool> Grants::wasTheirs(const records::Edit& edit, const base::ScopeId& scope,
                               base::WallTime at) {
    static const records::TypeNumber kInvolvement = records::typeNumber<records::Involvement>();
    static const records::TypeNumber kReview = records::typeNumber<records::ReviewItem>();
    const bool saysWhoDecides =
        std::any_of(edit.ops.begin(), edit.ops.end(), [&](const records::Op& op) {
            return op.scope == scope &&
                   (op.target.type == kInvolvement || op.target.type == kReview);
        });
    if (saysWhoDecides) return false;
    return m_membership.heldCaseAt(edit.author, scope, at);
}

// An entity stays in its scope, and a type in its kind of scope: otherwise a worker could reach a
// foreign record by naming a scope of their own.
Result<Judgement> Grants::judgeTarget(const records::Edit& edit, const records::Op& op) {
    const records::TypeInfo* type = records::findType(op.target.type);
    if (type != nullptr) {
        const bool ownScope = op.scope == base::scopeOf(edit.author);
        const bool rightKind = type->scope == records::SCOPE_ME
                                   ? ownScope
                                   : type->scope == records::SCOPE_CASE_FILE && !ownScope;
        if (!rightKind)
            return refused(protocol::HELD_INVALID, op.scope,
                           "a record of type " + std::to_string(op.target.type) +
                               " does not belong into scope " + op.scope.hex());
    }
    const auto home = m_entities.scopeOf(op.target);
    if (!home) return home.error();
    if (*home && **home != op.scope)
        return refused(
            protocol::HELD_INVALID, **home,
            "record " + op.target.id.hex() + " lives in another scope than " + op.scope.hex());
    return Judgement{};
}

Result<bool> Grants::mayOpenCase(const records::Edit& edit, const base::ScopeId& scope) {
    const bool opens = std::any_of(edit.ops.begin(), edit.ops.end(),
                                   [&](const records::Op& op) { return opensCase(op, scope); });
    if (!opens) return false;
    const auto author = m_membership.worker(edit.author);
    if (!author) return author.error();
    if (!*author || !mayOpenCases((*author)->role)) return false;
    // The place must be free: nobody's own scope, and nothing in it.
    const auto owner = m_membership.worker(base::rootOf(scope));
    if (!owner) return owner.error();
    const auto head = m_entities.scopeHead(scope);
    if (!head) return head.error();
    return !*owner && head->count == 0;
}

}  // namespace hearth::server::store
