// Builds the operations of an edit from typed records: what a form opened and what it holds now.
// Owner: the caller, for one save. Threads: one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shared/records/edit.hpp"

namespace google::protobuf {
class Message;
}

namespace hearth::records {

// Whose edit stands behind a unit of what is shown; unit 0: behind the whole record.
struct Writer {
    UnitNumber unit = 0;
    base::EditId edit;
    friend bool operator==(const Writer&, const Writer&) = default;
};

// What a form knows of the entity it opened.
struct Opened {
    EntityKey key;
    base::ScopeId scope;
    Rev rev = 0;        // the server's revision at the time of opening
    base::Epoch epoch;  // that server's epoch
    Body body;          // as shown
    std::vector<Writer> writers{};
};

[[nodiscard]] std::vector<Writer> writersBehind(const Entity& entity);

class ChangeBuilder {
public:
    // CREATE with the whole record.
    ChangeBuilder& create(const EntityKey& key, const base::ScopeId& scope,
                          const google::protobuf::Message& record);
    // The least operations that turn what was opened into `now`: SET per changed unit, ADD and
    // REMOVE per element of a set field, TEXT for TEXT3 fields, APPEND for append-only fields. A
    // unit that was emptied has an empty value. A changed IMMUTABLE unit is a SET as well: the
    // server holds it as a proposal.
    ChangeBuilder& update(const Opened& opened, const google::protobuf::Message& now);
    ChangeBuilder& seal(const Opened& opened);
    ChangeBuilder& retire(const Opened& opened, std::string reason);
    // Settles a unit: `value` is the unit's new encoding, `saw` every sibling that was shown.
    ChangeBuilder& resolve(const Opened& opened, UnitNumber unit, base::Bytes value,
                           std::vector<SiblingId> saw, std::string reason);

    [[nodiscard]] bool empty() const noexcept { return m_ops.empty(); }
    [[nodiscard]] std::vector<Op> take() { return std::exchange(m_ops, {}); }

private:
    // `unit` 0: an operation on the whole record.
    [[nodiscard]] static Op opOn(const Opened& opened, protocol::OpKind kind, UnitNumber unit);
    [[nodiscard]] static Op opOnUnit(const Opened& opened, const UnitInfo& unit,
                                     protocol::OpKind kind);
    void updateUnit(const Opened& opened, const UnitInfo& unit, const Body& now);
    void updateSet(const Opened& opened, const UnitInfo& unit, const Body& now);

    std::vector<Op> m_ops;
};

}  // namespace hearth::records
