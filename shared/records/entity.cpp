#include "shared/records/entity.hpp"

#include <algorithm>

#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include "shared/base/limits.hpp"
#include "shared/records/wire.hpp"

namespace hearth::records {

using base::Error;
using base::ErrorCode;

namespace {
base::Bytes unknownOf(const google::protobuf::Message& message) {
    base::Bytes unknown;
    INVARIANT(message.GetReflection()->GetUnknownFields(message).SerializeToString(&unknown));
    return unknown;
}

void putUnknown(const base::Bytes& unknown, google::protobuf::Message& message) {
    if (unknown.empty()) return;
    auto& fields = *message.GetReflection()->MutableUnknownFields(&message);
    INVARIANT(fields.ParseFromString(unknown));  // they were read from a message
}

void writeAttribution(const Entity& entity, protocol::EntityState& out) {
    *out.mutable_created() = toProto(entity.created);
    for (const auto& [key, stamp] : entity.stamps) {
        protocol::UnitStamp& entry = *out.add_stamps();
        entry.set_unit(key.first);
        entry.set_element(key.second);
        *entry.mutable_stamp() = toProto(stamp);
    }
    for (const Sibling& sibling : entity.siblings) {
        protocol::Sibling& entry = *out.add_siblings();
        entry.set_sibling_id(sibling.id.bytes());
        entry.set_unit(sibling.unit);
        entry.set_value(sibling.value);
        *entry.mutable_stamp() = toProto(sibling.stamp);
        entry.set_state(sibling.state);
        putUnknown(sibling.unknown, entry);
    }
    if (entity.sealed) *out.mutable_sealed() = toProto(*entity.sealed);
    if (entity.retired) *out.mutable_retired() = toProto(*entity.retired);
    putUnknown(entity.unknown, out);
}

base::Status readStamps(const protocol::EntityState& state, Entity& entity) {
    for (const protocol::UnitStamp& entry : state.stamps()) {
        auto stamp = fromProto(entry.stamp());
        if (!stamp) return stamp.error();
        const bool added =
            entity.stamps.try_emplace({entry.unit(), entry.element()}, *stamp).second;
        if (!added || entry.unit() == 0) return Error(ErrorCode::Malformed, "the stamp of a unit");
    }
    return {};
}

base::Status readSiblings(const protocol::EntityState& state, Entity& entity) {
    for (const protocol::Sibling& entry : state.siblings()) {
        const auto id = SiblingId::fromBytes(entry.sibling_id());
        if (!id) return id.error();
        auto stamp = fromProto(entry.stamp());
        if (!stamp) return stamp.error();
        if (entry.unit() == 0 || entry.value().size() > base::kBodyBytesMax)
            return Error(ErrorCode::Malformed, "a sibling");
        entity.siblings.push_back(
            {*id, entry.unit(), entry.value(), *stamp, entry.state(), unknownOf(entry)});
    }
    return {};
}

base::Status readMark(bool present, const protocol::Stamp& mark, std::optional<Stamp>& out) {
    if (!present) return {};
    auto stamp = fromProto(mark);
    if (!stamp) return stamp.error();
    out = *stamp;
    return {};
}

base::Status readAttribution(const protocol::EntityState& state, Entity& entity) {
    if (!state.has_created()) return Error(ErrorCode::Malformed, "who created it is missing");
    auto created = fromProto(state.created());
    if (!created) return created.error();
    entity.created = *created;
    entity.unknown = unknownOf(state);
    HEARTH_TRY(readStamps(state, entity));
    HEARTH_TRY(readSiblings(state, entity));
    HEARTH_TRY(readMark(state.has_sealed(), state.sealed(), entity.sealed));
    return readMark(state.has_retired(), state.retired(), entity.retired);
}
}  // namespace

const Stamp& Entity::stampOf(UnitNumber unit, base::ByteView element) const {
    const auto own = stamps.find({unit, base::Bytes(element)});
    if (own != stamps.end()) return own->second;
    // An element without an entry came with the whole unit: with its last SET, or at creation.
    const auto whole = element.empty() ? stamps.end() : stamps.find({unit, base::Bytes()});
    return whole != stamps.end() ? whole->second : created;
}

std::vector<Sibling> Entity::openSiblings(UnitNumber unit) const {
    std::vector<Sibling> open;
    std::copy_if(siblings.begin(), siblings.end(), std::back_inserter(open),
                 [&](const Sibling& sibling) {
                     return sibling.unit == unit && sibling.state == protocol::SIBLING_OPEN;
                 });
    return open;
}

protocol::Stamp toProto(const Stamp& stamp) {
    protocol::Stamp out;
    out.set_rev(stamp.rev);
    out.set_incarnation(stamp.incarnation.bytes());
    out.set_seq(stamp.seq);
    out.set_author(stamp.author.bytes());
    out.set_edit_id(stamp.edit.bytes());
    out.set_claimed_time(stamp.claimed.millis);
    out.set_effective_time(stamp.effective.millis);
    out.set_received_time(stamp.received.millis);
    out.set_after_handover(stamp.afterHandover);
    putUnknown(stamp.unknown, out);
    return out;
}

base::Result<Stamp> fromProto(const protocol::Stamp& stamp) {
    const auto incarnation = base::Incarnation::fromBytes(stamp.incarnation());
    if (!incarnation) return incarnation.error();
    const auto author = base::WorkerId::fromBytes(stamp.author());
    if (!author) return author.error();
    const auto edit = base::EditId::fromBytes(stamp.edit_id());
    if (!edit) return edit.error();
    Stamp out;
    out.rev = stamp.rev();
    out.incarnation = *incarnation;
    out.seq = stamp.seq();
    out.author = *author;
    out.edit = *edit;
    out.claimed.millis = stamp.claimed_time();
    out.effective.millis = stamp.effective_time();
    out.received.millis = stamp.received_time();
    out.afterHandover = stamp.after_handover();
    out.unknown = unknownOf(stamp);
    return out;
}

protocol::EntityState toProto(const Entity& entity) {
    protocol::EntityState out;
    out.set_entity_type(entity.key.type);
    out.set_entity_id(entity.key.id.bytes());
    out.set_scope_id(entity.scope.bytes());
    out.set_rev(entity.rev);
    out.set_body(entity.body.encode());
    writeAttribution(entity, out);
    return out;
}

base::Result<Entity> fromProto(const protocol::EntityState& state) {
    const auto id = base::EntityId::fromBytes(state.entity_id());
    if (!id) return id.error();
    const auto scope = base::ScopeId::fromBytes(state.scope_id());
    if (!scope) return scope.error();
    auto body = Body::parse(state.body());
    if (!body) return body.error();
    Entity entity;
    entity.key = {state.entity_type(), *id};
    entity.scope = *scope;
    entity.rev = state.rev();
    entity.body = std::move(*body);
    HEARTH_TRY(readAttribution(state, entity));
    return entity;
}

base::Bytes encodeAttribution(const Entity& entity) {
    protocol::EntityState out;
    writeAttribution(entity, out);
    return wire::serialize(out);
}

base::Status decodeAttribution(base::ByteView bytes, Entity& entity) {
    protocol::EntityState state;
    if (bytes.size() > base::kReplyBytesMax) return Error(ErrorCode::TooLarge, "an attribution");
    if (!wire::parse(bytes, state)) return Error(ErrorCode::Malformed, "not an attribution");
    Entity read;
    HEARTH_TRY(readAttribution(state, read));
    entity.created = read.created;
    entity.stamps = std::move(read.stamps);
    entity.siblings = std::move(read.siblings);
    entity.sealed = read.sealed;
    entity.retired = read.retired;
    entity.unknown = std::move(read.unknown);
    return {};
}

}  // namespace hearth::records
