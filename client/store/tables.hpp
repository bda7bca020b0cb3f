// The tables of one tablet's store, on one connection. Each table knows its own rows; what spans
// several is done by Fold and ClientPort.
// Owner: TabletStore. Threads: the store thread.
#pragma once

#include "client/store/audit_log.hpp"
#include "client/store/base_table.hpp"
#include "client/store/blob_table.hpp"
#include "client/store/departures.hpp"
#include "client/store/meta_table.hpp"
#include "client/store/outbox_table.hpp"
#include "client/store/search_index.hpp"
#include "client/store/staged_pages.hpp"
#include "client/store/typing_table.hpp"
#include "client/store/view_table.hpp"

namespace hearth::client::store {

struct Tables {
    explicit Tables(sqlite::Connection opened) : connection(std::move(opened)) {}
    Tables(const Tables&) = delete;
    Tables& operator=(const Tables&) = delete;

    sqlite::Connection connection;
    MetaTable meta{connection};
    BaseTable base{connection};
    OutboxTable outbox{connection};
    ViewTable view{connection};
    SearchIndex search{connection};
    AuditLog audit{connection};
    TypingTable typing{connection};
    Departures departures{connection};
    StagedPages staged{connection};
    BlobTable blobs{connection};
};

}  // namespace hearth::client::store
