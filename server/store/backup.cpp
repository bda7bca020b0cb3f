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

constexpr const char* kBesideCopy[] = {"-wal", "-shm", ".lock", ".part", ".part-journal"};

void forgetCopy(const std::string& file) {
    std::error_code ignored;
    for (const char* left : kBesideCopy)
        fs::remove(file + left, ignored);
    fs::remove(file, ignored);
}

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
    // What an attempt left that the power or the process ended.
    forgetCopy(candidate);
    const auto copied = connection.backupTo(candidate, key);
    const auto marked = copied ? markCopy(candidate, key) : copied;
    const auto rev = marked ? checkCopy(candidate, key) : marked.error();
    if (!rev) {
        forgetCopy(candidate);
        return rev.error();
    }
    std::error_code problem;
    for (const char* left : kBesideCopy)
        fs::remove(candidate + left, problem);
    fs::rename(candidate, file, problem);
    if (problem) return Error(ErrorCode::Io, "the backup could not be named: " + problem.message());
    // Tablets let go of what durable_rev covers: the name must not be lost with the power.
    HEARTH_TRY(sqlite::syncToDisk(fs::absolute(file).parent_path()));
    return *rev;
}

}  // namespace hearth::server::store
