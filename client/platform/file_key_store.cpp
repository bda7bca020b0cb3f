#include <system_error>

#include "client/platform/key_store.hpp"
#include "client/store/durable_file.hpp"

namespace hearth::client::platform {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSecretBytes = 32;

Status makeFolder(const fs::path& folder) {
    std::error_code problem;
    const bool made = fs::create_directories(folder, problem);
    // A folder that was there is somebody's: its mode is theirs.
    if (made && !problem) fs::permissions(folder, fs::perms::owner_all, problem);
    if (problem) return store::systemFailure(problem.value(), "the key store's folder");
    return {};
}

}  // namespace

Result<crypto::Secret> FileKeyStore::deviceSecret() {
    std::error_code ignored;
    if (!fs::exists(m_file, ignored)) {
        HEARTH_TRY(makeFolder(fs::absolute(m_file).parent_path()));
        const crypto::Secret fresh = crypto::Secret::random(kSecretBytes);
        const Status written = store::writeNewFile(m_file, fresh.view());
        // Two programs at first use: the one that was first is right.
        if (!written && written.error().code() != ErrorCode::AlreadyExists) return written.error();
    }
    auto content = store::readWholeFile(m_file, kSecretBytes);
    if (!content && content.error().code() != ErrorCode::TooLarge) return content.error();
    if (!content || content->size() != kSecretBytes)
        return Error(ErrorCode::Corrupt, "the device's secret is damaged");
    auto secret = crypto::Secret::copyOf(*content);
    content->assign(content->size(), '\0');
    return secret;
}

}  // namespace hearth::client::platform
