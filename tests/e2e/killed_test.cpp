// kill -9, again and again, of tablets and of hearthd, while work goes on. What a console printed
// as saved may never be gone. (Power loss is another matter: tests/simulation proves it on a disk
// that loses what was not synced; the page cache survives a kill.)
#include <atomic>
#include <chrono>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "tests/e2e/proof.hpp"

namespace hearth::e2e {
namespace {

constexpr FaultShares kRoughNetwork{8, 20, 15, 15, 15};

class Chance {
public:
    explicit Chance(std::uint64_t seed) : m_engine(seed) {}
    [[nodiscard]] unsigned below(unsigned bound) {
        return static_cast<unsigned>(m_engine() % bound);
    }
    void pause(unsigned millisMax) {
        std::this_thread::sleep_for(std::chrono::milliseconds(below(millisMax)));
    }

private:
    std::mt19937_64 m_engine;
};

std::string taskLine(const World& world, const std::string& wording) {
    return "new Task " + world.family().hex() + " " +
           json::serialize(json::object{{"wording", wording}});
}

std::string phoneLine(const World& world, unsigned number) {
    return "set " + world.caseFile() + " " +
           json::serialize(json::object{{"phone", "01632 9" + std::to_string(60000 + number)}});
}

// Lines of one life, said without waiting: saves, and syncs that pull what the other wrote.
void sayALifesWork(Tablet& tablet, const World& world, std::size_t life) {
    const std::string name = "Life " + std::to_string(life) + " task ";
    for (int i = 0; i < 4; ++i) {
        tablet.post(taskLine(world, name + std::to_string(2 * i)));
        tablet.post(taskLine(world, name + std::to_string(2 * i + 1)));
        tablet.post(phoneLine(world, static_cast<unsigned>(life * 4) + static_cast<unsigned>(i)));
        tablet.post("sync");
    }
}

TEST(Killed, LosesNoSaveInThirtyKillsWhilePullingAndSaving) {
    const std::size_t kills = loops(30);
    Chance chance(5);
    World world(5);
    Tablet& a = world.enrol("a", world.authority.workerA);
    Tablet& b = world.enrol("b", world.authority.workerB);
    std::size_t livesWithSaves = 0;
    std::size_t livesCutShort = 0;
    for (std::size_t life = 0; life < kills; ++life) {
        b.newTask(world.family(), "To be pulled " + std::to_string(life));
        b.must("sync");
        const std::size_t before = a.saves.size();
        sayALifesWork(a, world, life);
        chance.pause(120);
        a.kill();
        const std::size_t saved = a.saves.size() - before;
        livesWithSaves += saved > 0 ? 1 : 0;
        livesCutShort += saved < 12 ? 1 : 0;
        a.start();
        a.must("unlock");
        const auto sound = a.call("check");
        ASSERT_TRUE(sound) << "after kill " << life << ": " << sound.error().message();
        for (std::size_t i = before; i < a.saves.size(); ++i)
            if (!a.saves[i].id.empty()) a.must("show Task " + a.saves[i].id);
    }
    EXPECT_GT(livesWithSaves, 0U) << "every kill came before the first save";
    EXPECT_GT(livesCutShort, 0U) << "every kill came after the last save";
    world.settle();
    const CentralRecord record = look(world);
    std::cout << "kills of a tablet: " << kills << ", in the middle of its work: " << livesCutShort
              << '\n';
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);
    EXPECT_EQ(record.reviewsOpen, 0U) << "nobody disagreed about anything that matters";
}

// Tablets at work, each by a thread of its own, until told to stop.
class Load {
public:
    // `shared`: tasks that all of them change without waiting for each other. Many: what was lost
    // to a later word is kept beside the record, at most kEntitySiblingsMax of it.
    Load(World& world, const std::vector<std::string>& names, std::vector<std::string> shared)
        : m_shared(std::move(shared)) {
        for (std::size_t i = 0; i < names.size(); ++i)
            m_threads.emplace_back([this, &world, name = names[i], seed = i + 1] {
                try {
                    work(world, name, seed);
                } catch (const std::exception& problem) {
                    const std::lock_guard lock(m_mutex);
                    m_problems += name + ": " + problem.what() + "\n";
                }
            });
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load() { (void)stop(); }

    // What went wrong in a thread; empty when nothing did.
    [[nodiscard]] std::string stop() {
        m_stopping = true;
        for (std::thread& thread : m_threads)
            if (thread.joinable()) thread.join();
        return m_problems;
    }
    // Until so many more went through; not for ever.
    void waitForSyncs(unsigned more) const {
        constexpr int kLooksMax = 300;
        const unsigned wanted = m_syncsDone + more;
        for (int i = 0; i < kLooksMax && m_syncsDone < wanted; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    [[nodiscard]] unsigned tabletKills() const noexcept { return m_kills; }
    [[nodiscard]] unsigned syncsDone() const noexcept { return m_syncsDone; }
    [[nodiscard]] unsigned syncsFailed() const noexcept { return m_syncsFailed; }

private:
    void work(World& world, const std::string& name, std::uint64_t seed) {
        Chance chance(seed);
        Tablet& tablet = world.tablet(name);
        for (unsigned number = 0; !m_stopping; ++number) {
            tablet.newTask(world.family(), name + " under load " + std::to_string(number));
            if (chance.below(4) == 0) tablet.must(changeLine(chance, name));
            if (chance.below(2) == 0) ++(tablet.call("sync") ? m_syncsDone : m_syncsFailed);
            if (chance.below(40) == 0) killAndUnlock(world, tablet, chance);
            chance.pause(20);
        }
    }
    std::string changeLine(Chance& chance, const std::string& name) const {
        const auto& task = m_shared.at(chance.below(static_cast<unsigned>(m_shared.size())));
        const std::string words = name + " says " + std::to_string(chance.below(1'000'000));
        return "set Task " + task + " " + json::serialize(json::object{{"wording", words}});
    }
    void killAndUnlock(const World& world, Tablet& tablet, Chance& chance) {
        for (int i = 0; i < 3; ++i) {
            tablet.post(
                taskLine(world, "Killed over it " + std::to_string(chance.below(1'000'000))));
            tablet.post("sync");
        }
        chance.pause(60);
        tablet.kill();
        tablet.start();
        tablet.must("unlock");
        ++m_kills;
    }

    const std::vector<std::string> m_shared;
    std::atomic<bool> m_stopping{false};
    std::atomic<unsigned> m_kills{0};
    std::atomic<unsigned> m_syncsDone{0};
    std::atomic<unsigned> m_syncsFailed{0};
    std::mutex m_mutex;
    std::string m_problems;
    std::vector<std::thread> m_threads;
};

std::vector<std::string> tasksOn(World& world, const std::string& name) {
    std::vector<std::string> ids;
    const json::object tasks = world.tablet(name).must("list Task " + world.family().hex());
    for (const json::value& task : tasks.at("entities").as_array())
        ids.emplace_back(task.at("id").as_string());
    return ids;
}

void tellNetwork(const FaultCounts& counts) {
    std::cout << "network: " << counts.connections << " connections, " << counts.dropped
              << " dropped, " << counts.delayed << " pieces delayed, " << counts.requestsCut
              << " requests and " << counts.answersCut << " answers cut, " << counts.answersLost
              << " answers lost, " << counts.unreached << " found no server\n";
}

// A fault that never happened proves nothing.
void expectEveryFaultHappened(const FaultCounts& counts) {
    EXPECT_GT(counts.dropped, 0U);
    EXPECT_GT(counts.delayed, 0U);
    EXPECT_GT(counts.requestsCut, 0U);
    EXPECT_GT(counts.answersCut, 0U);
    EXPECT_GT(counts.answersLost, 0U);
    EXPECT_GT(counts.unreached, 0U);
}

TEST(Killed, HearthdLosesNothingItAcknowledgedInTwentyFiveKillsUnderLoadOnARoughNetwork) {
    const std::size_t kills = loops(25);
    Chance chance(7);
    World world(7);
    world.enrol("one", world.authority.workerA);
    world.enrol("two", world.authority.workerA);
    world.enrol("three", world.authority.workerB);
    world.enrol("four", world.authority.workerB);
    world.network().setFaults(kRoughNetwork);
    Load load(world, world.names(), tasksOn(world, "one"));
    for (std::size_t i = 0; i < kills; ++i) {
        load.waitForSyncs(2);
        chance.pause(150);
        world.killServer();
        chance.pause(60);
        world.startServer();
    }
    const std::string problems = load.stop();
    ASSERT_EQ(problems, "");
    const FaultCounts counts = world.network().counts();
    world.network().calm();
    world.settle();

    std::cout << "kills of hearthd: " << kills << ", of tablets: " << load.tabletKills()
              << "; syncs: " << load.syncsDone() << " done, " << load.syncsFailed() << " failed\n";
    tellNetwork(counts);
    expectEveryFaultHappened(counts);
    EXPECT_GT(load.syncsDone(), 0U);
    EXPECT_GT(load.syncsFailed(), 0U);
    const CentralRecord record = look(world);
    EXPECT_EQ(expectNothingLost(world, record), 0U);
    expectRecordVerifies(world);
    expectAllAgree(world, record);
    EXPECT_EQ(record.reviewsOpen, 0U) << "nobody disagreed about anything that matters";
    // A lost answer is no clone, and a killed server is no restored one.
    const json::object status = world.ask({"status"});
    EXPECT_EQ(status.at("began_anew").as_string(), "");
    EXPECT_EQ(status.at("copies_found").as_string(), "0");
}

}  // namespace
}  // namespace hearth::e2e
