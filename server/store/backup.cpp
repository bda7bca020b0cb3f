#include "server/store/backup.hpp"

#include <filesystem>
#include <system_error>

#include "server/store/log_table.hpp"
#include "server/store/verify.hpp"
#include "shared/sqlite/file_lock.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

namespace fs = std::filesystem;

Result<records::Rev> checkCopy(const std::string& file, const sqlite::DatabaseKey& key) {
    auto copy = sqlite::Connection::open(file, key, sqlite::OpenMode::ReadOnly);
    if (!copy) return copy.error();
    HEARTH_TRY(copy->checkIntegrity());
    HEARTH_TRY(verifyChainOf(*copy));
    const auto head = LogTable(*copy).head();
    if (!head) return head.error();
    return head->rev;
}

// Opened as the record one day, it must begin a new epoch.
base::Status markCopy(const std::string& file, const sqlite::DatabaseKey& key) {
    auto copy = sqlite::Connection::open(file, key, sqlite::OpenMode::OpenExisting);
    if (!copy) return copy.error();
    HEARTH_TRY(copy->transaction([&] { return LogTable(*copy).markCopy(); }));
    return copy->checkpoint();
}

}  // namespace

Result<records::Rev> backupVerified(sqlite::Connection& connection, const sqlite::DatabaseKey& key,
                                    const std::string& file) {
    const std::string candidate = file + ".unverified";
    HEARTH_TRY(connection.backupTo(candidate, key));
    HEARTH_TRY(markCopy(candidate, key));
    const auto rev = checkCopy(candidate, key);
    std::error_code problem;
    for (const char* left : {"-wal", "-shm", ".lock"})
        fs::remove(candidate + left, problem);
    if (!rev) {
        fs::remove(candidate, problem);
        return rev.error();
    }
    fs::rename(candidate, file, problem);
    if (problem) return Error(ErrorCode::Io, "the backup could not be named: " + problem.message());
    // Tablets let go of what durable_rev covers: the name must not be lost with the power.
    HEARTH_TRY(sqlite::syncToDisk(fs::absolute(file).parent_path()));
    return *rev;
}

}  // namespace hearth::server::store
