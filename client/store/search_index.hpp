// Prefix search over every word that is shown on the tablet. Protected whereabouts and referrers
// are not in it: they are revealed one by one, never found.
// Owner: Tables. Threads: the store thread. Errors: the connection's, Corrupt.
#pragma once

#include <string>
#include <vector>

#include "client/store/tablet_store.hpp"

namespace hearth::client::store {

class SearchIndex {
public:
    explicit SearchIndex(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // Inside a transaction of the caller. An entity without words, or retired, leaves the index.
    [[nodiscard]] base::Status put(const records::Entity& entity);
    [[nodiscard]] base::Status remove(const records::EntityKey& key);

    // Writes the index anew without what left it: a mark alone leaves the words in the file. Costs
    // as much as the index is large.
    [[nodiscard]] base::Status forgetRemoved();

    // Every word must begin a word of the record; best first.
    [[nodiscard]] base::Result<std::vector<SearchHit>> search(const std::string& words,
                                                              std::size_t max);
    // What is indexed for the entity; empty when it is not.
    [[nodiscard]] base::Result<std::string> wordsOf(const records::EntityKey& key);
    [[nodiscard]] base::Result<std::uint64_t> count();
    // FTS5's own check; Corrupt.
    [[nodiscard]] base::Status check();

private:
    [[nodiscard]] base::Result<std::int64_t> rowOf(const records::EntityKey& key);

    sqlite::Connection& m_connection;
};

// The words of an entity that may be found.
[[nodiscard]] std::string searchableWords(const records::Entity& entity);

}  // namespace hearth::client::store
