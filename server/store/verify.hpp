// The two proofs: the chain over the log, and the replay of the log to the state.
// Owner: nobody, functions only. Threads: the connection's. Errors: Corrupt with the first revision
// or row that differs; otherwise the connection's.
#pragma once

#include "server/store/store.hpp"

namespace hearth::server::store {

// Every row of the log from 1: dense, hashed, chained, its columns as its bytes and its outcome
// say, and the head where the log ends.
[[nodiscard]] base::Status verifyChainOf(sqlite::Connection& connection);

// Applies the log to an empty database beside `file` (under a key of its own, removed at the end)
// and compares outcomes and state tables byte for byte.
[[nodiscard]] base::Status verifyReplayOf(sqlite::Connection& connection, const std::string& file,
                                          base::Random& random);

}  // namespace hearth::server::store
