// Who writes and what: the edits of the session tests, chained and signed as real ones.
#pragma once

#include <map>
#include <memory>

#include "shared/crypto/hash.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/client_session.hpp"
#include "shared/protocol/frame.hpp"
#include "shared/protocol/scope_digest.hpp"
#include "shared/protocol/server_session.hpp"

namespace hearth::tests {

template <class IdType>
IdType idOf(std::uint8_t n) {
    IdType id;
    id.octets.fill(n);
    return id;
}

inline const base::ScopeId kCase = idOf<base::ScopeId>(0xCA);
inline const base::DeviceId kDevice = idOf<base::DeviceId>(0xD0);
inline const base::Incarnation kIncarnation = idOf<base::Incarnation>(0x11);
inline const base::WorkerId kWorker = idOf<base::WorkerId>(0x33);

inline crypto::SigningKey& deviceKey() {
    static crypto::SigningKey key = [] {
        INVARIANT(crypto::initialise());
        return crypto::SigningKey::generate().value();
    }();
    return key;
}

// An edit that creates an entity whose id is `n`, chained to `previous`.
inline base::Bytes makeEdit(records::Seq seq, const base::Bytes& previous, std::uint8_t n,
                            std::size_t textBytes = 10) {
    records::Edit edit;
    edit.id = idOf<base::EditId>(n);
    edit.device = kDevice;
    edit.incarnation = kIncarnation;
    edit.seq = seq;
    if (!previous.empty()) edit.prevHash = crypto::sha256(previous);
    edit.author = kWorker;
    edit.claimed = {1'000};
    edit.schemaVersion = records::kSchemaVersion;
    records::Op op;
    op.target = {40, idOf<base::EntityId>(n)};
    op.scope = kCase;
    op.kind = protocol::CREATE;
    op.value = records::encodeText(1, std::string(textBytes, 'x'));
    edit.ops.push_back(op);
    return records::encodeEdit(edit);
}

}  // namespace hearth::tests
