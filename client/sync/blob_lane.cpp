#include "client/sync/blob_lane.hpp"

namespace hearth::client::sync {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

Status BlobLane::run() {
    while (true) {
        if (isSpent()) {
            m_progress.more = true;
            return {};
        }
        const auto sent = sendPart();
        if (!sent) return sent.error();
        if (*sent) continue;
        const auto fetched = fetchPart();
        if (!fetched) return fetched.error();
        if (!*fetched) return {};
    }
}

Result<bool> BlobLane::sendPart() {
    using Next = Result<std::optional<store::BlobPart>>;
    const auto part =
        askStore<Next>(m_onStore, [&] { return m_attachments.nextPart(m_passedOver); });
    if (!part) return part.error();
    if (!*part) return false;
    const store::BlobPart& next = **part;
    const auto answer = m_transport.putPart(next.hash, next.size, next.offset, next.bytes);
    if (!answer) return answer.error();
    m_progress.bytesSent += next.bytes.size();
    HEARTH_TRY(heard(next, *answer));
    return true;
}

Status BlobLane::heard(const store::BlobPart& part, const BlobPutAnswer& answer) {
    if (answer.state.hash() != part.hash.view())
        return Error(ErrorCode::Malformed, "an answer about another attachment");
    const bool goesOn = !answer.refused && answer.state.received() > part.offset;
    // Whoever is told to go on elsewhere does so once or twice, and not for ever.
    if (!goesOn && ++m_refusals[part.hash] > kBlobRestartsMax) {
        m_passedOver.insert(part.hash);
        ++m_progress.refused;
    }
    if (answer.refused && answer.refused->code() == ErrorCode::TooLarge) {
        m_passedOver.insert(part.hash);
        ++m_progress.refused;
        return {};
    }
    m_progress.sent += answer.state.complete() ? 1 : 0;
    return askStore<Status>(m_onStore, [&] { return m_attachments.taken(answer.state); });
}

Result<bool> BlobLane::fetchPart() {
    using Next = Result<std::optional<store::BlobGap>>;
    const auto gap = askStore<Next>(m_onStore, [&] { return m_attachments.nextGap(m_passedOver); });
    if (!gap) return gap.error();
    if (!*gap) return false;
    const store::BlobGap& next = **gap;
    const auto piece = m_transport.getPart(next.hash, next.offset);
    if (!piece) return piece.error();
    if (!*piece) {
        // Not there yet: asked for again with the next run.
        m_passedOver.insert(next.hash);
        return true;
    }
    const BlobPiece& got = **piece;
    m_progress.bytesFetched += got.bytes.size();
    const Status kept = askStore<Status>(
        m_onStore, [&] { return m_attachments.fetched(next, got.size, got.bytes); });
    // From the beginning, with the next run.
    if (!kept && kept.error().code() == ErrorCode::Corrupt)
        m_passedOver.insert(next.hash);
    else if (!kept)
        return kept.error();
    else
        m_progress.fetched += next.offset + got.bytes.size() == got.size ? 1 : 0;
    return true;
}

}  // namespace hearth::client::sync
