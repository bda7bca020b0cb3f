// KeyStore: the system's place for one secret per installation (the device's secret, 32 random
// bytes). It is one factor, never the only one. Interface and one file per system; the file below
// is for machines without a system key store (demo, tests, headless) and says so by its name.
// Owner: the composition root. Threads: any thread but the UI's.
#pragma once

#include <filesystem>

#include "shared/crypto/secret.hpp"

namespace hearth::client::platform {

class KeyStore {
public:
    KeyStore() = default;
    KeyStore(const KeyStore&) = delete;
    KeyStore& operator=(const KeyStore&) = delete;
    virtual ~KeyStore() = default;

    // Made on first use. Errors: Io, Corrupt (there, but not 32 bytes).
    [[nodiscard]] virtual base::Result<crypto::Secret> deviceSecret() = 0;
    // For the record of what protects this tablet: "file", "secret-service".
    [[nodiscard]] virtual std::string_view backend() const noexcept = 0;
};

// A file with mode 0600 in a folder with mode 0700, outside the tablet's folder.
class FileKeyStore final : public KeyStore {
public:
    explicit FileKeyStore(std::filesystem::path file) : m_file(std::move(file)) {}
    [[nodiscard]] base::Result<crypto::Secret> deviceSecret() override;
    [[nodiscard]] std::string_view backend() const noexcept override { return "file"; }

private:
    std::filesystem::path m_file;
};

}  // namespace hearth::client::platform
