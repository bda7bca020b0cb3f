// Files that hold a secret: made new with mode 0600, on disk when the call returns, and refused
// when others may read them. Threads: pure functions, any thread.
#pragma once

#include <filesystem>

#include "shared/crypto/secret.hpp"

namespace hearth::server::auth {

// The largest key file there is: a PKCS#8 key takes some 200 bytes.
inline constexpr std::size_t kSecretFileBytesMax = 16UL * 1024UL;

enum class FileKind { Secret, Public };

// AlreadyExists; DiskFull; Io.
[[nodiscard]] base::Status writeNewFile(const std::filesystem::path& file, base::ByteView content,
                                        FileKind kind);
// NotFound; Untrusted (FileKind::Secret and others may read it); TooLarge; Io.
[[nodiscard]] base::Result<crypto::Secret> readFile(const std::filesystem::path& file,
                                                    FileKind kind);
// A new folder with mode 0700; AlreadyExists.
[[nodiscard]] base::Status makePrivateFolder(const std::filesystem::path& folder);

}  // namespace hearth::server::auth
