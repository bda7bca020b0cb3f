// What the server says about attachments.
#include "client/store/client_port.hpp"
#include "shared/base/limits.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

Result<protocol::BlobQuery> ClientPort::blobsToAsk(std::size_t max) {
    base::Epoch epoch = m_serverEpoch;
    if (epoch.isNil()) {
        const auto meta = m_tables.meta.load();
        if (!meta) return meta.error();
        epoch = meta->epoch;
    }
    const auto hashes = m_tables.blobs.toAsk(epoch, max);
    if (!hashes) return hashes.error();
    protocol::BlobQuery query;
    if (hashes->empty()) return query;
    const base::WallTime now = m_clock.wallNow();
    HEARTH_TRY(m_tables.connection.transaction([&]() -> Status {
        for (const base::Digest& hash : *hashes) {
            query.add_hashes(hash.bytes());
            HEARTH_TRY(m_tables.blobs.asked(hash, now));
        }
        return {};
    }));
    return query;
}

Status ClientPort::blobsHeard(const protocol::BlobStates& states) {
    return m_tables.connection.transaction([&]() -> Status {
        for (const protocol::BlobState& state : states.states())
            HEARTH_TRY(hearBlob(state, m_serverRev));
        return {};
    });
}

Status ClientPort::blobTaken(const protocol::BlobState& state) {
    return m_tables.connection.transaction([&] { return hearBlob(state, std::nullopt); });
}

Status ClientPort::hearBlob(const protocol::BlobState& state, std::optional<records::Rev> rev) {
    const auto hash = base::Digest::fromBytes(state.hash());
    if (!hash) return hash.error();
    if (state.size() > base::kBlobBytesMax || state.received() > state.size())
        return Error(ErrorCode::Malformed, "an attachment that cannot be");
    const auto row = m_tables.blobs.find(*hash);
    if (!row) return row.error();
    if (!*row) return {};  // its case left meanwhile
    return m_tables.blobs.heard(**row, state, m_serverEpoch, rev);
}

}  // namespace hearth::client::store
