// What goes wrong in a simulated world besides its network.
#include "tests/simulation/world/world.hpp"

namespace hearth::simulation {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kClockErrorDaysMax = 4;
// Restores of a tablet and clones leave two histories that nobody can tell apart at first; a few
// of them in one world are enough.
constexpr std::size_t kMachinesMax = 7;

}  // namespace

void World::fault() {
    const MachineNumber number = anyTablet();
    const auto what = m_random.below(100);
    if (what < 26)
        killTablet(number);
    else if (what < 34)
        snapshotTablet(number);
    else if (what < 38)
        restoreTablet(number);
    else if (what < 41)
        cloneTablet(number);
    else if (what < 52)
        setClockWrong(number);
    else if (what < 66)
        moveCase();
    else if (what < 78)
        killServer();
    else if (what < 82)
        restoreServer();
    else if (what < 92 && m_server.isUp()) {
        if (expect(m_server.backUp(), "backing up")) {
            m_ledger.backedUp(m_server.backups().back().rev);
            m_points.reached("backups");
            m_trace.line("backup at " + std::to_string(m_server.backups().back().rev));
        }
    } else {
        startServer();
    }
}

void World::killTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (!tablet.isUp() || tablet.isSyncing()) return;
    tablet.kill();
    m_points.reached("tablets killed");
    m_trace.line("kill tablet " + std::to_string(number));
}

void World::snapshotTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isSyncing()) return;
    const bool wasUp = tablet.isUp();
    if (wasUp) tablet.kill();
    Snapshot snapshot{m_folder / ("snapshot" + std::to_string(number)), m_ledger.order()};
    copyMachine(tablet.disk(), snapshot.folder);
    m_snapshots[number] = snapshot;
    m_trace.line("snapshot of tablet " + std::to_string(number));
    if (wasUp) startTablet(number);
}

// Somebody puts an older copy of the disk back.
void World::restoreTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isSyncing() || !m_snapshots[number]) return;
    if (tablet.isUp()) tablet.kill();
    copyMachine(m_snapshots[number]->folder, tablet.disk());
    m_ledger.diskReplaced(number, m_snapshots[number]->order);
    m_points.reached("tablets restored");
    m_trace.line("restore tablet " + std::to_string(number));
    startTablet(number);
}

// A second machine with the same disk and the same device key.
void World::cloneTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isSyncing() || m_tablets.size() >= kMachinesMax) return;
    const bool wasUp = tablet.isUp();
    if (wasUp) tablet.kill();
    const MachineNumber clone = m_tablets.size();
    m_tablets.push_back(std::make_unique<TabletNode>(m_folder / ("tablet" + std::to_string(clone)),
                                                     tablet.identity(), m_time, m_random.next()));
    m_snapshots.emplace_back();
    copyMachine(tablet.disk(), m_tablets.back()->disk());
    m_ledger.cloned(number, clone);
    m_points.reached("tablets cloned");
    m_trace.line("clone of tablet " + std::to_string(number) + " is " + std::to_string(clone));
    if (wasUp) startTablet(number);
    startTablet(clone);
}

void World::setClockWrong(MachineNumber number) {
    const auto span = base::days(kClockErrorDaysMax).count;
    const auto error =
        m_random.chance(30)
            ? 0
            : static_cast<std::int64_t>(m_random.below(static_cast<std::uint64_t>(2 * span))) -
                  span;
    m_tablets[number]->clock.setError({error});
    m_points.reached("clocks set");
    m_trace.line("clock of tablet " + std::to_string(number) + " wrong by " +
                 std::to_string(error));
}

// A case is given to a worker or taken away.
void World::moveCase() {
    if (!m_server.isUp()) return;
    const std::size_t family = m_random.below(m_facts.families.size());
    const std::size_t worker = m_random.below(m_facts.workers.size());
    const bool involved = m_random.chance(60);
    if (!expect(m_office.setInvolved(m_server.store(), m_facts, family, worker, involved),
                "moving a case"))
        return;
    expect(m_ledger.readLog(m_server.store()), "reading the log");
    m_points.reached("cases moved");
    m_trace.line("case " + std::to_string(family) + (involved ? " given to " : " taken from ") +
                 std::to_string(worker));
}

void World::killServer() {
    if (!m_server.isUp()) return startServer();
    m_server.kill();
    m_points.reached("servers killed");
    m_trace.line("kill server");
    if (m_random.chance(70)) startServer();
}

void World::startServer() {
    if (m_server.isUp()) return;
    if (!expect(m_server.start(), "starting the server")) return;
    expect(m_ledger.readLog(m_server.store()), "reading the log");
    m_trace.line("server up");
}

void World::restoreServer() {
    if (m_server.backups().empty()) return;
    // Mostly the newest, sometimes one that is too old.
    const std::size_t newest = m_server.backups().size() - 1;
    const std::size_t backup = m_random.chance(70) ? newest : m_random.below(newest + 1);
    const auto rev = m_server.backups()[backup].rev;
    if (!expect(m_server.restore(backup), "restoring the server")) return;
    m_ledger.serverWentBack(rev);
    m_office.beginAgain();
    m_points.reached("servers restored");
    m_trace.line("server restored to " + std::to_string(rev));
}

}  // namespace hearth::simulation
