#include "tests/versions/newer_app.hpp"

#include "shared/records/wire.hpp"

namespace hearth::versions {

base::Bytes encodeNumber(records::FieldNumber field, std::uint64_t value) {
    base::Bytes out;
    records::wire::appendTag(out, field, records::wire::Type::Varint);
    records::wire::appendVarint(out, value);
    return out;
}

}  // namespace hearth::versions
