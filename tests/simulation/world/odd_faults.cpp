// What goes wrong with others than the tablets and the server: a server that is not what it should
// be, a tablet that is newer than everybody else.
#include <algorithm>

#include "shared/base/limits.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/simulation/world/rules.hpp"
#include "tests/simulation/world/world.hpp"

namespace hearth::simulation {

using base::Bytes;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr unsigned kWrongServerPercent = 35;
constexpr unsigned kShortPagePercent = 3;
// More than the guard allows, because a tablet holds records that it does not list: those whose
// retirement it has not sent yet.
constexpr std::size_t kLetGoPercentMax = base::kRemovalPercentFree * 4 / 3;

std::size_t shownRecords(client::store::TabletStore& store) {
    std::size_t count = 0;
    std::vector<records::TypeNumber> types{NewerTablet::kUnknownType};
    for (const records::TypeInfo& type : records::allTypes())
        types.push_back(type.number);
    for (const records::TypeNumber type : types) {
        const auto views = store.listAll(type);
        if (!views) return 0;
        count += static_cast<std::size_t>(
            std::count_if(views->begin(), views->end(),
                          [](const client::store::ViewEntity& view) { return view.baseRev != 0; }));
    }
    return count;
}

// The answer of a server that takes this tablet's worker for nobody's: every case is to go, and no
// signature says so.
Result<Bytes> emptied(base::ByteView answer, base::ByteView request) {
    auto reply = protocol::decodeFrame(answer, base::kReplyBytesMax);
    if (!reply) return reply.error();
    const auto asked = protocol::decodeFrame(request, base::kExchangeBytesMax);
    if (!asked) return asked.error();
    protocol::Exchange wrong;
    for (const protocol::Message& message : asked->messages())
        for (const protocol::ScopeCursor& cursor : message.pull().scopes())
            wrong.add_messages()->mutable_revoke()->set_scope_id(cursor.scope_id());
    protocol::Exchange whole;
    for (protocol::Message& message : *reply->mutable_messages()) {
        if (message.has_page() || message.has_done() || message.has_more() || message.has_revoke())
            continue;
        if (message.has_checkpoint()) {
            for (protocol::Message& revoke : *wrong.mutable_messages())
                *whole.add_messages() = std::move(revoke);
            message.mutable_checkpoint()->clear_scopes();
        }
        *whole.add_messages() = std::move(message);
    }
    return protocol::encodeFrame(whole, base::kReplyBytesMax);
}

std::set<base::ScopeId> scopesHeld(TabletNode& tablet) {
    std::set<base::ScopeId> scopes;
    const auto cursors = tablet.store().port({}).cursors();
    if (!cursors) return scopes;
    for (const protocol::ScopeCursor& cursor : *cursors)
        if (const auto scope = base::ScopeId::fromBytes(cursor.scope_id())) scopes.insert(*scope);
    return scopes;
}

}  // namespace

void World::oddFault(MachineNumber number) {
    if (!m_server.isUp()) return;
    if (m_random->chance(kWrongServerPercent)) return meetWrongServer(number);
    const auto& family = m_facts.families[m_random->below(m_facts.families.size())];
    m_newer->record(family.scope, m_serverClock.wallNow(), words());
    m_points.reached("edits of a newer app");
    sendNewer();
}

void World::sendNewer() {
    const auto sent = m_newer->send(m_server);
    if (m_server.isDead()) return buryTheDead();
    if (!sent && sent.error().code() == ErrorCode::Unreachable) return;
    if (!sent) return violate("a newer app is understood", sent.error().message());
    const auto read = m_ledger.readLog(m_server.store());
    if (m_server.isDead()) return buryTheDead();
    expect(read, "reading the log");
}

// A tablet speaks once with a server that would take all of its cases.
void World::meetWrongServer(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (!tablet.isUp() || tablet.isGone() || tablet.isSyncing()) return;
    const auto before = scopesHeld(tablet);
    const std::size_t shown = shownRecords(tablet.store());
    bool asked = false;
    const auto report = tablet.sync([&](base::ByteView frame) -> Result<Bytes> {
        if (std::exchange(asked, true)) return Error(ErrorCode::Unreachable, "no network");
        const auto answer = carry(number, frame, true);
        if (!answer) return answer.error();
        return emptied(*answer, frame);
    });
    m_points.reached("wrong servers");
    m_points.reached("removals refused", report.progress.removalsRefused);
    m_trace.line("wrong server " + std::to_string(number) + " took " +
                 std::to_string(report.progress.scopesLeft));
    const bool isDead = tablet.isGone();
    const auto after = isDead ? std::set<base::ScopeId>() : scopesHeld(tablet);
    for (const base::ScopeId& scope : before)
        if (after.count(scope) == 0) noteDeparture(number, scope);
    if (isDead) return endTablet(number);
    const std::size_t left = shownRecords(tablet.store());
    const std::size_t allowed =
        std::max<std::size_t>(base::kRemovalRowsFree, shown * kLetGoPercentMax / 100);
    if (shown > left + allowed)
        violate("guard: a server without a signature takes little",
                "tablet " + std::to_string(number) + " let go of " + std::to_string(shown - left) +
                    " of " + std::to_string(shown) + " records");
}

