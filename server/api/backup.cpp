#include "server/api/backup.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hearth::server::api {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;

namespace {

constexpr std::string_view kPrefix = "central-";
constexpr std::string_view kSuffix = ".db";
constexpr std::string_view kUnfinished = ".db.unverified";

// Names sort by time, then by revision.
std::string nameOf(base::WallTime now, records::Rev rev) {
    std::string time = base::toIsoUtc(now);
    time.erase(
        std::remove_if(time.begin(), time.end(), [](char c) { return c == '-' || c == ':'; }),
        time.end());
    return fmt::format("{}{}-r{:012}{}", kPrefix, time, rev, kSuffix);
}

bool isBackup(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.starts_with(kPrefix) && name.ends_with(kSuffix);
}

std::vector<fs::path> backupsIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code code;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
        if (isBackup(it->path())) files.push_back(it->path());
    std::sort(files.begin(), files.end());
    return files;
}

// What attempts left that the power or the process ended. Each has a name of its own, and one after
// another they would fill the disk.
void forgetUnfinished(const fs::path& folder) {
    std::error_code code;
    std::vector<fs::path> left;
    for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
        const std::string name = it->path().filename().string();
        if (name.starts_with(kPrefix) && name.find(kUnfinished) != std::string::npos)
            left.push_back(it->path());
    }
    for (const fs::path& file : left)
        fs::remove(file, code);
}

void forgetOldest(const BackupRule& rule) {
    const std::vector<fs::path> files = backupsIn(rule.folder);
    for (std::size_t i = 0; i + rule.keep < files.size(); ++i) {
        std::error_code code;
        fs::remove(files[i], code);  // what cannot be removed now is tried again next time
    }
}

}  // namespace

base::Result<MadeBackup> makeBackup(store::Store& store, const BackupRule& rule) {
    const auto head = store.head();
    if (!head) return head.error();
    const std::vector<fs::path> before = backupsIn(rule.folder);
    if (!before.empty() && head->durableRev == head->rev)
        return MadeBackup{before.back(), head->rev, true};

    std::error_code code;
    fs::create_directories(rule.folder, code);
    if (code) return Error(ErrorCode::Io, rule.folder.string() + ": " + code.message());
    forgetUnfinished(rule.folder);
    const fs::path file = rule.folder / nameOf(store.now(), head->rev);
    const auto rev = store.backup(file.string());
    if (!rev) {
        fs::remove(file, code);
        return rev.error();
    }
    forgetOldest(rule);
    return MadeBackup{file, *rev, false};
}

}  // namespace hearth::server::api
