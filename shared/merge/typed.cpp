#include "shared/merge/typed.hpp"

namespace hearth::merge {

std::unique_ptr<google::protobuf::Message> asRecord(const records::TypeInfo& type,
                                                    base::ByteView encoded) {
    std::unique_ptr<google::protobuf::Message> record(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(type.descriptor)
            ->New());
    const auto body = records::Body::parse(encoded);
    if (!body || !body->into(*record)) return nullptr;
    return record;
}

}  // namespace hearth::merge
