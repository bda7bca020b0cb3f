// The real way to an opened tablet: its folder, the system's key store, TLS to its server.
// Owner: main. Threads: as viewmodels::Door and viewmodels::OpenTablet.
#pragma once

#include <filesystem>

#include "client/platform/key_store.hpp"
#include "client/viewmodels/door.hpp"

namespace hearth::client {

class TabletDoor final : public viewmodels::Door {
public:
    TabletDoor(std::filesystem::path folder, platform::KeyStore& keyStore, const base::Clock& clock,
               base::Random& random);

    [[nodiscard]] bool isEnrolled() const override;
    [[nodiscard]] base::Status enrol(const viewmodels::EnrolRequest& request) override;
    [[nodiscard]] base::Result<std::unique_ptr<viewmodels::OpenTablet>> unlock(
        const crypto::Secret& passphrase) override;

private:
    std::filesystem::path m_folder;
    platform::KeyStore& m_keyStore;
    const base::Clock& m_clock;
    base::Random& m_random;
};

}  // namespace hearth::client
