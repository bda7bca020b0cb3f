// Which records name which attachments: filled by the apply path from every edit that was applied.
// Owner: the store. Threads: the store worker's, inside a transaction of the caller where it
// writes. Errors: the connection's, Corrupt.
#pragma once

#include <vector>

#include "server/store/store.hpp"

namespace hearth::server::store {

class BlobMentions {
public:
    explicit BlobMentions(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    [[nodiscard]] base::Status note(const records::Edit& edit);
    [[nodiscard]] base::Result<std::vector<base::ScopeId>> scopesNaming(const base::Digest& hash);
    // Once in a database's life: the edits that were logged before there was this table.
    [[nodiscard]] base::Status noteLog();

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::server::store
