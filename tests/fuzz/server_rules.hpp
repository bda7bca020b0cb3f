// What must be true of every answer of the server, asked of its store from outside: nothing is
// acknowledged that is not in the log, nothing is shown to whoever does not hold it, and every
// exchange is answered.
// Owner: one exchange. Threads: one.
#pragma once

#include <map>
#include <set>

#include "server/store/store.hpp"

namespace hearth::fuzz {

// Runs one exchange as the store worker does (a part of an open group) and checks the answer.
class CheckedExchange {
public:
    CheckedExchange(server::store::Store& store, protocol::Peer peer);

    // `signedWell`: whether a PUSH in it carries the peer's own signature, as far as is known.
    void run(const protocol::Exchange& request, bool signedWell);

private:
    void answer(const protocol::Exchange& request);
    void checkForm() const;
    void checkAcks() const;
    void checkLog() const;
    void checkApplied(const server::store::LogRow& row) const;
    void checkPages(const protocol::Exchange& request) const;
    void checkDigests() const;

    server::store::Store& m_store;
    protocol::Peer m_peer;
    protocol::ServerHead m_before;
    std::set<base::ScopeId> m_scopes;     // held by the peer's worker before or after
    std::set<base::ScopeId> m_scopesNow;  // after
    std::vector<server::store::LogRow> m_rows;
    std::map<base::Bytes, base::Bytes> m_sent;  // edits by their edit's hash
    protocol::Exchange m_reply;
    std::vector<base::ScopeId> m_touched;
};

}  // namespace hearth::fuzz
