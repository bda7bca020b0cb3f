// Small files that must be whole or not there: written beside, synced, then named.
// Owner: nobody, functions only. Threads: any thread, not the UI thread (disk).
// Errors: Io, DiskFull (nothing is left behind), AlreadyExists, NotFound, TooLarge.
#pragma once

#include <filesystem>

#include "shared/base/bytes.hpp"

namespace hearth::client::store {

// Mode 0600. AlreadyExists if the name is taken: what is there stays.
[[nodiscard]] base::Status writeNewFile(const std::filesystem::path& file, base::ByteView content);
// The whole file; TooLarge above `bytesMax`.
[[nodiscard]] base::Result<base::Bytes> readWholeFile(const std::filesystem::path& file,
                                                      std::size_t bytesMax);
// A name in a folder is durable only when the folder itself is synced.
[[nodiscard]] base::Status syncFolder(const std::filesystem::path& folder);
// What the operating system said, as an error; `what` is a file's name without its folder.
[[nodiscard]] base::Error systemFailure(int code, const std::string& what);

}  // namespace hearth::client::store
