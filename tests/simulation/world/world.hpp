// One simulated world from one seed: tablets and a server with their real stores, session machines
// and merge, under a fake clock, network and disk; workers who work, and everything that can go
// wrong. After every step the rules of rules.hpp are held against it.
// Owner: the caller. Threads: one world, one thread; worlds do not share anything.
#pragma once

#include <string>

#include "tests/simulation/world/authority.hpp"
#include "tests/simulation/world/ledger.hpp"
#include "tests/simulation/world/newer_tablet.hpp"
#include "tests/simulation/world/server_node.hpp"
#include "tests/simulation/world/tablet_node.hpp"
#include "tests/simulation/world/trace.hpp"

namespace hearth::simulation {

struct WorldPlan {
    std::uint64_t seed = 1;
    // Which steps are taken, ascending, from 0; each does the same whatever others are left out.
    std::vector<std::uint64_t> steps;
    std::size_t tablets = 4;
    std::size_t families = 3;
    bool keepTrace = false;
};

class World {
public:
    World(const WorldPlan& plan, std::filesystem::path folder);
    ~World();

    // All steps, then peace until everybody has everything; ends early at the first violation.
    void run();

    [[nodiscard]] const std::vector<std::string>& violations() const { return m_violations; }
    // The rule that was broken first, and the last step taken by then; empty when none was.
    [[nodiscard]] const std::string& brokenRule() const noexcept { return m_brokenRule; }
    [[nodiscard]] std::uint64_t lastStep() const noexcept { return m_step; }
    [[nodiscard]] const Points& points() const { return m_points; }
    [[nodiscard]] const Trace& trace() const { return m_trace; }

    // --- for the rules (rules.cpp) --------------------------------------------------------------
    [[nodiscard]] ServerNode& server() noexcept { return m_server; }
    [[nodiscard]] std::vector<std::unique_ptr<TabletNode>>& tablets() noexcept { return m_tablets; }
    [[nodiscard]] const AuthorityFacts& facts() const noexcept { return m_facts; }
    [[nodiscard]] const Ledger& ledger() const noexcept { return m_ledger; }
    [[nodiscard]] const NewerTablet& newer() const noexcept { return *m_newer; }

private:
    // --- world.cpp
    void step();
    [[nodiscard]] MachineNumber anyTablet();
    void violate(const std::string& rule, const std::string& what);
    // True, or a violation.
    bool expect(const base::Status& status, const std::string& what);
    // What a tablet's store says is an error only while its disk is alive.
    bool expectOf(MachineNumber number, const base::Status& status, const std::string& what);
    void startTablet(MachineNumber number);
    // Machines whose disk failed them end, unless they are in the middle of a sync.
    void buryTheDead();
    void endTablet(MachineNumber number);
    void endServer();
    [[nodiscard]] End anyEnd();
    // The save that a dying tablet did not return from may be there all the same.
    void findUncertainSave(MachineNumber number);
    void settle();
    [[nodiscard]] bool talk();
    void giveCasesAnew();

    // --- network.cpp
    void syncTablet(MachineNumber number, bool peaceful);
    [[nodiscard]] base::Result<base::Bytes> carry(MachineNumber number, base::ByteView frame,
                                                  bool peaceful);
    void noteRevokes(MachineNumber number, base::ByteView answer);

    // --- faults.cpp
    void fault();
    void killTablet(MachineNumber number);
    bool layDown(MachineNumber number);
    void snapshotTablet(MachineNumber number);
    void restoreTablet();
    void cloneTablet(MachineNumber number);
    void setClockWrong(MachineNumber number);
    void moveCase();
    void killServer();
    void backUpServer();
    void restoreServer();
    void photographServer();
    void putServerBack();
    void startServer();

    // --- odd_faults.cpp
    void oddFault(MachineNumber number);
    void sendNewer();
    void meetWrongServer(MachineNumber number);
    void noteDeparture(MachineNumber number, const base::ScopeId& scope);
    [[nodiscard]] base::Bytes shortened(MachineNumber number, base::Bytes answer);
    void rememberRecords();
    void recallRecords(MachineNumber number);
    void lookAfterEnd(MachineNumber number);
    void lookAtRequest(base::ByteView frame);
    void lookAtRepairs(MachineNumber number, std::uint64_t repairs);

    // --- work.cpp
    void work(MachineNumber number);
    void workOnce(MachineNumber number);
    void beginVisit(MachineNumber number);
    void changeRecord(MachineNumber number);
    void changeVisit(MachineNumber number);
    void sealVisit(MachineNumber number);
    void decide(MachineNumber number);
    void saveOldForm(MachineNumber number);
    // --- typing.cpp
    void typeWords(MachineNumber number);
    void lookAtTyping();
    [[nodiscard]] std::optional<OpenForm> openForm(MachineNumber number,
                                                   const records::EntityKey& key);
    [[nodiscard]] std::optional<records::EntityKey> anyRecord(MachineNumber number,
                                                              records::TypeNumber type);
    // Changes an opened record in one of the ways its type has.
    void changeOpened(MachineNumber number, const OpenForm& form);
    void save(MachineNumber number, std::vector<records::Op> ops,
              const std::vector<const OpenForm*>& forms, const std::string& typedIn = {});
    [[nodiscard]] std::string words();

    struct Snapshot {
        std::filesystem::path folder;
        std::uint64_t order = 0;  // saves made by then
    };

    WorldPlan m_plan;
    std::filesystem::path m_folder;
    SimDisk m_disk;
    // Begins anew with every step, so that a step does the same in a world where others are left
    // out.
    std::optional<base::SeededRandom> m_random;
    base::SeededRandom m_serverRandom;
    TrueTime m_time;
    std::shared_ptr<const crypto::SigningKey> m_authority;

    MachineClock m_serverClock;
    ServerNode m_server;
    Office m_office;
    AuthorityFacts m_facts;
    std::vector<std::unique_ptr<TabletNode>> m_tablets;
    std::vector<std::optional<Snapshot>> m_snapshots;  // by machine
    std::map<MachineNumber, Saved> m_uncertain;
    // By form; what a machine that was set back had typed since is not here.
    std::map<MachineNumber, std::map<std::string, std::string>> m_typed;
    std::unique_ptr<NewerTablet> m_newer;
    // What tablets held when the server went back, until they have heard from it.
    std::map<MachineNumber, std::map<records::EntityKey, base::ScopeId>> m_remembered;
    std::set<MachineNumber> m_refusing;      // did not take what the last sync would have retired
    std::set<MachineNumber> m_endedSyncing;  // and did not start again since
    std::set<MachineNumber> m_shortened;  // were told less than there is, in the sync they are in
    Ledger m_ledger;
    Points m_points;
    Trace m_trace;
    std::vector<std::string> m_violations;
    std::string m_brokenRule;
    std::uint64_t m_step = 0;
    unsigned m_depth = 0;  // of steps within a network call
    std::uint64_t m_word = 0;
};

}  // namespace hearth::simulation
