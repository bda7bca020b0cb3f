// view = fold(base, pending): what the server last said, and on top the edits of this tablet that
// it does not include yet, applied by the same merge that the server uses. Keeps the predicted
// entities and the search index in step.
// Owner: TabletStore. Threads: the store thread, inside a transaction of the caller.
// Errors: the connection's, Corrupt.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "client/store/tables.hpp"
#include "shared/merge/merge.hpp"

namespace hearth::client::store {

class Fold {
public:
    explicit Fold(Tables& tables) noexcept : m_tables(tables) {}

    // A new last edit: applied to the view as it stands. The outcome says HELD when nothing of it
    // shows.
    [[nodiscard]] base::Result<merge::Outcome> add(EditRow row, const records::Edit& edit,
                                                   const base::Digest& hash);
    // The view of these entities, and of whatever hangs together with them through pending edits,
    // again from base.
    [[nodiscard]] base::Status again(const std::set<records::EntityKey>& keys);
    // What of an entity is found by other ways than its key: its words, the attachments it names.
    [[nodiscard]] base::Status index(const records::Entity& entity);
    // All of it, and the index: made by a program that knew less of the records than this one.
    [[nodiscard]] base::Status everything();
    // Corrupt if the view is not what a fold of everything pending gives.
    [[nodiscard]] base::Status check();
    // Corrupt if the search index is not what the view says. Reads every record.
    [[nodiscard]] base::Status checkIndex();

private:
    using States = std::map<records::EntityKey, records::Entity>;
    struct Folded {
        States states;
        std::map<EditRow, std::map<records::EntityKey, base::ScopeId>> derived;
    };

    [[nodiscard]] base::Result<merge::Received> placeOf(const records::Edit& edit,
                                                        const base::Digest& hash);
    [[nodiscard]] base::Result<Folded> foldOf(const std::vector<EditRow>& rows);
    // Adds to `keys` what pending edits tie to them; the edits, in order.
    [[nodiscard]] base::Result<std::vector<EditRow>> closeOver(std::set<records::EntityKey>& keys);
    [[nodiscard]] base::Status show(const records::EntityKey& key, const States& states,
                                    bool mayBePredicted);

    Tables& m_tables;
};

}  // namespace hearth::client::store
