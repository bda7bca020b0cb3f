// The network of a simulated world: requests and answers that get lost, come twice, or take so long
// that half the world happens meanwhile.
#include "shared/base/limits.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/simulation/world/world.hpp"

namespace hearth::simulation {

using base::Bytes;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr unsigned kLostRequestPercent = 4;
constexpr unsigned kLostAnswerPercent = 6;
constexpr unsigned kTwicePercent = 5;
constexpr unsigned kMeanwhilePercent = 30;
constexpr std::uint64_t kMeanwhileStepsMax = 4;
// A sync within a wait within a sync: deep enough for every overlap of three.
constexpr unsigned kDepthMax = 3;

Error noNetwork() {
    return {ErrorCode::Unreachable, "no network"};
}

}  // namespace

void World::syncTablet(MachineNumber number, bool peaceful) {
    TabletNode& tablet = *m_tablets[number];
    const auto report =
        tablet.sync([&](base::ByteView frame) { return carry(number, frame, peaceful); });
    m_trace.line("sync " + std::to_string(number) + (report.complete ? " complete " : " ended ") +
                 std::to_string(report.progress.editsSent) + " sent " +
                 std::to_string(report.progress.entitiesReceived) + " received" +
                 (report.progress.removalsRefused != 0 ? ", a removal refused" : ""));
    m_points.reached("syncs");
    m_points.reached("entities received", report.progress.entitiesReceived);
    m_points.reached("held", report.progress.held);
    m_points.reached("reviews", report.progress.reviews);
    m_points.reached("digest repairs", report.progress.digestRepairs);
    m_points.reached("edits offered again", report.progress.editsOffered);
    m_points.reached("cases left", report.progress.scopesLeft);
    m_points.reached("removals refused", report.progress.removalsRefused);
    if (report.progress.removalsRefused != 0)
        m_refusing.insert(number);
    else
        m_refusing.erase(number);
    lookAtRepairs(number, report.progress.digestRepairs);
    if (tablet.isGone()) {
        m_points.reached("ends within a sync");
        m_endedSyncing.insert(number);
        return endTablet(number);
    }
    if (report.complete) return recallRecords(number);
    const bool mayEnd =
        !peaceful && (report.code == ErrorCode::Unreachable || report.code == ErrorCode::Conflict);
    if (!mayEnd)
        violate("a sync ended", "tablet " + std::to_string(number) + ": " + report.sentence);
}

Result<Bytes> World::carry(MachineNumber number, base::ByteView frame, bool peaceful) {
    const auto peer = m_tablets[number]->peer();
    const auto meanwhile = [&] {
        if (peaceful || m_depth >= kDepthMax || !m_random->chance(kMeanwhilePercent)) return;
        ++m_depth;
        m_points.reached("steps while a sync waits");
        for (auto steps = 1 + m_random->below(kMeanwhileStepsMax);
             steps > 0 && m_violations.empty(); --steps)
            step();
        --m_depth;
    };
    if (!peaceful && m_random->chance(kLostRequestPercent)) {
        m_points.reached("requests lost");
        return noNetwork();
    }
    meanwhile();
    if (!peaceful && m_random->chance(kTwicePercent) && m_server.isUp()) {
        m_points.reached("requests twice");
        static_cast<void>(m_server.answer(peer, frame));
    }
    auto answer = m_server.answer(peer, frame);
    if (m_server.isDead()) {
        m_points.reached("ends within an answer");
        endServer();
        return noNetwork();
    }
    if (m_server.isUp()) {
        const auto read = m_ledger.readLog(m_server.store());
        if (m_server.isDead()) {
            endServer();
            return noNetwork();
        }
        if (!read) violate("an operation that must not fail", read.error().message());
    }
    if (!answer) return answer.error();
    lookAtRequest(frame);
    m_points.reached("bytes answered", answer->size());
    noteRevokes(number, *answer);
    meanwhile();
    if (!peaceful && m_random->chance(kLostAnswerPercent)) {
        m_points.reached("answers lost");
        return noNetwork();
    }
    if (!peaceful) return shortened(number, std::move(*answer));
    return answer;
}

// What leaves a tablet with its case cannot be offered again by it: from here on only the server
// holds it.
void World::noteRevokes(MachineNumber number, base::ByteView answer) {
    const auto reply = protocol::decodeFrame(answer, base::kReplyBytesMax);
    if (!reply) return violate("an operation that must not fail", reply.error().message());
    for (const protocol::Message& message : reply->messages()) {
        if (!message.has_revoke()) continue;
        const auto scope = base::ScopeId::fromBytes(message.revoke().scope_id());
        if (scope) noteDeparture(number, *scope);
        m_points.reached("cases revoked");
    }
}

}  // namespace hearth::simulation
