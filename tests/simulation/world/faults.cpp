// What goes wrong in a simulated world besides its network.
#include <algorithm>

#include "tests/simulation/world/world.hpp"

namespace hearth::simulation {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kClockErrorDaysMax = 4;
constexpr unsigned kOddPercent = 15;
// Restores of a tablet and clones leave two histories that nobody can tell apart at first; a few
// of them in one world are enough.
constexpr std::size_t kMachinesMax = 7;
// Of a disk, until the end that was planned.
constexpr std::uint64_t kOperationsMax = 60;

}  // namespace

void World::fault() {
    const MachineNumber number = anyTablet();
    if (m_random->chance(kOddPercent)) return oddFault(number);
    const auto what = m_random->below(100);
    if (what < 24)
        killTablet(number);
    else if (what < 31)
        snapshotTablet(number);
    else if (what < 37)
        restoreTablet();
    else if (what < 40)
        cloneTablet(number);
    else if (what < 49)
        setClockWrong(number);
    else if (what < 62)
        moveCase();
    else if (what < 73)
        killServer();
    else if (what < 77)
        restoreServer();
    else if (what < 80)
        photographServer();
    else if (what < 83)
        putServerBack();
    else if (what < 92)
        backUpServer();
    else
        startServer();
}

void World::backUpServer() {
    if (!m_server.isUp()) return;
    const auto made = m_server.backUp();
    if (m_server.isDead()) return buryTheDead();
    if (!expect(made, "backing up")) return;
    m_ledger.backedUp(m_server.backups().back().rev);
    m_points.reached("backups");
    m_trace.line("backup at " + std::to_string(m_server.backups().back().rev));
}

void World::killTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (!tablet.isUp()) return;
    const auto how = m_random->below(100);
    // In the middle of something, also of a sync.
    if (how < 40) return tablet.endAt(1 + m_random->below(kOperationsMax));
    if (how < 60) {
        const Failure failure = m_random->chance(50) ? Failure::Io : Failure::Full;
        return tablet.failAt(1 + m_random->below(kOperationsMax), failure);
    }
    if (!tablet.isSyncing()) endTablet(number);
}

// Down, and what was uncertain is known: a disk to copy. False after a violation.
bool World::layDown(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isUp()) endTablet(number);
    startTablet(number);
    if (!m_violations.empty()) return false;
    tablet.end(End::Process, *m_random);
    return true;
}

void World::snapshotTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isSyncing()) return;
    const bool wasUp = tablet.isUp();
    if (!layDown(number)) return;
    Snapshot snapshot{m_folder / ("snapshot" + std::to_string(number)), m_ledger.order()};
    copyMachine(m_disk, tablet.folder(), snapshot.folder);
    m_snapshots[number] = snapshot;
    m_trace.line("snapshot of tablet " + std::to_string(number));
    if (wasUp) startTablet(number);
}

// Somebody puts an older copy of the disk back.
void World::restoreTablet() {
    const auto has = std::find_if(m_snapshots.begin(), m_snapshots.end(),
                                  [](const auto& snapshot) { return snapshot.has_value(); });
    if (has == m_snapshots.end()) return;
    const auto number = static_cast<MachineNumber>(has - m_snapshots.begin());
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isSyncing()) return;
    if (tablet.isUp()) endTablet(number);
    m_uncertain.erase(number);
    copyMachine(m_disk, m_snapshots[number]->folder, tablet.folder());

    m_ledger.diskReplaced(number, m_snapshots[number]->order);
    m_snapshots[number].reset();
    m_typed.erase(number);
    m_remembered.erase(number);
    m_points.reached("tablets restored");
    m_trace.line("restore tablet " + std::to_string(number));
    startTablet(number);
}

