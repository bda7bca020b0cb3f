#include "tests/support/memory_tablet.hpp"

#include <condition_variable>
#include <mutex>

namespace hearth::tests {

class MemoryDoor::Opened final : public client::viewmodels::OpenTablet {
public:
    explicit Opened(MemoryDoor& door) : m_door(door) {}

    [[nodiscard]] client::viewmodels::RecordSource& records() override { return m_door.m_records; }
    [[nodiscard]] std::string authorityName() const override { return "Northvale Council"; }
    [[nodiscard]] std::string serverName() const override { return "sync.northvale.example:8443"; }
    [[nodiscard]] std::optional<client::sync::SyncReport> syncWhenDue(
        const client::sync::OnStore& onStore, const client::sync::SyncWatch& watch) override {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopped || m_asked; });
            if (m_stopped) return std::nullopt;
            m_asked = false;
        }
        watch.started();
        onStore([] {});
        watch.progressed(m_door.m_report.progress);
        ++m_door.m_syncRuns;
        return m_door.m_report;
    }
    void syncNow() override { tell(m_asked); }
    void stopSync() override { tell(m_stopped); }

private:
    void tell(bool& what) {
        const std::lock_guard lock(m_mutex);
        what = true;
        m_wake.notify_all();
    }

    MemoryDoor& m_door;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_asked = true;
    bool m_stopped = false;
};

base::Status MemoryDoor::enrol(const client::viewmodels::EnrolRequest& request) {
    if (m_failure) return base::Error(*m_failure, "as the test asked");
    m_passphrase = std::string(request.passphrase.view());
    m_enrolled = true;
    return {};
}

base::Result<std::unique_ptr<client::viewmodels::OpenTablet>> MemoryDoor::unlock(
    const crypto::Secret& passphrase) {
    if (passphrase.view() != m_passphrase) {
        return base::Error(base::ErrorCode::WrongKey, "passphrase");
    }
    if (m_failure) return base::Error(*m_failure, "as the test asked");
    return std::unique_ptr<client::viewmodels::OpenTablet>(std::make_unique<Opened>(*this));
}

}  // namespace hearth::tests
