#include "tests/simulation/world/server_node.hpp"

#include <algorithm>

#include "server/store/exchange_group.hpp"
#include "shared/base/limits.hpp"
#include "shared/protocol/frame.hpp"

namespace hearth::simulation {

namespace fs = std::filesystem;

using base::Status;

namespace {
constexpr std::uint64_t kServerKey = 25;
constexpr const char* kRecord = "record.db";
}  // namespace

ServerNode::ServerNode(SimDisk& disk, fs::path folder, const base::Clock& clock,
                       base::Random& random, std::shared_ptr<const crypto::SigningKey> authority)
    : m_disk(disk),
      m_folder(std::move(folder)),
      m_clock(clock),
      m_random(random),
      m_authority(std::move(authority)) {
    fs::create_directories(m_folder / "disk");
    fs::create_directories(m_folder / "backups");
}

Status ServerNode::start() {
    auto store = server::store::openSqlcipherStore((m_folder / "disk" / kRecord).string(),
                                                   keyOfMachine(kServerKey), m_clock, m_random,
                                                   sqlite::OpenMode::CreateOrOpen);
    if (!store) return store.error();
    m_store = std::move(*store);
    // Families of this world are small; their pages are packed all the same.
    m_store->setFewestPacked(1);
    m_store->signRevocationsWith(
        [key = m_authority](base::ByteView message) { return key->sign(message); });

    return {};
}

base::Result<base::Bytes> ServerNode::answer(const protocol::Peer& peer, base::ByteView frame) {
    if (!isUp()) return base::Error(base::ErrorCode::Unreachable, "the server is down");
    auto request = protocol::decodeFrame(frame, base::kExchangeBytesMax);
    if (!request) return request.error();
    server::store::ExchangeGroup group(*m_store);
    group.add(peer, std::move(*request));
    group.run();
    const auto reply = group.answer(0);
    if (!reply) return reply.error();
    // As the store's worker does when nobody waits. What fails costs nothing but the page.
    static_cast<void>(m_store->packOne());
    return protocol::encodeFrame(*reply, base::kReplyBytesMax);
}

void ServerNode::end(End how, base::Random& random) {
    endMachine(m_disk, m_folder, how, random);
    m_store.reset();
}

Status ServerNode::backUp() {
    const fs::path file = m_folder / "backups" / std::to_string(++m_made);
    const auto rev = m_store->backup(file.string());
    if (!rev) return rev.error();
    m_backups.push_back({file, *rev});
    return {};
}

void ServerNode::photograph(records::Rev rev, base::Random& random) {
    if (isUp()) end(End::Process, random);
    SimDisk::copyFolder(m_folder / "disk", m_folder / "photograph");
    m_disk.forget(m_folder);
    m_photograph = Photograph{rev, m_backups.size()};
}

base::Result<records::Rev> ServerNode::putBack() {
    m_store.reset();
    SimDisk::copyFolder(m_folder / "photograph", m_folder / "disk");
    m_disk.forget(m_folder);
    // What is later is of a history that nobody goes on with.
    m_backups.resize(std::min(m_backups.size(), m_photograph->backups));
    HEARTH_TRY(start());
    return m_photograph->rev;
}

Status ServerNode::restore(std::size_t backup) {
    m_store.reset();
    SimDisk::removeFolder(m_folder / "disk");
    fs::create_directories(m_folder / "disk");
    fs::copy(m_backups[backup].file, m_folder / "disk" / kRecord);
    m_disk.forget(m_folder);
    m_backups.resize(backup + 1);
    if (m_photograph && m_photograph->rev > m_backups.back().rev) m_photograph.reset();
    return start();
}

}  // namespace hearth::simulation
