#include "tests/simulation/world/world.hpp"

#include <algorithm>

#include "tests/simulation/world/rules.hpp"

namespace hearth::simulation {

using base::Status;

namespace {

constexpr std::int64_t kStepMillisMax = 40'000;
// How often the rules that look at everything are held against the world.
constexpr std::uint64_t kFullLookEvery = 45;
// Everybody who has news tells it at once; more rounds than this do not end.
constexpr int kPeaceRoundsMax = 12;
constexpr base::Millis kPause = base::minutes(20);
// One fault makes many findings; the first ones tell it.
constexpr std::size_t kViolationsToldMax = 6;
constexpr unsigned kWorkPercent = 62;
constexpr unsigned kSyncPercent = 28;

// Streams of randomness: 0 the world's beginning, 1 the server, then each tablet; far from them:
constexpr std::uint64_t kPeaceStream = 1U << 20U;
constexpr std::uint64_t kFirstStepStream = kPeaceStream + 1;

// Streams of neighbouring seeds have nothing in common.
std::uint64_t seedOf(std::uint64_t seed, std::uint64_t part) {
    base::SeededRandom first(seed);
    base::SeededRandom second(first.next() ^ part);
    return second.next();
}

bool isOf(const client::store::OutboxEdit& edit, const Saved& save) {
    // With what the merge makes for it, such as questions.
    const std::set<records::EntityKey> targets(edit.targets.begin(), edit.targets.end());
    return std::all_of(save.ops.begin(), save.ops.end(),
                       [&](const records::Op& op) { return targets.count(op.target) != 0; });
}

}  // namespace

World::World(const WorldPlan& plan, std::filesystem::path folder)
    : m_plan(plan),
      m_folder(std::move(folder)),
      m_random(seedOf(plan.seed, 0)),
      m_serverRandom(seedOf(plan.seed, 1)),
      m_authority(
          std::make_shared<const crypto::SigningKey>(crypto::SigningKey::generate().value())),
      m_serverClock(m_time),

