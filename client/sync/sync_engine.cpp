#include "client/sync/sync_engine.hpp"

#include <algorithm>
#include <optional>

#include "client/sync/jitter.hpp"
#include "shared/base/limits.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::client::sync {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

// Between runs that worked; a tablet that is told of news pulls at once.
constexpr base::Millis kIdleDelay = base::seconds(60);
// Attachments wait that one run may not carry: records first, then they go on.
constexpr base::Millis kMoreAttachmentsDelay = base::seconds(1);
// After the first failure in a row; doubles with each further one.
constexpr base::Millis kFirstRetryDelay = base::seconds(5);
constexpr base::Millis kRetryDelayMax = base::minutes(5);
// A server that asks for more is mistaken; work does not wait for weeks.
constexpr base::Millis kServerDelayMax = base::minutes(60);

std::string sentenceFor(const Error& error) {
    switch (error.code()) {
        case ErrorCode::Unreachable:
            return "The server cannot be reached. Your work is safe on this tablet and goes out "
                   "when there is a connection.";
        case ErrorCode::Busy:
            return "The server is busy. Your work is safe on this tablet; it tries again by "
                   "itself.";
        case ErrorCode::Untrusted:
            return "The server did not prove that it is your authority's, or it does not know "
                   "this tablet. Nothing was sent. Tell your administrator: " +
                   error.detail() + ".";
        case ErrorCode::Refused:
            return "The server refused: " + error.detail() +
                   ". Your work is safe on this tablet. Tell your administrator.";
        case ErrorCode::DiskFull:
            return "This tablet is full. Free some space; nothing was lost.";
        case ErrorCode::UnsupportedVersion:
            return "This app and the server do not understand each other. Update the app; your "
                   "work is safe on this tablet.";
        default:
            return "The sync stopped: " + error.message() +
                   ". Your work is safe on this tablet. Tell your administrator if it stays so.";
    }
}

std::string cases(std::uint64_t count) {
    return count == 1 ? std::string("1 case") : std::to_string(count) + " cases";
}

std::vector<std::string> noticesOf(const protocol::SyncProgress& progress) {
    std::vector<std::string> notices;
    if (progress.scopesLeft != 0)
        notices.push_back(cases(progress.scopesLeft) +
                          " left this tablet: no longer yours. What was recorded here went to the "
                          "server first; what could not be applied is with whoever has the case "
                          "now.");
    if (progress.scopesWaiting != 0)
        notices.push_back(cases(progress.scopesWaiting) +
                          " will leave this tablet: no longer yours. Save or discard what you are "
                          "writing; otherwise it goes to whoever has the case now. Pictures go to "
                          "the server first.");
    if (progress.removalsRefused != 0)
        notices.push_back(
            "The server wanted to remove more from this tablet at once than it may "
            "without your authority's signature (" +
            cases(progress.removalsRefused) +
            "). Nothing of it was removed. Tell your administrator.");
    if (progress.editsOffered != 0)
        notices.push_back(
            "The server came back from an older state. This tablet offered it what was recorded "
            "here and is in no backup yet (" +
            std::to_string(progress.editsOffered) +
            (progress.editsOffered == 1 ? " entry" : " entries") +
            "); what it had lost it has taken again. You need not do anything.");
    if (progress.forked)
        notices.emplace_back(
            "Another copy of this tablet has written to the server, or this tablet was set back "
            "to an older state. Nothing was lost. Tell your administrator: somebody may have a "
            "copy of it.");
    if (progress.updateNeeded)
        notices.emplace_back(
            "This app is too old to record anything new. What you have recorded "
            "was taken by the server. Update the app.");
    return notices;
}

}  // namespace

SyncReport SyncEngine::runOnce(const Watch& watch) {
    SyncReport report;
    Status run = runRound(report, watch);
    // A case that waited for its pictures may leave now.
    if (run && report.progress.scopesWaiting != 0 && report.attachments.sent != 0) {
        SyncReport second;
        run = runRound(second, watch);
        report.progress.scopesWaiting = second.progress.scopesWaiting;
        report.progress.scopesLeft += second.progress.scopesLeft;
        report.progress.exchanges += second.progress.exchanges;
    }
    const std::vector<std::string> notices = noticesOf(report.progress);
    report.notices.insert(report.notices.begin(), notices.begin(), notices.end());
    if (run) {
        m_failuresInARow = 0;
        report.complete = true;
        return report;
    }
    ++m_failuresInARow;
    report.code = run.error().code();
    report.sentence = sentenceFor(run.error());
    return report;
}

Status SyncEngine::runRound(SyncReport& report, const Watch& watch) {
    std::optional<protocol::ClientSession> session;
    HEARTH_TRY(askStore<Status>(m_onStore, [&] {
        session.emplace(m_store.port(m_sign));
        return Status();
    }));
    Status run = runSession(*session, watch);
    report.progress = session->progress();
    m_serverDelay = std::min(session->retryAfter(), kServerDelayMax);
    m_attachmentsWait = false;
    if (run && m_blobs != nullptr) runLane(report);
    return run;
}

// What goes wrong here is told and tried again; the records are through.
void SyncEngine::runLane(SyncReport& report) {
    BlobLane lane(m_store.attachments(), *m_blobs, m_onStore, m_recordsWait);
    const Status carried = lane.run();
    report.attachments = lane.progress();
    m_attachmentsWait = report.attachments.more;
    report.attachmentsWait = report.attachments.more || report.attachments.refused != 0 || !carried;
    if (!carried && carried.error().code() == ErrorCode::DiskFull)
        report.notices.emplace_back(
            "The server has no room for pictures. They are safe on this tablet and are sent again; "
            "tell your administrator.");
    if (report.attachments.refused != 0)
        report.notices.emplace_back(
            "The server did not take a picture. It is safe on this tablet and is sent again; tell "
            "your administrator if it stays so.");
}

Status SyncEngine::runSession(protocol::ClientSession& session, const Watch& watch) {
    while (true) {
        using Request = base::Result<std::optional<protocol::Exchange>>;
        const auto request = askStore<Request>(m_onStore, [&] { return session.next(); });
        if (!request) return request.error();
        if (!*request) return {};
        const auto frame = protocol::encodeFrame(**request, base::kExchangeBytesMax);
        if (!frame) return frame.error();
        const auto answer = m_transport.exchange(*frame);
        if (!answer) return answer.error();
        auto reply = protocol::decodeFrame(*answer, base::kReplyBytesMax);
        if (!reply) return reply.error();
        HEARTH_TRY(askStore<Status>(m_onStore, [&] { return session.receive(std::move(*reply)); }));
        if (watch) watch(session.progress());
    }
}

base::Millis SyncEngine::nextDelay(base::Random& random) const {
    base::Millis delay = m_attachmentsWait ? kMoreAttachmentsDelay : kIdleDelay;
    if (m_failuresInARow != 0) delay = backOff(kFirstRetryDelay, kRetryDelayMax, m_failuresInARow);
    return withJitter(std::max(delay, m_serverDelay), random);
}

std::optional<Held> SyncEngine::held() {
    std::optional<Held> held;
    m_onStore([&] {
        protocol::ClientPort& port = m_store.port(m_sign);
        const auto hello = port.hello();
        const auto cursors = port.cursors();
        if (!hello || !cursors) return;
        held.emplace();
        held->rev = hello->rev();
        for (const protocol::ScopeCursor& cursor : *cursors)
            if (const auto scope = base::ScopeId::fromBytes(cursor.scope_id()))
                held->scopes.insert(*scope);
    });
    return held;
}

}  // namespace hearth::client::sync
