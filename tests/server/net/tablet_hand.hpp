// A tablet's side of exchanges, by hand: what a test wants said, in order and signed.
#pragma once

#include <string>
#include <vector>

#include "schema/protocol/sync.pb.h"
#include "shared/records/edit.hpp"
#include "tests/server/net/rig.hpp"

namespace hearth::server::net {

class TabletHand {
public:
    explicit TabletHand(const Device& device);

    // HELLO and an empty PULL.
    [[nodiscard]] protocol::Exchange hello() const;
    // HELLO, PUSH of one edit that opens a case file, PULL. The scope is then in `caseFile()`.
    [[nodiscard]] protocol::Exchange openCaseFile(const std::string& familyName);
    // The same of an edit that adds a record to that case file.
    [[nodiscard]] protocol::Exchange record(const google::protobuf::Message& record);
    [[nodiscard]] const base::ScopeId& caseFile() const noexcept { return m_caseFile; }

    [[nodiscard]] static base::Bytes frame(const protocol::Exchange& exchange);
    [[nodiscard]] static protocol::Exchange read(base::ByteView frame);

private:
    [[nodiscard]] protocol::Exchange push(std::vector<records::Op> ops);

    const Device& m_device;
    crypto::SystemRandom m_random;
    base::Incarnation m_incarnation;
    records::Seq m_seq = 0;
    base::Digest m_hash;
    base::ScopeId m_caseFile;
};

// The first message of a kind in an exchange; null if there is none.
template <class Has>
[[nodiscard]] const protocol::Message* find(const protocol::Exchange& exchange, Has has) {
    for (const protocol::Message& message : exchange.messages())
        if (has(message)) return &message;
    return nullptr;
}
// The failure an answer carries; code 0 if it carries none.
[[nodiscard]] protocol::Failure failureOf(const HttpAnswer& answer);

}  // namespace hearth::server::net
