// A tablet with a newer app than this program knows: its edits say more than we can read, in
// fields, in records and in record types. It only sends; it keeps everything it ever made, and
// begins a new incarnation whenever the server knows its old one differently.
// Owner: the world. Threads: one.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "shared/records/edit.hpp"
#include "tests/simulation/world/server_node.hpp"

namespace hearth::simulation {

class NewerTablet {
public:
    // A record type that this program does not know.
    static constexpr records::TypeNumber kUnknownType = 777;

    NewerTablet(const base::WorkerId& worker, base::Random& random);

    // One edit: an entry with a field that nobody here knows, and a record of an unknown type.
    void record(const base::ScopeId& scope, base::WallTime now, const std::string& words);
    // What the server does not have yet. Unreachable while it is down.
    [[nodiscard]] base::Status send(ServerNode& server);

    struct Made {
        base::EditId id;
        std::map<records::EntityKey, base::Bytes> bodies;  // as this app wrote them
        std::set<base::Bytes> bytes;                       // under each number it had
    };
    [[nodiscard]] const std::vector<Made>& made() const noexcept { return m_made; }

private:
    [[nodiscard]] base::Result<protocol::Exchange> exchange(ServerNode& server,
                                                            records::Seq after) const;
    // The chain anew, under an incarnation that nobody knows.
    void renumber();
    void chain(protocol::Edit edit);

    protocol::Peer m_peer;
    std::shared_ptr<const crypto::SigningKey> m_key;
    base::Random& m_random;
    base::Incarnation m_incarnation;
    std::vector<Made> m_made;
    std::vector<base::Bytes> m_chain;  // as they are sent, in their order
};

}  // namespace hearth::simulation
