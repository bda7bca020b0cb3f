// A disk that fails when told to: SQLite's writes and syncs pass through here in this program.
// Threads: one.
#pragma once

namespace hearth::sqlite {

// While it lives, every write or every sync of the process fails with `systemError` (an errno).
class FailingWrites {
public:
    explicit FailingWrites(int systemError);
    ~FailingWrites();
    FailingWrites(const FailingWrites&) = delete;
    FailingWrites& operator=(const FailingWrites&) = delete;
    // How often a write was refused so far.
    [[nodiscard]] static int count() noexcept;
};

class FailingSyncs {
public:
    FailingSyncs();
    ~FailingSyncs();
    FailingSyncs(const FailingSyncs&) = delete;
    FailingSyncs& operator=(const FailingSyncs&) = delete;
    [[nodiscard]] static int count() noexcept;
};

}  // namespace hearth::sqlite
