// The server of a simulated world: the real store behind the real session machine, with its
// backups. Owner: the world. Threads: one.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "server/store/store.hpp"
#include "shared/crypto/signature.hpp"
#include "tests/simulation/world/machine.hpp"

namespace hearth::simulation {

class ServerNode {
public:
    ServerNode(SimDisk& disk, std::filesystem::path folder, const base::Clock& clock,
               base::Random& random, std::shared_ptr<const crypto::SigningKey> authority);

    [[nodiscard]] base::Status start();
    [[nodiscard]] bool isUp() const noexcept { return m_store != nullptr; }
    [[nodiscard]] server::store::Store& store() noexcept { return *m_store; }

    // One request of a tablet, as server/net hands it on. Unreachable when the server is down.
    [[nodiscard]] base::Result<base::Bytes> answer(const protocol::Peer& peer,
                                                   base::ByteView frame);
    // Its disk failed it: whatever it says now is nothing.
    [[nodiscard]] bool isDead() const { return isUp() && m_disk.isDown(m_folder); }
    // Its end at the nth operation of its disk from now.
    void endAt(std::uint64_t nth) { m_disk.killAt(m_folder, nth); }
    void end(End how, base::Random& random);
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }

    struct Backup {
        std::filesystem::path file;
        records::Rev rev = 0;
    };
    [[nodiscard]] base::Status backUp();
    [[nodiscard]] const std::vector<Backup>& backups() const noexcept { return m_backups; }
    // The server's disk is lost; it starts again from a backup. Later backups are gone as well.
    [[nodiscard]] base::Status restore(std::size_t backup);

    // The whole machine as it stands, down or not, and later that again in its place: nobody tells
    // the record that it is an old one.
    void photograph(records::Rev rev, base::Random& random);
    [[nodiscard]] bool hasPhotograph() const noexcept { return m_photograph.has_value(); }
    // The revision it comes back at.
    [[nodiscard]] base::Result<records::Rev> putBack();

private:
    struct Photograph {
        records::Rev rev = 0;
        std::size_t backups = 0;
    };

    SimDisk& m_disk;
    std::filesystem::path m_folder;
    const base::Clock& m_clock;
    base::Random& m_random;
    std::shared_ptr<const crypto::SigningKey> m_authority;
    std::unique_ptr<server::store::Store> m_store;
    std::vector<Backup> m_backups;
    std::size_t m_made = 0;
    std::optional<Photograph> m_photograph;
};

}  // namespace hearth::simulation
