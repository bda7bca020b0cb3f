#include "shared/records/edit.hpp"

#include <algorithm>

#include "shared/base/planted.hpp"
#include "shared/records/wire.hpp"

namespace hearth::records {

using base::Error;
using base::ErrorCode;

namespace {
bool inCalendar(std::int64_t millis) {
    return millis >= base::kTimeMillisMin && millis <= base::kTimeMillisMax;
}

// Reads an id or digest into `out`.
template <class Value>
base::Status read(base::ByteView bytes, Value& out) {
    const auto value = Value::fromBytes(bytes);
    if (!value) return value.error();
    out = *value;
    return {};
}

protocol::Op toProto(const Op& op) {
    protocol::Op out;
    out.set_entity_type(op.target.type);
    out.set_entity_id(op.target.id.bytes());
    out.set_scope_id(op.scope.bytes());
    out.set_open_rev(op.openRev);
    if (op.openRev != 0) out.set_open_epoch(op.openEpoch.bytes());
    out.set_kind(op.kind);
    out.set_field(op.field);
    out.set_value(op.value);
    out.set_base_value_hash(op.baseValueHash);
    out.set_base_value(op.baseValue);
    for (const SiblingId& id : op.sawSiblings)
        out.add_saw_siblings(id.bytes());
    out.set_reason(op.reason);
    for (const base::EditId& id : op.baseWriters)
        out.add_base_writers(id.bytes());
    return out;
}

base::Status checkSizes(const protocol::Op& op) {
    const std::size_t valueMax =
        op.kind() == protocol::CREATE ? base::kBodyBytesMax : base::kFieldBytesMax;
    if (op.value().size() > valueMax || op.base_value().size() > base::kFieldBytesMax)
        return Error(ErrorCode::TooLarge, "the value of an operation");
    if (op.reason().size() > base::kFieldBytesMax)
        return Error(ErrorCode::TooLarge, "the reason of an operation");
    if (static_cast<std::size_t>(op.saw_siblings_size()) > base::kSawSiblingsMax)
        return Error(ErrorCode::TooLarge, "the siblings of an operation");
    if (static_cast<std::size_t>(op.base_writers_size()) > base::kBaseWritersMax)
        return Error(ErrorCode::TooLarge, "the writers that an operation names");
    if (op.field() > wire::kFieldNumberMax)
        return Error(ErrorCode::Malformed, "a field without a valid number");
    if (!op.base_value_hash().empty() && op.base_value_hash().size() != base::Digest::kSize)
        return Error(ErrorCode::Malformed, "a hash has 32 bytes");
    return {};
}

base::Result<Op> fromProto(const protocol::Op& op) {
    HEARTH_TRY(checkSizes(op));
    Op out;
    out.target.type = op.entity_type();
    HEARTH_TRY(read(op.entity_id(), out.target.id));
    HEARTH_TRY(read(op.scope_id(), out.scope));
    out.openRev = op.open_rev();
    if (out.openRev != 0 || !op.open_epoch().empty())
        HEARTH_TRY(read(op.open_epoch(), out.openEpoch));
    // Revision 0 is before every epoch.
    if (out.openRev == 0) out.openEpoch = {};
    out.kind = op.kind();
    out.field = op.field();
    out.value = op.value();
    out.baseValueHash = op.base_value_hash();
    out.baseValue = op.base_value();
    out.sawSiblings.resize(static_cast<std::size_t>(op.saw_siblings_size()));
    for (std::size_t i = 0; i < out.sawSiblings.size(); ++i)
        HEARTH_TRY(read(op.saw_siblings(static_cast<int>(i)), out.sawSiblings[i]));
    out.reason = op.reason();
    out.baseWriters.resize(static_cast<std::size_t>(op.base_writers_size()));
    for (std::size_t i = 0; i < out.baseWriters.size(); ++i)
        HEARTH_TRY(read(op.base_writers(static_cast<int>(i)), out.baseWriters[i]));
    return out;
}

base::Status readTimes(const protocol::Edit& edit, Edit& out) {
    if (!inCalendar(edit.claimed_time()) || !inCalendar(edit.server_time_then()) ||
        edit.mono_since_server() > static_cast<std::uint64_t>(base::kTimeMillisMax))
        return Error(ErrorCode::Malformed, "a time outside the calendar");
    out.claimed.millis = edit.claimed_time();
    out.monoSinceServer.count = static_cast<std::int64_t>(edit.mono_since_server());
    out.serverTimeThen.millis = edit.server_time_then();
    return {};
}
}  // namespace

base::Bytes encodeEdit(const Edit& edit) {
    protocol::Edit out;
    out.set_edit_id(edit.id.bytes());
    out.set_device_id(edit.device.bytes());
    out.set_incarnation(edit.incarnation.bytes());
    out.set_seq(edit.seq);
    out.set_prev_hash(edit.prevHash.bytes());
    out.set_author(edit.author.bytes());
    out.set_claimed_time(edit.claimed.millis);
    // The boot clock never goes back; a negative span is a programmer's mistake, not a time.
    out.set_mono_since_server(
        static_cast<std::uint64_t>(std::max<std::int64_t>(edit.monoSinceServer.count, 0)));
    out.set_server_time_then(edit.serverTimeThen.millis);
    out.set_schema_version(edit.schemaVersion);
    for (const Op& op : edit.ops)
        *out.add_ops() = toProto(op);
    return wire::serialize(out);
}

base::Result<Edit> decodeEdit(base::ByteView bytes) {
    if (bytes.size() > base::kEditBytesMax) return Error(ErrorCode::TooLarge, "an edit");
    protocol::Edit edit;
    if (!wire::parse(bytes, edit)) return Error(ErrorCode::Malformed, "not an edit");
    if (static_cast<std::size_t>(edit.ops_size()) > base::kEditOpsMax)
        return Error(ErrorCode::TooLarge, "the operations of an edit");
    if (edit.seq() == 0) return Error(ErrorCode::Malformed, "the first edit has the number 1");
    Edit out;
    HEARTH_TRY(read(edit.edit_id(), out.id));
    HEARTH_TRY(read(edit.device_id(), out.device));
    HEARTH_TRY(read(edit.incarnation(), out.incarnation));
    HEARTH_TRY(read(edit.prev_hash(), out.prevHash));
    HEARTH_TRY(read(edit.author(), out.author));
    HEARTH_TRY(readTimes(edit, out));
    out.seq = edit.seq();
    out.schemaVersion = edit.schema_version();
    out.ops.reserve(static_cast<std::size_t>(edit.ops_size()));
    for (const protocol::Op& op : edit.ops()) {
        auto decoded = fromProto(op);
        if (!decoded) return decoded.error();
        out.ops.push_back(std::move(*decoded));
    }
    return out;
}

base::WallTime correctedClaim(const Edit& edit) noexcept {
    if (edit.serverTimeThen.millis == 0) return edit.claimed;
    return edit.serverTimeThen + edit.monoSinceServer;
}

base::WallTime effectiveTime(const Edit& edit, base::WallTime received) noexcept {
    if (base::planted(base::Bug::LastWriterByClaimedClock)) return edit.claimed;
    return std::min(correctedClaim(edit), received);
}

}  // namespace hearth::records
