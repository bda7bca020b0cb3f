// The next edit of this tablet's chain, and its place in outbox, view and audit.
// Owner: nobody, functions only. Threads: the store thread, inside a transaction of the caller
// where they write. Errors: the tables'.
#pragma once

#include "client/store/client_port.hpp"

namespace hearth::client::store {

[[nodiscard]] records::Edit nextEdit(const Meta& meta, const Contact& contact,
                                     const base::Clock& clock, base::IdSource& ids,
                                     std::vector<records::Op> ops);
// Unsent, with its bytes and their hash.
[[nodiscard]] OutboxRow outboxRowOf(const records::Edit& edit);
[[nodiscard]] base::Result<merge::Outcome> appendEdit(Tables& tables, Fold& fold,
                                                      const records::Edit& edit,
                                                      const OutboxRow& row);

}  // namespace hearth::client::store
