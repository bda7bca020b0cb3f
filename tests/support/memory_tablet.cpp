#include "tests/support/memory_tablet.hpp"

namespace hearth::tests {

class MemoryDoor::Opened final : public client::viewmodels::OpenTablet {
public:
    explicit Opened(MemoryDoor& door) : m_door(door) {}

    [[nodiscard]] client::viewmodels::RecordSource& records() override { return m_door.m_records; }
    [[nodiscard]] std::string authorityName() const override { return "Northvale Council"; }
    [[nodiscard]] std::string serverName() const override { return "sync.northvale.example:8443"; }
    [[nodiscard]] client::sync::SyncReport syncOnce(const client::sync::OnStore& onStore,
                                                    const Watch& watch) override {
        onStore([] {});
        watch(m_door.m_report.progress);
        ++m_door.m_syncRuns;
        return m_door.m_report;
    }
    [[nodiscard]] base::Millis nextSyncDelay() override { return base::minutes(1); }

private:
    MemoryDoor& m_door;
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
