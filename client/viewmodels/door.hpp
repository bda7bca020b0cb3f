// Door: the way from a locked tablet to an opened one, as the view models see it. The composition
// root gives the real one (client/tablet_door.hpp); tests give one that opens on records in memory.
// Owner: the composition root. Threads: as each call says.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/sync/sync_loop.hpp"
#include "client/viewmodels/record_source.hpp"
#include "shared/crypto/secret.hpp"

namespace hearth::client::viewmodels {

// A tablet that has been unlocked. Made and destroyed on the store thread.
class OpenTablet {
public:
    OpenTablet() = default;
    OpenTablet(const OpenTablet&) = delete;
    OpenTablet& operator=(const OpenTablet&) = delete;
    virtual ~OpenTablet() = default;

    // Store thread.
    [[nodiscard]] virtual RecordSource& records() = 0;
    // Store thread. "Northvale Council", "sync.northvale.example:8443"
    [[nodiscard]] virtual std::string authorityName() const = 0;
    [[nodiscard]] virtual std::string serverName() const = 0;
    // Sync thread; blocks until there is a reason to sync, and syncs once. Store work goes through
    // `onStore`. Empty: it was stopped.
    [[nodiscard]] virtual std::optional<sync::SyncReport> syncWhenDue(
        const sync::OnStore& onStore, const sync::SyncWatch& watch) = 0;
    // Any thread: a reason to sync.
    virtual void syncNow() = 0;
    // Any thread: ends the wait, for good.
    virtual void stopSync() = 0;
};

// What a person gives to enrol.
struct EnrolRequest {
    std::string host;
    std::uint16_t port = 0;
    std::string code;
    std::string label;
    crypto::Secret passphrase;
};

class Door {
public:
    Door() = default;
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;
    virtual ~Door() = default;

    // Any thread; a look at the folder, no work.
    [[nodiscard]] virtual bool isEnrolled() const = 0;
    // Store thread; blocks on the network and on key derivation. Errors as sync::Tablet::enrol.
    [[nodiscard]] virtual base::Status enrol(const EnrolRequest& request) = 0;
    // Store thread; blocks on key derivation. Errors as sync::Tablet::unlock.
    [[nodiscard]] virtual base::Result<std::unique_ptr<OpenTablet>> unlock(
        const crypto::Secret& passphrase) = 0;
};

}  // namespace hearth::client::viewmodels
