#include "client/store/attachments.hpp"

#include "shared/base/limits.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

BytesPlace placeOf(const BlobRow& row) {
    if (row.isHere()) return row.isAtServer() ? BytesPlace::HereAndAtServer : BytesPlace::OnlyHere;
    return row.isAtServer() ? BytesPlace::AtServer : BytesPlace::NotYet;
}

}  // namespace

Result<AttachmentState> Attachments::state(const base::Digest& hash) {
    const auto row = m_tables.blobs.find(hash);
    if (!row) return row.error();
    if (!*row) return AttachmentState{};
    return AttachmentState{placeOf(**row), (*row)->size, (*row)->sent};
}

Result<std::optional<base::Bytes>> Attachments::bytes(const base::Digest& hash) {
    const auto row = m_tables.blobs.find(hash);
    if (!row) return row.error();
    if (!*row || !(*row)->isHere()) return std::optional<base::Bytes>{};
    HEARTH_TRY(m_tables.connection.transaction(
        [&] { return m_tables.blobs.used(hash, m_clock.wallNow()); }));
    auto bytes = m_tables.blobs.bytes(hash, 0, (*row)->size);
    if (!bytes) return bytes.error();
    if (bytes->size() != (*row)->size)
        return Error(ErrorCode::Corrupt, "an attachment of this tablet has a hole");
    return std::optional(std::move(*bytes));
}

Status Attachments::want(const base::Digest& hash) {
    const auto row = m_tables.blobs.find(hash);
    if (!row) return row.error();
    if (!*row) return Error(ErrorCode::NotFound, "no record on this tablet names that attachment");
    return m_tables.connection.transaction([&] { return m_tables.blobs.want(hash); });
}

Result<BlobTable::Waiting> Attachments::waiting() {
    return m_tables.blobs.waiting();
}

Result<std::optional<BlobPart>> Attachments::nextPart(const std::set<base::Digest>& passedOver) {
    const auto row = m_tables.blobs.toSend(passedOver);
    if (!row) return row.error();
    if (!*row) return std::optional<BlobPart>{};
    // What the server says it has is not all of it, or it would have said so.
    const std::uint64_t offset = (*row)->sent < (*row)->size ? (*row)->sent : 0;
    auto bytes = m_tables.blobs.bytes((*row)->hash, offset, base::kBlobPartBytesMax);
    if (!bytes) return bytes.error();
    return std::optional(BlobPart{(*row)->hash, (*row)->size, offset, std::move(*bytes)});
}

Status Attachments::taken(const protocol::BlobState& state) {
    return m_port.blobTaken(state);
}

Result<std::optional<BlobGap>> Attachments::nextGap(const std::set<base::Digest>& passedOver) {
    const auto row = m_tables.blobs.toFetch(passedOver);
    if (!row) return row.error();
    if (!*row) return std::optional<BlobGap>{};
    return std::optional(BlobGap{(*row)->hash, (*row)->held});
}

Status Attachments::fetched(const BlobGap& gap, std::uint64_t size, base::ByteView bytes) {
    bool good = false;
    HEARTH_TRY(m_tables.connection.transaction([&]() -> Status {
        const auto row = m_tables.blobs.find(gap.hash);
        if (!row) return row.error();
        // Its case left meanwhile, or somebody else was quicker.
        good = !*row || (*row)->held != gap.offset || (*row)->isHere();
        if (good) return {};
        const bool fits = size != 0 && size <= base::kBlobBytesMax && !bytes.empty() &&
                          bytes.size() <= size - gap.offset &&
                          (gap.offset == 0 || size == (*row)->size);
        if (!fits) return m_tables.blobs.dropBytes(gap.hash);
        const auto added = m_tables.blobs.add(**row, size, bytes);
        if (!added) return added.error();
        good = *added;
        if (!good || gap.offset + bytes.size() < size) return {};
        // Whoever gave all of it has all of it.
        protocol::BlobState given;
        given.set_size(size);
        given.set_received(size);
        given.set_complete(true);
        return m_tables.blobs.heard(**row, given, m_port.serverEpoch(), std::nullopt);
    }));
    if (good) return {};
    return Error(ErrorCode::Corrupt, "an attachment came with other bytes than its hash says");
}

}  // namespace hearth::client::store
