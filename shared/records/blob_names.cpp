#include "shared/records/blob_names.hpp"

#include "schema/records/visit.pb.h"

namespace hearth::records {

namespace {

// Where a type names an attachment; 0: it does not.
FieldNumber hashFieldOf(TypeNumber type) {
    if (type == typeNumber<Attachment>()) return Attachment::kHashFieldNumber;
    if (type == typeNumber<Observation>()) return Observation::kDrawingHashFieldNumber;
    return 0;
}

void collect(TypeNumber type, base::ByteView encoded, std::vector<base::Digest>& found) {
    const FieldNumber field = hashFieldOf(type);
    if (field == 0) return;
    const auto body = Body::parse(encoded);
    if (!body) return;
    for (const base::Bytes& element : body->elements(field)) {
        const auto payload = decodeText(element);
        if (!payload) continue;
        const auto hash = base::Digest::fromBytes(*payload);
        if (hash) found.push_back(*hash);
    }
}

}  // namespace

std::vector<base::Digest> blobsNamedIn(TypeNumber type, base::ByteView encoded) {
    std::vector<base::Digest> found;
    if (type != typeNumber<Amendment>()) {
        collect(type, encoded, found);
        return found;
    }
    const auto body = Body::parse(encoded);
    if (!body) return found;
    const auto amendment = body->as<Amendment>();
    if (amendment) collect(amendment->target_type(), amendment->new_value(), found);
    return found;
}

std::vector<base::Digest> blobsNamedBy(const Entity& entity) {
    const bool names =
        hashFieldOf(entity.key.type) != 0 || entity.key.type == typeNumber<Amendment>();
    if (!names) return {};
    std::vector<base::Digest> found = blobsNamedIn(entity.key.type, entity.body.encode());
    for (const Sibling& sibling : entity.siblings)
        collect(entity.key.type, sibling.value, found);
    return found;
}

std::vector<base::Digest> blobsNamedBy(const Op& op) {
    switch (op.kind) {
        case protocol::CREATE:
        case protocol::SET:
        case protocol::RESOLVE:
            return blobsNamedIn(op.target.type, op.value);
        default:
            return {};
    }
}

}  // namespace hearth::records
