// Verified backups as files: made by hearthd by itself and at its end, and by `hearthctl backup`.
//   central-20261124T091500Z-r000000001234.db, encrypted with the store's key
// Threads: the store's.
#pragma once

#include <filesystem>

#include "server/store/store.hpp"

namespace hearth::server::api {

struct BackupRule {
    std::filesystem::path folder;
    std::size_t keep = 1;  // the newest so many stay
};

struct MadeBackup {
    std::filesystem::path file;
    records::Rev rev = 0;
    bool unchanged = false;  // the newest backup covers everything; no file was made
};

// Errors are the store's or the file system's; a file that did not become a verified backup is
// removed, older backups stay.
[[nodiscard]] base::Result<MadeBackup> makeBackup(store::Store& store, const BackupRule& rule);

}  // namespace hearth::server::api
