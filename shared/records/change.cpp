#include "shared/records/change.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <google/protobuf/message.h>

#include "shared/crypto/hash.hpp"
#include "shared/records/wire.hpp"

namespace hearth::records {

namespace {
using Elements = std::vector<base::Bytes>;

bool contains(const Elements& elements, const base::Bytes& element) {
    return std::find(elements.begin(), elements.end(), element) != elements.end();
}

// What was opened, as this program would have written it: an explicit default of another writer
// is no change.
Body canonical(const Body& body, const google::protobuf::Message& like) {
    const std::unique_ptr<google::protobuf::Message> typed(like.New());
    return body.into(*typed) ? Body::of(*typed) : body;
}

// The edits that an operation on a unit names; beyond the limit some stay unnamed, which makes a
// question and never an overwrite.
std::vector<base::EditId> named(const std::vector<Writer>& writers, UnitNumber unit) {
    std::vector<base::EditId> edits;
    for (const Writer& writer : writers) {
        if (writer.unit != 0 && writer.unit != unit && unit != 0) continue;
        if (std::find(edits.begin(), edits.end(), writer.edit) == edits.end())
            edits.push_back(writer.edit);
    }
    edits.resize(std::min(edits.size(), base::kBaseWritersMax));
    return edits;
}

// A field with nothing in it that says so. Left out, it would say the same to whoever knows it; but
// a server older than the field leaves alone what a value does not name.
base::Bytes saidEmpty(const FieldInfo& field) {
    using google::protobuf::FieldDescriptor;
    const auto type = field.descriptor->type();
    const bool text = type == FieldDescriptor::TYPE_STRING || type == FieldDescriptor::TYPE_BYTES;
    base::Bytes out;
    wire::appendTag(out, field.number, text ? wire::Type::Delimited : wire::Type::Varint);
    wire::appendVarint(out, 0);
    return out;
}

// The unit as it is now, with what was cleared in it and joined later said outright.
base::Bytes valueOf(const TypeInfo& type, const UnitInfo& unit, const Body& before, Body now) {
    if (unit.fields.size() < 2) return now.unit(unit);
    for (const FieldNumber number : unit.fields) {
        const FieldInfo& field = *type.field(number);
        const bool cleared = now.elements(number).empty() && !before.elements(number).empty();
        if (cleared && field.since > 1 && !field.repeated)
            now.setElements(number, {saidEmpty(field)});
    }
    return now.unit(unit);
}

bool beginsWith(const Elements& whole, const Elements& beginning) {
    return whole.size() >= beginning.size() &&
           std::equal(beginning.begin(), beginning.end(), whole.begin());
}
}  // namespace

std::vector<Writer> writersBehind(const Entity& entity) {
    std::vector<Writer> writers{{0, entity.created.edit}};
    if (entity.retired) writers.push_back({0, entity.retired->edit});
    for (const auto& [key, stamp] : entity.stamps)
        writers.push_back({key.first, stamp.edit});
    return writers;
}

ChangeBuilder& ChangeBuilder::create(const EntityKey& key, const base::ScopeId& scope,
                                     const google::protobuf::Message& record) {
    INVARIANT(typeOf(record).number == key.type);
    Op op;
    op.target = key;
    op.scope = scope;
    op.kind = protocol::CREATE;
    op.value = Body::of(record).encode();
    m_ops.push_back(std::move(op));
    return *this;
}

ChangeBuilder& ChangeBuilder::update(const Opened& opened, const google::protobuf::Message& now) {
    const TypeInfo& type = typeOf(now);
    INVARIANT(type.number == opened.key.type);
    const Body before = canonical(opened.body, now);
    const Body after = Body::of(now);
    for (const UnitInfo& unit : type.units)
        if (before.unit(unit) != after.unit(unit)) updateUnit(opened, unit, after);
    return *this;
}

ChangeBuilder& ChangeBuilder::seal(const Opened& opened) {
    m_ops.push_back(opOn(opened, protocol::SEAL, 0));
    return *this;
}

ChangeBuilder& ChangeBuilder::retire(const Opened& opened, std::string reason) {
    Op op = opOn(opened, protocol::RETIRE, 0);
    op.reason = std::move(reason);
    m_ops.push_back(std::move(op));
    return *this;
}

ChangeBuilder& ChangeBuilder::resolve(const Opened& opened, UnitNumber unit, base::Bytes value,
                                      std::vector<SiblingId> saw, std::string reason) {
    Op op = opOnUnit(opened, unitOf(findType(opened.key.type), unit), protocol::RESOLVE);
    op.value = std::move(value);
    op.sawSiblings = std::move(saw);
    op.reason = std::move(reason);
    m_ops.push_back(std::move(op));
    return *this;
}

Op ChangeBuilder::opOn(const Opened& opened, protocol::OpKind kind, UnitNumber unit) {
    Op op;
    op.target = opened.key;
    op.scope = opened.scope;
    op.openRev = opened.rev;
    if (opened.rev != 0) op.openEpoch = opened.epoch;
    op.kind = kind;
    op.baseWriters = named(opened.writers, unit);
    return op;
}

Op ChangeBuilder::opOnUnit(const Opened& opened, const UnitInfo& unit, protocol::OpKind kind) {
    Op op = opOn(opened, kind, unit.number);
    op.field = unit.number;
    op.baseValueHash = crypto::sha256(opened.body.unit(unit)).bytes();
    return op;
}

void ChangeBuilder::updateUnit(const Opened& opened, const UnitInfo& unit, const Body& now) {
    if (unit.policy == ADD_WINS_SET) return updateSet(opened, unit, now);
    const Elements before = opened.body.elements(unit.number);
    const Elements after = now.elements(unit.number);
    // What was appended is a list grown at its end; anything else is a change of the whole.
    if (unit.policy == APPEND_ONLY && beginsWith(after, before)) {
        for (std::size_t i = before.size(); i < after.size(); ++i) {
            Op op = opOnUnit(opened, unit, protocol::APPEND);
            op.value = after[i];
            m_ops.push_back(std::move(op));
        }
        return;
    }
    Op op = opOnUnit(opened, unit, unit.policy == TEXT3 ? protocol::TEXT : protocol::SET);
    op.value = valueOf(*findType(opened.key.type), unit, opened.body, now);
    if (unit.policy == TEXT3) op.baseValue = opened.body.unit(unit);
    m_ops.push_back(std::move(op));
}

void ChangeBuilder::updateSet(const Opened& opened, const UnitInfo& unit, const Body& now) {
    const Elements before = opened.body.elements(unit.number);
    const Elements after = now.elements(unit.number);
    const auto add = [&](protocol::OpKind kind, const Elements& from, const Elements& without) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            const bool repeated =
                contains({from.begin(), from.begin() + static_cast<long>(i)}, from[i]);
            if (repeated || contains(without, from[i])) continue;
            Op op = opOnUnit(opened, unit, kind);
            op.value = from[i];
            m_ops.push_back(std::move(op));
        }
    };
    add(protocol::REMOVE, before, after);
    add(protocol::ADD, after, before);
}

}  // namespace hearth::records