void World::noteDeparture(MachineNumber number, const base::ScopeId& scope) {
    m_ledger.purged(number, scope);
    for (auto record = m_remembered[number].begin(); record != m_remembered[number].end();)
        record = record->second == scope ? m_remembered[number].erase(record) : std::next(record);
}

// A server whose page lacks a record that its digest has.
Bytes World::shortened(MachineNumber number, Bytes answer) {
    if (!m_random->chance(kShortPagePercent)) return answer;
    auto reply = protocol::decodeFrame(answer, base::kReplyBytesMax);
    if (!reply) return answer;
    for (protocol::Message& message : *reply->mutable_messages()) {
        if (!message.has_page() || message.page().entities_size() == 0) continue;
        auto& entities = *message.mutable_page()->mutable_entities();
        entities.DeleteSubrange(
            static_cast<int>(m_random->below(static_cast<std::uint64_t>(entities.size()))), 1);
        auto frame = protocol::encodeFrame(*reply, base::kReplyBytesMax);
        if (!frame) return answer;
        m_points.reached("pages that lack a record");
        m_shortened.insert(number);
        return std::move(*frame);
    }
    return answer;
}

// --- what a server that came back does not have -------------------------------------------------

// Before the server goes back: what each tablet holds.
void World::rememberRecords() {
    for (MachineNumber i = 0; i < m_tablets.size(); ++i) {
        m_remembered[i].clear();
        // One that is syncing may have been told already that a case is to leave.
        const TabletNode& tablet = *m_tablets[i];
        if (!tablet.isUp() || tablet.isGone() || tablet.isSyncing()) continue;
        for (const records::TypeInfo& type : records::allTypes()) {
            const auto views = m_tablets[i]->store().listAll(type.number);
            if (!views) break;
            // What the server wrote by itself it may take back.
            for (const auto& view : *views)
                if (view.baseRev != 0 && !view.entity.created.author.isNil())
                    m_remembered[i][view.entity.key] = view.entity.scope;
        }
    }
}

// After a tablet has heard everything from the server: nothing has gone because it was not named.
void World::recallRecords(MachineNumber number) {
    const auto remembered = std::exchange(m_remembered[number], {});
    for (const auto& [key, scope] : remembered) {
        const auto view = m_tablets[number]->store().find(key);
        if (m_tablets[number]->isGone()) return;
        if (view && !*view)
            return violate("guard: absence is no removal",
                           "tablet " + std::to_string(number) + " lost record " + key.id.hex());
    }
}

// --- what goes over the wire ---------------------------------------------------------------------

// Work that waits to be sent holds back nobody's news: what pushes pulls as well, or mends.
void World::lookAtRequest(base::ByteView frame) {
    const auto request = protocol::decodeFrame(frame, base::kExchangeBytesMax);
    if (!request) return violate("an operation that must not fail", request.error().message());
    bool pushes = false;
    bool asks = false;
    for (const protocol::Message& message : request->messages()) {
        pushes = pushes || message.has_push();
        asks = asks || message.has_pull() || message.has_manifest_request() || message.has_fetch();
    }
    if (pushes && !asks) violate("pulling waits for no push", "an exchange that only pushes");
}

// Rows differ from the server's for a reason, or a sync has left something out.
void World::lookAtRepairs(MachineNumber number, std::uint64_t repairs) {
    const bool cause = m_shortened.erase(number) != 0 || m_ledger.hasGoneBack();
    if (repairs != 0 && !cause)
        violate("6: a digest differs for a reason", "tablet " + std::to_string(number));
}

// --- what an end in the middle of a sync leaves -------------------------------------------------

void World::lookAfterEnd(MachineNumber number) {
    if (m_endedSyncing.erase(number) == 0 || !m_server.isUp() || m_server.isDead()) return;
    Rules(*this, [this](auto rule, auto what) {
        violate(rule, what);
    }).lookAtTablet(*m_tablets[number]);
}

}  // namespace hearth::simulation
