#include <system_error>

#include "shared/sqlite/failure.hpp"
#include "shared/sqlite/implementation.hpp"

namespace hearth::sqlite {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {
constexpr int kAllPages = -1;

Status copyInto(sqlite3* source, const std::filesystem::path& file, const DatabaseKey& key) {
    HEARTH_TRY(createPrivateFile(file));
    const auto target = openWithKey(file, key, false);
    if (!target) return target.error();
    sqlite3_backup* const backup = sqlite3_backup_init(target->get(), "main", source, "main");
    if (backup == nullptr) return errorFor(target->get(), sqlite3_extended_errcode(target->get()));
    // All pages in one step: the source's writer is this thread, so nobody waits for it.
    const int stepped = sqlite3_backup_step(backup, kAllPages);
    const int finished = sqlite3_backup_finish(backup);
    if (stepped != SQLITE_DONE) return errorFor(target->get(), stepped);
    if (finished != SQLITE_OK) return errorFor(target->get(), finished);
    return checkEncrypted(target->get());
}

Status removeIfThere(const std::filesystem::path& file) {
    std::error_code problem;
    std::filesystem::remove(file, problem);
    if (problem) return systemError(problem.value(), file.filename().string());
    return {};
}
}  // namespace

Status Connection::backupTo(const std::filesystem::path& file, const DatabaseKey& key) {
    HEARTH_TRY(checkKey(key));
    if (m_impl->isInTransaction())
        return Error(ErrorCode::Internal, "no backup inside a transaction");
    m_impl->resetStatements();
    // Whoever holds the target open, a store included, must not find it replaced.
    const auto lock = FileLock::acquire(file, LockKind::Owner);
    if (!lock) return lock.error();
    // A rename replaces the file alone: a WAL of its predecessor would be played into the copy.
    if (hasLog(file))
        return Error(ErrorCode::AlreadyExists, "a store that was not closed is at that name");
    const std::filesystem::path part = file.string() + ".part";
    HEARTH_TRY(removeIfThere(part));
    HEARTH_TRY(removeIfThere(part.string() + "-journal"));
    HEARTH_TRY(copyInto(m_impl->db.get(), part, key));
    HEARTH_TRY(syncToDisk(part));
    std::error_code problem;
    std::filesystem::rename(part, file, problem);
    if (problem) return systemError(problem.value(), file.filename().string());
    return syncToDisk(std::filesystem::absolute(file).parent_path());
}

}  // namespace hearth::sqlite
