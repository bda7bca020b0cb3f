// What a TabletStore holds; for the sources of this folder only.
// Threads: the store thread.
#pragma once

#include "client/store/attachments.hpp"
#include "client/store/tablet_store.hpp"

namespace hearth::client::store {

struct TabletStore::Impl {
    Impl(sqlite::Connection connection, const base::Clock& theClock, base::Random& random)
        : clock(theClock),
          ids(theClock, random),
          tables(std::move(connection)),
          fold(tables),
          port(tables, fold, theClock, ids),
          attachments(tables, port, theClock) {}

    [[nodiscard]] base::Status append(const records::Edit& edit, const OutboxRow& row,
                                      const std::string& form);
    [[nodiscard]] base::Status keepPictures(const records::Edit& edit,
                                            const std::vector<base::Bytes>& pictures);
    // The records that came before there were tables for what they name.
    [[nodiscard]] base::Status indexBlobs();

    // What a program of another version made is made again as this one reads it.
    [[nodiscard]] base::Status catchUp();

    const base::Clock& clock;
    base::IdSource ids;
    Tables tables;
    Fold fold;
    ClientPort port;
    Attachments attachments;
};

// As the outbox has it, for whoever shows it.
[[nodiscard]] OutboxEdit outboxEditOf(const OutboxRow& row,
                                      std::vector<records::EntityKey> targets);

}  // namespace hearth::client::store