      m_server(m_disk, m_folder / "server", m_serverClock, m_serverRandom, m_authority),
      m_office(m_serverRandom, m_serverClock),
      m_trace(plan.keepTrace) {}

// Without the stores' own goodbyes: every machine dies.
World::~World() {
    for (const auto& tablet : m_tablets)
        m_disk.kill(tablet->folder());
    m_disk.kill(m_server.folder());
}

void World::violate(const std::string& rule, const std::string& what) {
    m_trace.line("VIOLATION " + rule + ": " + what);
    if (m_brokenRule.empty()) m_brokenRule = rule;
    if (m_violations.size() < kViolationsToldMax) m_violations.push_back(rule + ": " + what);
}

bool World::expect(const Status& status, const std::string& what) {
    if (!status) violate("an operation that must not fail", what + ": " + status.error().message());
    return status.has_value();
}

bool World::expectOf(MachineNumber number, const Status& status, const std::string& what) {
    if (!status && m_tablets[number]->isGone()) return false;
    return expect(status, "tablet " + std::to_string(number) + ", " + what);
}

MachineNumber World::anyTablet() {
    return m_random->below(m_tablets.size());
}

void World::startTablet(MachineNumber number) {
    TabletNode& tablet = *m_tablets[number];
    if (tablet.isUp()) return;
    if (expect(tablet.start(), "starting tablet " + std::to_string(number)))
        findUncertainSave(number);
    lookAfterEnd(number);
}

End World::anyEnd() {
    return m_random->chance(35) ? End::Power : End::Process;
}

void World::endTablet(MachineNumber number) {
    const End how = anyEnd();
    m_tablets[number]->end(how, *m_random);
    m_points.reached(how == End::Power ? "tablets without power" : "tablets killed");
    m_trace.line("end of tablet " + std::to_string(number));
}

void World::endServer() {
    const End how = anyEnd();
    m_server.end(how, *m_random);
    m_points.reached(how == End::Power ? "servers without power" : "servers killed");
    m_trace.line("end of the server");
}

void World::buryTheDead() {
    for (MachineNumber i = 0; i < m_tablets.size(); ++i) {
        if (m_tablets[i]->isGone() && !m_tablets[i]->isSyncing()) {
            m_points.reached(m_tablets[i]->isDead() ? "ends within an operation" : "disks failed");
            endTablet(i);
        }
    }
    if (m_server.isDead()) {
        m_points.reached("ends within an operation");
        endServer();
    }
}

void World::findUncertainSave(MachineNumber number) {
    const auto uncertain = m_uncertain.find(number);
    if (uncertain == m_uncertain.end()) return;
    Saved save = std::move(uncertain->second);
    m_uncertain.erase(uncertain);
    const auto kept = m_tablets[number]->store().keptEdits();
    if (!expectOf(number, kept ? Status() : kept.error(), "what it keeps")) return;
    for (const client::store::OutboxEdit& edit : *kept) {
        // Nor what the tablet makes by itself of words that were typed in a case that leaves.
        if (m_ledger.saves().count(edit.id) != 0 || !isOf(edit, save)) continue;
        save.id = edit.id;
        // Its words left with their case, so only the server holds them.
        save.excused = edit.bytes == 0;
        m_points.reached("saves that did not return and are there");
        m_trace.line("save " + std::to_string(number) + " " + edit.id.hex() + " is there");
        m_ledger.saved(std::move(save));
        return;
    }
}

void World::run() {
    if (!expect(m_server.start(), "starting the server")) return;
    auto facts = m_office.moveIn(m_server.store(), m_plan.tablets, m_plan.families);
    if (!facts) return violate("an operation that must not fail", facts.error().message());
    m_facts = std::move(*facts);
    m_newer = std::make_unique<NewerTablet>(m_facts.workers.front(), *m_random);
    for (std::size_t i = 0; i < m_plan.tablets; ++i) {
        auto key = crypto::SigningKey::generate();
        INVARIANT(key.has_value());
        TabletIdentity identity;
        m_random->fill(identity.device.octets);
        identity.worker = m_facts.workers[i];
        identity.publicKey = key->publicDer().value();
        identity.key = std::make_shared<const crypto::SigningKey>(std::move(*key));
        identity.diskKey = i;
        identity.authorityKey = m_authority->publicDer().value();

        m_tablets.push_back(
            std::make_unique<TabletNode>(m_disk, m_folder / ("tablet" + std::to_string(i)),
                                         identity, m_time, seedOf(m_plan.seed, 2 + i)));
        m_snapshots.emplace_back();
        startTablet(i);
        syncTablet(i, true);
    }
    std::uint64_t taken = 0;
    for (const std::uint64_t number : m_plan.steps) {
        if (!m_violations.empty()) return;
        m_step = number;
        m_random.emplace(seedOf(m_plan.seed, kFirstStepStream + number));
        step();
        if (++taken % kFullLookEvery == 0 && m_violations.empty())
            Rules(*this, [this](auto rule, auto what) { violate(rule, what); }).lookAtEverything();
    }
    m_random.emplace(seedOf(m_plan.seed, kPeaceStream));
    if (m_violations.empty()) settle();
}

void World::step() {
    m_points.reached("steps");
    m_time.pass({static_cast<std::int64_t>(m_random->below(kStepMillisMax))});
    const auto what = m_random->below(100);
    const MachineNumber number = anyTablet();
    TabletNode& tablet = *m_tablets[number];
    if (what < kWorkPercent) {
        if (tablet.isUp())
            work(number);
        else
            startTablet(number);
    } else if (what < kWorkPercent + kSyncPercent) {
        if (tablet.isUp() && !tablet.isSyncing()) syncTablet(number, false);
    } else {
        fault();
    }
    if (tablet.isUp() && !tablet.isSyncing()) {
        const auto view = tablet.store().checkPending();
        if (!view && !tablet.isGone())
            violate("7: the view is base and pending", view.error().message());
    }
    buryTheDead();
}

// Everybody syncs until nothing moves; false when something always does.
bool World::talk() {
    for (int round = 0; round < kPeaceRoundsMax && m_violations.empty(); ++round) {
        const auto before = m_ledger.log().size();
        const auto arrived = m_points.of("entities received");
        for (MachineNumber i = 0; i < m_tablets.size() && m_violations.empty(); ++i)
            syncTablet(i, true);
        if (m_ledger.log().size() == before && m_points.of("entities received") == arrived)
            return true;
    }
    return false;
}

// A tablet takes no large part of a case as retired: the authority takes the case away, which it
// signs, and gives it back (shared/protocol/README.md, "Guard").
void World::giveCasesAnew() {
    auto& store = m_server.store();
    for (const MachineNumber number : std::exchange(m_refusing, {})) {
        const base::WorkerId worker = m_tablets[number]->identity().worker;
        const auto place = std::find(m_facts.workers.begin(), m_facts.workers.end(), worker);
        const auto index = static_cast<std::size_t>(place - m_facts.workers.begin());
        const auto held = store.scopesOf(worker);
        if (!expect(held ? Status() : held.error(), "a worker's cases")) return;
        std::vector<std::size_t> families;
        for (std::size_t i = 0; i < m_facts.families.size(); ++i)
            if (std::find(held->begin(), held->end(), m_facts.families[i].scope) != held->end())
                families.push_back(i);
        for (const bool involved : {false, true}) {
            for (const std::size_t family : families)
                expect(m_office.setInvolved(store, m_facts, family, index, involved),
                       "giving a case anew");
            static_cast<void>(talk());
        }
        m_points.reached("cases given anew");
    }
}

// No more faults and no more work: everybody syncs until nothing moves.
void World::settle() {
    // With the ends that were still to come.
    if (m_server.isUp()) endServer();
    startServer();
    for (MachineNumber i = 0; i < m_tablets.size(); ++i) {
        if (m_tablets[i]->isUp()) endTablet(i);
        startTablet(i);

        m_tablets[i]->clock.setError({});
    }
    // Whoever was writing has stopped.
    m_time.pass(kPause);
    sendNewer();
    bool isQuiet = talk();
    if (!isQuiet && !m_refusing.empty() && m_violations.empty()) {
        giveCasesAnew();
        isQuiet = talk();
    }
    if (!isQuiet && m_violations.empty())
        violate("8: peace", "there is still news after many rounds");
    if (m_violations.empty()) lookAtTyping();
    if (m_violations.empty())
        Rules(*this, [this](auto rule, auto what) { violate(rule, what); }).lookAtPeace();
}

}  // namespace hearth::simulation
