// The sweep of errors: one workflow of a store again and again, and each time another of its disk
// operations fails, or finds no room. Whatever comes back is a result or a typed error; what is in
// the store afterwards is one of the states it goes through when nothing fails, with everything
// that was acknowledged in it.
// Owner: the test. Threads: one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/disk/machines.hpp"
#include "tests/simulation/disk/store_life.hpp"

namespace hearth::simulation {

struct Workflow {
    std::string name;
    WorldMaker make;
    // What there is before it. Without both: the folder is empty, and the first opening is it.
    std::function<base::Status(StoreLife&)> prepare;
    // Calls `returned` between its transactions, if it has several.
    std::function<base::Status(StoreLife&, const StoreLife::Returned& returned)> act;
    // It reads a copy back, and one that cannot be read counts as damaged: it is thrown away.
    bool checksACopy = false;
};

struct SweepReport {
    std::uint64_t operations = 0;   // of the workflow when nothing fails
    std::uint64_t failures = 0;     // that really happened
    std::uint64_t errors = 0;       // came back as an error
    std::uint64_t overcome = 0;     // came back as success
    std::uint64_t powerLosses = 0;  // after an error, instead of an orderly end
    std::optional<std::string> finding;
};

class ErrorSweep {
public:
    explicit ErrorSweep(Workflow workflow);
    // Every operation if they are few, else evenly among them.
    [[nodiscard]] SweepReport run(Failure failure);

private:
    [[nodiscard]] base::Status live(StoreLife& world);
    [[nodiscard]] base::Status act(StoreLife& world, const StoreLife::Returned& returned);
    void learn();
    void tryOne(std::uint64_t nth, Failure failure);
    void end(StoreLife& world);
    void judge(StoreLife& world, const base::Status& status);
    [[nodiscard]] bool isExpected(base::ErrorCode code) const noexcept;
    [[nodiscard]] bool isFirstOpening() const { return !m_workflow.prepare; }
    [[nodiscard]] base::Bytes contentNow(const StoreLife& world);
    void find(const std::string& what);

    Workflow m_workflow;
    Machines m_machines;
    SimDisk m_disk;
    Path m_machine;
    base::SeededRandom m_random;
    SweepReport m_report;
    std::uint64_t m_nth = 0;
    std::uint64_t m_tries = 0;
    std::vector<base::Bytes> m_states;  // before, in between, after
};

}  // namespace hearth::simulation