// A second machine with the same disk and the same device key.
void World::cloneTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isSyncing() || m_tablets.size() >= kMachinesMax) return;
    const bool wasUp = tablet.isUp();
    if (!layDown(number)) return;
    const MachineNumber clone = m_tablets.size();
    m_tablets.push_back(std::make_unique<TabletNode>(m_disk,
                                                     m_folder / ("tablet" + std::to_string(clone)),
                                                     tablet.identity(), m_time, m_random->next()));
    m_snapshots.emplace_back();
    copyMachine(m_disk, tablet.folder(), m_tablets.back()->folder());
    m_ledger.cloned(number, clone);
    m_points.reached("tablets cloned");
    m_trace.line("clone of tablet " + std::to_string(number) + " is " + std::to_string(clone));
    if (wasUp) startTablet(number);
    startTablet(clone);
}

void World::setClockWrong(MachineNumber number) {
    const auto span = base::days(kClockErrorDaysMax).count;
    const auto error =
        m_random->chance(30)
            ? 0
            : static_cast<std::int64_t>(m_random->below(static_cast<std::uint64_t>(2 * span))) -
                  span;
    m_tablets[number]->clock.setError({error});
    m_points.reached("clocks set");
    m_trace.line("clock of tablet " + std::to_string(number) + " wrong by " +
                 std::to_string(error));
}

// A case is given to a worker or taken away.
void World::moveCase() {
    if (!m_server.isUp()) return;
    const std::size_t family = m_random->below(m_facts.families.size());
    const std::size_t worker = m_random->below(m_facts.workers.size());
    const bool involved = m_random->chance(60);
    const auto moved = m_office.setInvolved(m_server.store(), m_facts, family, worker, involved);
    if (m_server.isDead()) {
        // Nobody knows whether it is there; the next one follows nothing.
        m_office.beginAgain();
        return buryTheDead();
    }
    if (!expect(moved, "moving a case")) return;
    const auto read = m_ledger.readLog(m_server.store());
    if (m_server.isDead()) return buryTheDead();
    expect(read, "reading the log");
    m_points.reached("cases moved");
    m_trace.line("case " + std::to_string(family) + (involved ? " given to " : " taken from ") +
                 std::to_string(worker));
}

void World::killServer() {
    if (!m_server.isUp()) return startServer();
    if (m_random->chance(50)) return m_server.endAt(1 + m_random->below(kOperationsMax));
    endServer();
    if (m_random->chance(70)) startServer();
}

void World::startServer() {
    if (m_server.isUp()) return;
    if (!expect(m_server.start(), "starting the server")) return;
    const auto head = m_server.store().head();
    if (head && head->rev < m_ledger.log().size())
        return violate("1: what was answered is on disk",
                       "the log ends at " + std::to_string(head->rev) + ", it had reached " +
                           std::to_string(m_ledger.log().size()));
    expect(m_ledger.readLog(m_server.store()), "reading the log");
    m_trace.line("server up");
}

void World::photographServer() {
    const bool wasUp = m_server.isUp();
    if (!wasUp) startServer();
    if (!m_violations.empty() || !m_server.isUp()) return;
    m_server.photograph(m_ledger.log().size(), *m_random);
    if (wasUp) startServer();
}

// The machine as a whole is put back to what it was, and nobody says so.
void World::putServerBack() {
    if (!m_server.hasPhotograph()) return;
    if (m_server.isUp()) endServer();
    rememberRecords();
    const auto rev = m_server.putBack();
    if (!expect(rev ? base::Status() : rev.error(), "putting the server back")) return;
    m_ledger.serverWentBack(*rev);
    m_office.beginAgain();
    m_points.reached("servers put back");
    m_trace.line("server put back to " + std::to_string(*rev));
}

void World::restoreServer() {
    if (m_server.backups().empty()) return;
    if (m_server.isUp()) endServer();

    // Mostly the newest, sometimes one that is too old.
    const std::size_t newest = m_server.backups().size() - 1;
    const std::size_t backup = m_random->chance(70) ? newest : m_random->below(newest + 1);
    const auto rev = m_server.backups()[backup].rev;
    rememberRecords();
    if (!expect(m_server.restore(backup), "restoring the server")) return;
    m_ledger.serverWentBack(rev);
    m_office.beginAgain();
    m_points.reached("servers restored");
    m_trace.line("server restored to " + std::to_string(rev));
}

}  // namespace hearth::simulation
