// Records as JSON, for people and scripts: field names as in schema/records, enum values by name,
// ids and other bytes in base64 (protobuf's own mapping).
// Threads: pure functions, any thread. Errors: InvalidArgument with what is wrong.
#pragma once

#include <memory>

#include <boost/json.hpp>
#include <google/protobuf/message.h>

#include "shared/records/entity.hpp"

namespace hearth::bench {

namespace json = boost::json;

// By name ("Visit"); InvalidArgument for an unknown one.
[[nodiscard]] base::Result<const records::TypeInfo*> typeNamed(const std::string& name);

// A new record from the fields of `given`.
[[nodiscard]] base::Result<std::unique_ptr<google::protobuf::Message>> recordFrom(
    const records::TypeInfo& type, const json::object& given);
// The record in `body` with the fields that `given` names replaced; the others stay, unknown ones
// included.
[[nodiscard]] base::Result<std::unique_ptr<google::protobuf::Message>> recordWith(
    const records::TypeInfo& type, const records::Body& body, const json::object& given);
// The fields of a body that this program knows.
[[nodiscard]] json::object toJson(records::TypeNumber type, const records::Body& body);

}  // namespace hearth::bench
