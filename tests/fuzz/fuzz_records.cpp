// shared/records: bodies, edits, entities and their attribution from any bytes. The first octet
// chooses what the rest is taken for.
#include <algorithm>
#include <memory>

#include <google/protobuf/message.h>

#include "shared/records/change.hpp"
#include "shared/records/csv.hpp"
#include "shared/records/validation.hpp"
#include "shared/records/wire.hpp"
#include "tests/fuzz/maker.hpp"
#include "tests/fuzz/sample_exchanges.hpp"
#include "tests/fuzz/target.hpp"

namespace hearth::fuzz {

using records::Body;

namespace {
enum Kind : std::uint8_t { AnyBody, AnyEdit, AnyEntity, AnyVisit, AnyCsv, MadeRecord };
constexpr std::uint8_t kKinds = MadeRecord + 1;

constexpr records::TypeNumber kUnknownType = 9'999;
constexpr std::size_t kChildrenMax = 4;
constexpr std::uint64_t kSeedScripts = 10;
constexpr std::size_t kSeedScriptBytes = 200;

void checkWire(base::ByteView bytes) {
    const auto first = records::wire::firstOccurrence(bytes);
    if (!first) return requireTyped(first.error());
    require(first->size > 0 && first->size <= bytes.size(), "a field lies within its bytes");
    require(first->payloadAt > 0 && first->payloadAt <= first->size,
            "a field's content lies within the field");
    require(first->number > 0 && first->number <= records::wire::kFieldNumberMax,
            "a field has a valid number");
    const auto text = records::decodeText(bytes.substr(0, first->size));
    if (!text) return requireTyped(text.error());
    require(records::encodeText(first->number, *text) == bytes.substr(0, first->size),
            "one value has one encoding");
}

void checkUnits(const records::TypeInfo* type, const Body& body) {
    for (const records::FieldNumber field : body.fieldNumbers()) {
        const auto unit = records::unitOf(type, field);
        require(std::count(unit.fields.begin(), unit.fields.end(), field) == 1,
                "a field is in its unit");
        base::Bytes joined;
        for (const base::Bytes& element : body.elements(field))
            joined += element;
        require(joined == body.field(field), "a field is its elements one after another");
        Body copy = body;
        require(copy.setUnit(unit, body.unit(unit)) && copy == body,
                "a unit replaced by itself changes nothing");
        require(copy.setUnit(unit, {}) && copy.unit(unit).empty(), "a unit can be emptied");
        require(copy.setUnit(unit, body.unit(unit)) && copy == body, "and filled again");
    }
}

void checkBody(const Body& body) {
    const base::Bytes encoded = body.encode();
    const auto again = Body::parse(encoded);
    require(again && *again == body && again->encode() == encoded, "decode(encode(x)) is x");
    const auto numbers = body.fieldNumbers();
    require(std::is_sorted(numbers.begin(), numbers.end()), "fields stand in ascending number");
    require(numbers.size() <= base::kFieldsMax && encoded.size() <= base::kBodyBytesMax,
            "a body keeps its limits");
    checkUnits(nullptr, body);
    require(records::contradictions(kUnknownType, body).empty(),
            "a type this program does not know contradicts nothing");
    for (const records::TypeInfo& type : records::allTypes()) {
        checkUnits(&type, body);
        const auto sound = records::checkStructure(type.number, body);
        if (!sound) requireTyped(sound.error());
        for (const auto& violation : records::contradictions(type.number, body)) {
            require(!violation.sentence.empty(), "a contradiction is said in a sentence");
            require(type.unit(violation.unit) != nullptr, "a contradiction is about a unit");
        }
    }
}

void checkAnyBody(base::ByteView bytes) {
    checkWire(bytes);
    const auto body = Body::parse(bytes);
    if (!body) return requireTyped(body.error());
    // The order of fields may be another, the bytes of each are the same.
    require(body->encode().size() == bytes.size(), "no byte of a body is lost or added");
    checkBody(*body);
}

void checkAnyEdit(base::ByteView bytes) {
    const auto edit = records::decodeEdit(bytes);
    if (!edit) return requireTyped(edit.error());
    const auto again = records::decodeEdit(records::encodeEdit(*edit));
    require(again && *again == *edit, "decode(encode(x)) is x");
    require(edit->seq > 0 && edit->ops.size() <= base::kEditOpsMax, "an edit keeps its limits");
    const base::WallTime received{base::kTimeMillisMax / 2};
    require(!(received < records::effectiveTime(*edit, received)),
            "no edit takes effect after it came");
    for (const records::Op& op : edit->ops) {
        require(op.sawSiblings.size() <= base::kSawSiblingsMax, "an operation keeps its limits");
        require(op.openRev != 0 || op.openEpoch.isNil(), "revision 0 is before every epoch");
    }
}

void checkAnyEntity(base::ByteView bytes) {
    protocol::EntityState state;
    if (!records::wire::parse(bytes, state)) return;
    const auto entity = records::fromProto(state);
    if (!entity) return requireTyped(entity.error());
    const auto again = records::fromProto(records::toProto(*entity));
    require(again && *again == *entity, "an entity goes there and back");
    records::Entity bare;
    bare.key = entity->key;
    bare.scope = entity->scope;
    bare.rev = entity->rev;
    bare.body = entity->body;
    require(
        records::decodeAttribution(records::encodeAttribution(*entity), bare) && bare == *entity,
        "who wrote what goes there and back");
    checkBody(entity->body);
}

void checkAnyVisit(base::ByteView bytes) {
    Input input(bytes);
    records::Visit visit;
    if (!records::wire::parse(input.chunk(), visit)) return;
    std::vector<records::ObservedChild> children;
    while (!input.isEmpty() && children.size() < kChildrenMax) {
        records::ObservedChild child;
        child.name = "Amira";
        if (!records::wire::parse(input.chunk(), child.observation)) return;
        children.push_back(std::move(child));
    }
    const auto missing = records::missingBeforeSeal(visit, children);
    for (const std::string& sentence : missing)
        require(!sentence.empty(), "what is missing is said in a sentence");
    require(records::missingBeforeSeal(visit, children) == missing, "asked twice, said twice");
    require(!children.empty() || !missing.empty(), "a visit without a child is not complete");
}

void checkAnyCsv(base::ByteView bytes) {
    const auto rows = records::parseCsv(bytes);
    if (!rows) return requireTyped(rows.error());
    for (const records::CsvRow& row : *rows)
        require(row.size() == rows->front().size(), "rows have as many fields as the first");
}

// Null when the body does not decode.
std::unique_ptr<google::protobuf::Message> recordOf(const records::TypeInfo& type,
                                                    const Body& body) {
    std::unique_ptr<google::protobuf::Message> record(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(type.descriptor)
            ->New());
    if (!body.into(*record)) record.reset();
    return record;
}

// What a form does: opened, changed, saved as operations. Each fits an edit.
void checkMadeRecord(base::ByteView bytes) {
    Input input(bytes);
    Maker maker(input);
    const auto types = records::allTypes();
    const records::TypeInfo& type = types[input.below(types.size())];
    records::Opened opened;
    opened.key = {type.number, idOf<base::EntityId>(1)};
    opened.rev = 1;
    opened.body = maker.record(&type);
    checkBody(opened.body);
    const Body now = maker.record(&type);
    const std::unique_ptr<google::protobuf::Message> record = recordOf(type, now);
    if (record == nullptr) return;
    records::Edit edit;
    edit.seq = 1;
    edit.ops = records::ChangeBuilder().update(opened, *record).take();
    const auto again = records::decodeEdit(records::encodeEdit(edit));
    require(again && *again == edit, "what a form changed can be sent");
    for (const records::Op& op : edit.ops)
        require(type.unit(op.field) != nullptr, "an operation names a unit by its first field");
    const bool same = Body::of(*record) == opened.body;
    if (same) require(edit.ops.empty(), "a form that was not changed changes nothing");
}
}  // namespace

void run(base::ByteView bytes) {
    if (bytes.empty()) return;
    const base::ByteView rest = bytes.substr(1);
    switch (static_cast<std::uint8_t>(bytes.front()) % kKinds) {
        case AnyBody:
            return checkAnyBody(rest);
        case AnyEdit:
            return checkAnyEdit(rest);
        case AnyEntity:
            return checkAnyEntity(rest);
        case AnyVisit:
            return checkAnyVisit(rest);
        case AnyCsv:
            return checkAnyCsv(rest);
        default:
            return checkMadeRecord(rest);
    }
}

std::vector<Seed> seeds() {
    std::vector<Seed> made;
    const auto add = [&](const std::string& name, Kind kind, base::ByteView bytes) {
        base::Bytes seed(1, static_cast<char>(kind));
        seed.append(bytes);
        made.push_back({name + "-" + std::to_string(made.size()), seed});
    };
    for (std::uint64_t number = 1; number <= kSeedScripts; ++number)
        add("made", MadeRecord, randomScript(number, kSeedScriptBytes));
    for (const Sample& sample : sampleExchanges()) {
        for (const protocol::Message& message : sample.exchange.messages()) {
            if (message.has_push()) add("edit", AnyEdit, message.push().edits(0));
            if (!message.has_page() || message.page().entities_size() == 0) continue;
            const auto& entities = message.page().entities();
            const auto& newest = entities[entities.size() - 1];
            add("entity", AnyEntity, records::wire::serialize(newest));
            add("body", AnyBody, newest.body());
        }
    }
    records::Observation seen;
    seen.set_seen(records::YES);
    base::Bytes visit;
    appendChunk(visit, records::wire::serialize(records::Visit()));
    appendChunk(visit, records::wire::serialize(seen));
    add("visit", AnyVisit, visit);
    add("codes", AnyCsv, "code,label\nN1,\"Abuse, or neglect\"\n");
    return made;
}

}  // namespace hearth::fuzz
