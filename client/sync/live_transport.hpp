// LiveTransport: a connection that stays open. It carries the same exchanges as POST and also
// brings what the server says unasked: which scopes have newer heads. It is the place where the
// sync thread waits, connected or not, so that one call ends for whatever comes first: a poke, a
// save, a stop. Implemented by client/platform/live_connection.hpp. Owner: the composition root.
// Threads: the sync thread; wake() any thread.
#pragma once

#include <set>

#include "client/sync/transport.hpp"
#include "shared/base/ids.hpp"
#include "shared/records/edit.hpp"

namespace hearth::client::sync {

// Why a wait ended.
enum class Wake {
    TimeUp,
    Called,  // wake()
    Poked,   // the server said that something is newer
    Ended,   // the connection broke or the server closed it
};

// What the server said unasked, joined since it was last asked for.
struct Pokes {
    std::set<base::ScopeId> scopes;
    records::Rev headRev = 0;
};

class LiveTransport : public Transport {
public:
    // exchange(): Unreachable when there is no connection. After any error there is none.

    // Errors: Unreachable, Untrusted, Refused (the server or what stands between does not upgrade).
    [[nodiscard]] virtual base::Status connect() = 0;
    [[nodiscard]] virtual bool isOpen() const noexcept = 0;
    virtual void close() = 0;
    // Blocks for at most `span`. Pokes and calls that came before it end it at once.
    [[nodiscard]] virtual Wake wait(base::Millis span) = 0;
    // What was heard, and forgets it.
    [[nodiscard]] virtual Pokes takePokes() = 0;
    // Ends the wait under way, or the next one.
    virtual void wake() = 0;
};

}  // namespace hearth::client::sync
