// A folder of its own for a test, gone with it.
// Owner: the test. Threads: one.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "shared/base/error.hpp"

namespace hearth::tests {

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "hearth-test-XXXXXX").string();
        INVARIANT(mkdtemp(name.data()) != nullptr);
        m_path = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    [[nodiscard]] std::string file(const std::string& name) const {
        return (m_path / name).string();
    }

private:
    std::filesystem::path m_path;
};

}  // namespace hearth::tests
