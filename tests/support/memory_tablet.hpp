// A tablet in memory behind the view models' door: unlocks with one passphrase, enrols as a test
// says, syncs with nobody. Owner: the test. Threads: as viewmodels::Door and
// viewmodels::OpenTablet.
#pragma once

#include <atomic>
#include <memory>

#include "client/viewmodels/door.hpp"
#include "tests/support/memory_records.hpp"

namespace hearth::tests {

class MemoryDoor final : public client::viewmodels::Door {
public:
    // `records` must outlive the door and every tablet it opened.
    MemoryDoor(MemoryRecords& records, std::string passphrase)
        : m_records(records), m_passphrase(std::move(passphrase)) {}

    void setEnrolled(bool enrolled) { m_enrolled = enrolled; }
    // What enrol and the right passphrase come to; without it they succeed.
    void failWith(std::optional<base::ErrorCode> code) { m_failure = code; }
    void setSyncReport(client::sync::SyncReport report) { m_report = std::move(report); }
    [[nodiscard]] int syncRuns() const { return m_syncRuns; }

    [[nodiscard]] bool isEnrolled() const override { return m_enrolled; }
    [[nodiscard]] base::Status enrol(const client::viewmodels::EnrolRequest& request) override;
    [[nodiscard]] base::Result<std::unique_ptr<client::viewmodels::OpenTablet>> unlock(
        const crypto::Secret& passphrase) override;

private:
    class Opened;

    MemoryRecords& m_records;
    std::string m_passphrase;
    std::atomic<bool> m_enrolled = true;
    std::optional<base::ErrorCode> m_failure;
    client::sync::SyncReport m_report;
    std::atomic<int> m_syncRuns = 0;
};

}  // namespace hearth::tests
