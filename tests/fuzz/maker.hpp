// Records and operations made of a fuzzer's decisions: valid in most of their parts, so that they
// reach the merge, and wrong in some. Few ids and few words, so that operations meet.
// Owner: one run of a target. Threads: one.
#pragma once

#include <vector>

#include "shared/records/edit.hpp"
#include "tests/fuzz/input.hpp"

namespace hearth::fuzz {

template <class IdType>
[[nodiscard]] IdType idOf(std::size_t number) {
    IdType id;
    id.octets.fill(static_cast<std::uint8_t>(number));
    return id;
}

// What the author of an operation can know.
struct Known {
    std::vector<records::Entity> entities;
    base::Epoch epoch;
    records::Rev head = 0;
    base::ScopeId scope;  // the family that new records go into
    base::WorkerId author;
};

class Maker {
public:
    explicit Maker(Input& input) noexcept : m_in(input) {}

    [[nodiscard]] std::vector<records::Op> ops(const Known& known);
    [[nodiscard]] records::Op op(const Known& known);
    // A record of the type; its body for a type that this program does not know.
    [[nodiscard]] records::Body record(const records::TypeInfo* type);

private:
    void fill(google::protobuf::Message& record, const records::FieldInfo& field);
    [[nodiscard]] base::Bytes content(const records::FieldInfo& field);
    void aim(const Known& known, records::Op& op, const records::Entity*& entity);
    void makeValue(const records::Entity* entity, records::Op& op);
    // False when the type has no field for such an operation.
    [[nodiscard]] bool makeElement(const records::TypeInfo& type, records::Op& op);
    void addCircumstances(const Known& known, const records::Entity* entity, records::Op& op);

    Input& m_in;
};

}  // namespace hearth::fuzz
