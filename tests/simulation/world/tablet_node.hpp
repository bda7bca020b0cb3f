// A tablet of a simulated world: the real store and the real sync, over a network that the world
// owns. Owner: the world. Threads: one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "client/store/tablet_store.hpp"
#include "client/sync/sync_engine.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/server_session.hpp"
#include "tests/simulation/world/machine.hpp"
#include "tests/simulation/world/time.hpp"

namespace hearth::simulation {

// Whose tablet it is and what it proves it with; a clone has the same.
struct TabletIdentity {
    base::DeviceId device;
    base::WorkerId worker;
    std::shared_ptr<const crypto::SigningKey> key;
    base::Bytes publicKey;
    base::Bytes authorityKey;  // SubjectPublicKeyInfo: who may take much from it

    std::uint64_t diskKey = 0;
};

// An open form: what its author sees, and what that contains.
struct OpenForm {
    records::Opened opened;
    std::set<base::EditId> seen;
};

class TabletNode {
public:
    TabletNode(SimDisk& disk, std::filesystem::path folder, TabletIdentity identity,
               const TrueTime& time, std::uint64_t seed);

    // Opens the store, new or as the disk has it.
    [[nodiscard]] base::Status start();
    [[nodiscard]] bool isUp() const noexcept { return m_store.has_value(); }
    [[nodiscard]] client::store::TabletStore& store() noexcept { return *m_store; }
    [[nodiscard]] const TabletIdentity& identity() const noexcept { return m_identity; }
    [[nodiscard]] protocol::Peer peer() const {
        return {m_identity.device, m_identity.worker, m_identity.publicKey};
    }
    // One run over `carry`, which brings a frame to the server and its answer back, or not.
    using Carry = std::function<base::Result<base::Bytes>(base::ByteView)>;
    [[nodiscard]] client::sync::SyncReport sync(const Carry& carry);
    [[nodiscard]] bool isSyncing() const noexcept { return m_syncing; }

    // Its disk failed it: whatever it says now is nothing.
    [[nodiscard]] bool isDead() const { return isUp() && m_disk.isDown(m_folder); }
    // One of both: nothing that it says from here on is wrong, its app shows it and ends.
    [[nodiscard]] bool isGone() const { return isDead() || hasFailed(); }
    // Its end at the nth operation of its disk from now.
    void endAt(std::uint64_t nth) { m_disk.killAt(m_folder, nth); }
    // The nth operation of its disk from now fails once, or finds no room from then on.
    void failAt(std::uint64_t nth, Failure failure);
    // A planned failure has happened since the process started: what it says of its disk is true.
    [[nodiscard]] bool hasFailed() const {
        return isUp() && m_disk.failures(m_folder) != m_failures;
    }
    // The process goes, with its forms. Never while syncing.
    void end(End how, base::Random& random);
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }

    MachineClock clock;
    std::vector<OpenForm> forms;

private:
    SimDisk& m_disk;
    std::filesystem::path m_folder;
    TabletIdentity m_identity;
    base::SeededRandom m_random;
    std::optional<client::store::TabletStore> m_store;
    std::uint64_t m_failures = 0;  // when the process started
    bool m_syncing = false;
};

}  // namespace hearth::simulation
