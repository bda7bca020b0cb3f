#include "client/tablet_door.hpp"

#include <string>
#include <utility>

#include "client/platform/https_enroller.hpp"
#include "client/platform/https_transport.hpp"
#include "client/platform/live_connection.hpp"
#include "client/store_records.hpp"
#include "client/sync/tablet.hpp"

namespace hearth::client {

namespace {

class UnlockedTablet final : public viewmodels::OpenTablet {
public:
    UnlockedTablet(sync::Tablet tablet, const base::Clock& clock, base::Random& random)
        : m_tablet(std::move(tablet)),
          m_records(m_tablet.store(), m_tablet.enrolment().worker, clock,
                    [this] { m_loop.saved(); }),
          m_post(m_tablet.enrolment(), m_tablet.deviceKey()),
          m_live(m_tablet.enrolment(), m_tablet.deviceKey()),
          m_carrier(m_live, m_post, clock, random),
          m_engine(m_tablet.store(), m_tablet.signer(), m_carrier,
                   [this](const std::function<void()>& job) { m_onStore(job); }),
          m_loop({m_engine, m_carrier, m_live, clock, random}) {
        m_engine.carryAttachmentsOver(m_post);
    }

    [[nodiscard]] viewmodels::RecordSource& records() override { return m_records; }
    [[nodiscard]] std::string authorityName() const override {
        return m_tablet.enrolment().authorityName;
    }
    [[nodiscard]] std::string serverName() const override {
        const auto& enrolment = m_tablet.enrolment();
        return enrolment.host + ":" + std::to_string(enrolment.port);
    }
    [[nodiscard]] std::optional<sync::SyncReport> syncWhenDue(
        const sync::OnStore& onStore, const sync::SyncWatch& watch) override {
        m_onStore = onStore;
        return m_loop.turn(watch);
    }
    void syncNow() override { m_loop.requestNow(); }
    void stopSync() override { m_loop.stop(); }

private:
    sync::Tablet m_tablet;
    StoreRecords m_records;
    platform::HttpsTransport m_post;
    platform::LiveConnection m_live;
    sync::Carrier m_carrier;
    sync::OnStore m_onStore;  // of the turn under way; the sync thread's
    sync::SyncEngine m_engine;
    sync::SyncLoop m_loop;
};

}  // namespace

TabletDoor::TabletDoor(std::filesystem::path folder, platform::KeyStore& keyStore,
                       const base::Clock& clock, base::Random& random)
    : m_folder(std::move(folder)), m_keyStore(keyStore), m_clock(clock), m_random(random) {}

bool TabletDoor::isEnrolled() const {
    return sync::Tablet::isEnrolled(m_folder);
}

base::Status TabletDoor::enrol(const viewmodels::EnrolRequest& request) {
    const auto secret = m_keyStore.deviceSecret();
    if (!secret) return secret.error();
    platform::HttpsEnroller enroller;
    return sync::Tablet::enrol({m_folder, request.host, request.port, request.code, request.label,
                                request.passphrase, *secret, enroller},
                               m_clock, m_random);
}

base::Result<std::unique_ptr<viewmodels::OpenTablet>> TabletDoor::unlock(
    const crypto::Secret& passphrase) {
    const auto secret = m_keyStore.deviceSecret();
    if (!secret) return secret.error();
    auto tablet = sync::Tablet::unlock(m_folder, passphrase, *secret, m_clock, m_random);
    if (!tablet) return tablet.error();
    return std::unique_ptr<viewmodels::OpenTablet>(
        std::make_unique<UnlockedTablet>(std::move(*tablet), m_clock, m_random));
}

}  // namespace hearth::client
