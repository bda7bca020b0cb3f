#include "tests/simulation/disk/power_loss_run.hpp"

#include <algorithm>

namespace hearth::simulation {

namespace {

using base::Status;

// Small worlds: a store that has grown makes every loss slower and none of them better.
constexpr std::uint64_t kStepsOfAWorld = 24;
constexpr std::size_t kBranchesMax = 8;  // of one thing that is durable when it returns
constexpr std::size_t kLossesWhileRecoveringMax = 2;
constexpr unsigned kBranchPercent = 35;
constexpr unsigned kRecoveryLossPercent = 12;
constexpr unsigned kGoOnPercent = 15;
constexpr unsigned kRestartPercent = 10;
constexpr unsigned kCandidatePercent = 25;
// Seeds of neighbouring worlds have nothing in common.
constexpr std::uint64_t kSeedStep = 0x9E3779B97F4A7C15ULL;

}  // namespace

std::string RunReport::line(const std::string& name) const {
    const auto number = [](const char* what, std::uint64_t n) {
        return std::string(", ") + what + " " + std::to_string(n);
    };
    return name + ": power losses " + std::to_string(losses) + number("in worlds", worlds) +
           number("while creating", firstOpenings) + number("while recovering", whileRecovering) +
           number("right after a return", rightAfter) +
           number("interrupted whole", interruptedWhole) +
           number("interrupted gone", interruptedGone) + number("gone on from", adopted) +
           number("sectors dropped", harm.droppedSectors) + number("torn", harm.tornSectors) +
           number("garbled", harm.garbledSectors) + number("resizes dropped", harm.droppedResizes) +
           number("names undone", harm.undoneNames) +
           number("acknowledged saves looked for", savesChecked) + number("lost", finding ? 1 : 0);
}

PowerLossRun::PowerLossRun(WorldMaker make, RunOptions options)
    : m_make(std::move(make)), m_options(options) {}

RunReport PowerLossRun::run() {
    for (std::uint64_t world = 0; !isOver(); ++world)
        liveOne(m_options.seed + world * kSeedStep);
    return m_report;
}

bool PowerLossRun::isOver() const {
    return m_report.finding.has_value() || m_report.losses >= m_options.losses;
}

void PowerLossRun::find(const std::string& what) {
    if (m_report.finding) return;
    m_report.finding = "step " + std::to_string(m_step) + ": " + what;
    m_report.failingSeed = m_worldSeed;
}

void PowerLossRun::weaken(const Path& folder, Weakness weakness) {
    m_disk.ignoreSync(folder, weakness == Weakness::SyncIgnored);
    m_disk.weakenSynchronous(folder, weakness == Weakness::SynchronousNormal);
}

// The store has been created soundly, so what is found is a loss of what came after.
void PowerLossRun::weakenFromNowOn() {
    m_world->close();
    m_disk.forget(m_main);
    weaken(m_main, m_options.weakness);
    const Status opened = m_world->open(m_main);
    if (!opened) find("does not open again: " + opened.error().message());
}

// Everything in a world follows from its seed, so a failing one can be lived again alone.
void PowerLossRun::liveOne(std::uint64_t seed) {
    ++m_report.worlds;
    m_worldSeed = seed;
    m_step = 0;
    m_random.emplace(seed);
    m_main = m_machines.make("main");
    m_disk.forget(m_main);
    m_world = m_make(seed);
    weaken(m_main, Weakness::None);
    firstOpening();
    if (m_options.weakness != Weakness::None && !isOver()) weakenFromNowOn();
    for (m_step = 1; m_step <= kStepsOfAWorld && !isOver(); ++m_step) {
        watch();
        const Status done = m_world->step(*m_random, [this] { settle(); });
        stopWatching();
        if (!done) find("a step failed: " + done.error().message());
        if (!isOver()) goOnSomehow();
    }
    m_disk.kill(m_main);
    m_world->close();
    m_world.reset();
}

void PowerLossRun::firstOpening() {
    m_before.reset();
    m_after.reset();
    watch();
    const Status opened = m_world->begin(m_main);
    stopWatching();
    if (!opened) return find("a new store does not open: " + opened.error().message());
    m_report.firstOpenings += m_branches.size();
    for (const Branch& branch : std::exchange(m_branches, {}))
        judge(branch);
    m_before = contentNow();
    m_past.assign(1, m_before.value_or(""));
}

void PowerLossRun::watch() {
    m_branches.clear();
    m_candidate.reset();
    m_moments = 0;
    m_disk.onChange(m_main, [this] {
        if (m_random->chance(kBranchPercent)) branchOff(false);
    });
}

void PowerLossRun::stopWatching() {
    m_disk.onChange(m_main, nullptr);
}

// At most so many of whatever number of moments there are, each as likely as the others.
void PowerLossRun::branchOff(bool isRightAfter) {
    ++m_moments;
    std::size_t place = m_branches.size();
    if (!isRightAfter && place >= kBranchesMax) place = m_random->below(m_moments);
    if (!isRightAfter && place >= kBranchesMax) return;
    Branch branch;
    branch.folder = m_machines.at("branch" + std::to_string(place));
    branch.acknowledged = m_world->acknowledged();
    branch.isRightAfter = isRightAfter;
    branch.harm = m_disk.losePowerInto(m_main, branch.folder, *m_random);
    if (place == m_branches.size())
        m_branches.push_back(std::move(branch));
    else
        m_branches[place] = std::move(branch);
}

void PowerLossRun::settle() {
    stopWatching();
    branchOff(true);
    m_after = contentNow();
    std::optional<Branch> candidate;
    if (m_random->chance(kCandidatePercent)) {
        candidate = m_branches[m_random->below(m_branches.size())];
        const Path kept = m_machines.at("candidate");
        SimDisk::copyFolder(candidate->folder, kept);
        m_disk.forget(kept);
        candidate->folder = kept;
    }
    for (const Branch& branch : m_branches)
        if (!isOver()) judge(branch);
    if (!m_after) return;
    m_before = m_after;
    m_past.push_back(*m_before);
    watch();
    m_candidate = candidate;
}

void PowerLossRun::judge(const Branch& branch) {
    ++m_report.losses;
    m_report.harm += branch.harm;
    m_report.rightAfter += branch.isRightAfter ? 1 : 0;
    m_report.savesChecked += branch.acknowledged;
    std::vector<Path> more;
    const Status proven = proveWithLosses(branch, more);
    if (!proven) return find("after a power loss: " + proven.error().message());
    for (const Path& folder : more) {
        ++m_report.losses;
        ++m_report.whileRecovering;
        m_report.savesChecked += branch.acknowledged;
        const Status again = m_world->prove(folder, branch.acknowledged);
        if (!again) return find("after a loss while recovering: " + again.error().message());
        const auto content = contentOfStore(m_world->fileIn(folder), m_world->key());
        if (!content) return find("after a loss while recovering: " + content.error().message());
        compare(branch, *content);
    }
    const auto content = contentOfStore(m_world->fileIn(branch.folder), m_world->key());
    if (!content) return find("after a power loss: " + content.error().message());
    compare(branch, *content);
    if (branch.isRightAfter || !m_after || m_after == m_before) return;
    ++(*content == *m_after ? m_report.interruptedWhole : m_report.interruptedGone);
}

// Opening recovers, closing moves the log: both may be interrupted like anything else.
Status PowerLossRun::proveWithLosses(const Branch& branch, std::vector<Path>& more) {
    if (!m_random->chance(kRecoveryLossPercent))
        return m_world->prove(branch.folder, branch.acknowledged);
    weaken(branch.folder, m_options.weakness);
    m_disk.onChange(branch.folder, [&] {
        if (more.size() >= kLossesWhileRecoveringMax || !m_random->chance(kBranchPercent)) return;
        more.push_back(m_machines.at("again" + std::to_string(more.size())));
        m_report.harm += m_disk.losePowerInto(branch.folder, more.back(), *m_random);
    });
    Status proven = m_world->prove(branch.folder, branch.acknowledged);
    m_disk.onChange(branch.folder, nullptr);
    return proven;
}

void PowerLossRun::compare(const Branch& branch, const base::Bytes& content) {
    if (!m_after || content == *m_after) return;
    if (!branch.isRightAfter && content == *m_before) return;
    const auto past = std::find(m_past.begin(), m_past.end(), content);
    find(past == m_past.end() ? "the store is neither as before nor as after what was interrupted"
                              : "what had returned is lost");
}

void PowerLossRun::goOnSomehow() {
    if (m_random->chance(kRestartPercent)) return restart();
    if (!m_random->chance(kGoOnPercent)) return;
    if (m_candidate) return goOnFrom(m_candidate->folder, m_candidate->acknowledged);
    // In place, without a branch: everything has returned.
    ++m_report.losses;
    m_report.harm += m_disk.losePower(m_main, *m_random);
    m_world->close();
    const Path copy = m_machines.at("copy");
    SimDisk::copyFolder(m_main, copy);
    m_disk.forget(copy);
    goOnFrom(copy, m_world->acknowledged());
    if (!m_report.finding && m_before != m_after) find("what had returned is lost");
}

void PowerLossRun::goOnFrom(const Path& folder, std::size_t acknowledged) {
    ++m_report.adopted;
    m_disk.kill(m_main);
    m_world->close();
    SimDisk::copyFolder(folder, m_main);
    m_disk.forget(m_main);
    m_world->rewind(acknowledged);
    const Status opened = m_world->open(m_main);
    if (!opened) return find("does not open after a power loss: " + opened.error().message());
    m_before = contentNow();
}

// Closed in order and opened again, with losses on the way.
void PowerLossRun::restart() {
    watch();
    m_world->close();
    const Status opened = m_world->open(m_main);
    if (!opened) {
        stopWatching();
        return find("does not open after an orderly end: " + opened.error().message());
    }
    settle();
    stopWatching();
}

std::optional<base::Bytes> PowerLossRun::contentNow() {
    const Path now = m_machines.at("now");
    m_disk.copyInto(m_main, now);
    auto content = contentOfStore(m_world->fileIn(now), m_world->key());
    if (content) return *content;
    find("as it stands: " + content.error().message());
    return std::nullopt;
}

}  // namespace hearth::simulation
