#include "tests/simulation/world/tablet_node.hpp"

namespace hearth::simulation {

using base::Status;

namespace {

class CarryTransport final : public client::sync::Transport {
public:
    explicit CarryTransport(const TabletNode::Carry& carry) : m_carry(carry) {}
    base::Result<base::Bytes> exchange(base::ByteView frame) override { return m_carry(frame); }

private:
    const TabletNode::Carry& m_carry;
};

}  // namespace

TabletNode::TabletNode(SimDisk& disk, std::filesystem::path folder, TabletIdentity identity,
                       const TrueTime& time, std::uint64_t seed)
    : clock(time),
      m_disk(disk),
      m_folder(std::move(folder)),
      m_identity(std::move(identity)),
      m_random(seed) {
    std::filesystem::create_directories(m_folder);
}

Status TabletNode::start() {
    clock.reboot();
    m_failures = m_disk.failures(m_folder);
    auto store =
        client::store::TabletStore::open(m_folder / "store.db", keyOfMachine(m_identity.diskKey),
                                         clock, m_random, sqlite::OpenMode::CreateOrOpen);
    if (!store) return store.error();
    m_store.emplace(std::move(*store));
    m_store->trustRevocationsOf(m_identity.authorityKey);

    return m_store->setIdentity({m_identity.device, m_identity.worker});
}

client::sync::SyncReport TabletNode::sync(const Carry& carry) {
    m_syncing = true;
    CarryTransport transport(carry);
    const auto sign = [key = m_identity.key](base::ByteView message) { return key->sign(message); };
    client::sync::SyncEngine engine(*m_store, sign, transport,
                                    [](const std::function<void()>& job) { job(); });
    auto report = engine.runOnce();
    m_syncing = false;
    return report;
}

void TabletNode::failAt(std::uint64_t nth, Failure failure) {
    if (failure == Failure::Full)
        m_disk.fullAt(m_folder, nth);
    else
        m_disk.failAt(m_folder, nth, failure);
}

void TabletNode::end(End how, base::Random& random) {
    forms.clear();
    endMachine(m_disk, m_folder, how, random);
    m_disk.setFull(m_folder, false);
    m_store.reset();
}

}  // namespace hearth::simulation
