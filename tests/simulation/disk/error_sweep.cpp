#include "tests/simulation/disk/error_sweep.hpp"

#include <algorithm>

namespace hearth::simulation {

namespace {

using base::ErrorCode;
using base::Status;

constexpr std::uint64_t kSeed = 17;
constexpr std::uint64_t kTriesMax = 200;

}  // namespace

ErrorSweep::ErrorSweep(Workflow workflow) : m_workflow(std::move(workflow)), m_random(kSeed) {}

void ErrorSweep::find(const std::string& what) {
    if (m_report.finding) return;
    m_report.finding = m_workflow.name + ", operation " + std::to_string(m_nth) + ": " + what;
}

SweepReport ErrorSweep::run(Failure failure) {
    m_report = {};
    learn();
    const std::uint64_t stride = m_report.operations / kTriesMax + 1;
    for (m_nth = 1; m_nth <= m_report.operations && !m_report.finding; m_nth += stride)
        tryOne(m_nth, failure);
    return m_report;
}

Status ErrorSweep::live(StoreLife& world) {
    if (isFirstOpening()) return {};
    HEARTH_TRY(world.begin(m_machine));
    return m_workflow.prepare(world);
}

Status ErrorSweep::act(StoreLife& world, const StoreLife::Returned& returned) {
    return isFirstOpening() ? world.open(m_machine) : m_workflow.act(world, returned);
}

// What a disk that fails may be called. Anything else would tell the user something wrong.
bool ErrorSweep::isExpected(ErrorCode code) const noexcept {
    if (code == ErrorCode::Corrupt) return m_workflow.checksACopy;
    return code == ErrorCode::Io || code == ErrorCode::DiskFull;
}

base::Bytes ErrorSweep::contentNow(const StoreLife& world) {
    const Path now = m_machines.at("now");
    m_disk.copyInto(m_machine, now);
    const auto content = contentOfStore(world.fileIn(now), world.key());
    INVARIANT(content.has_value());
    return *content;
}

// Once without a failure: how long it is, and what states it goes through.
void ErrorSweep::learn() {
    m_machine = m_machines.make("machine");
    m_disk.forget(m_machine);
    const auto world = m_workflow.make(kSeed);
    m_states.clear();
    const Status lived = live(*world);
    if (!lived) return find("not even its beginning works: " + lived.error().message());
    if (!isFirstOpening()) m_states.push_back(contentNow(*world));
    const std::uint64_t before = m_disk.operations(m_machine);
    std::uint64_t looking = 0;
    const Status acted = act(*world, [&] {
        const std::uint64_t at = m_disk.operations(m_machine);
        if (!isFirstOpening()) m_states.push_back(contentNow(*world));
        looking += m_disk.operations(m_machine) - at;
    });
    m_report.operations = m_disk.operations(m_machine) - before - looking;
    if (!acted) find("not even without a failure: " + acted.error().message());
    m_states.push_back(contentNow(*world));
    m_disk.kill(m_machine);
    world->close();
}

void ErrorSweep::tryOne(std::uint64_t nth, Failure failure) {
    m_machine = m_machines.make("machine");
    m_disk.forget(m_machine);
    const auto world = m_workflow.make(kSeed);
    const Status lived = live(*world);
    if (!lived) return find("its beginning: " + lived.error().message());
    const std::uint64_t failuresBefore = m_disk.failures(m_machine);
    if (failure == Failure::Io)
        m_disk.failAt(m_machine, nth);
    else
        m_disk.fullAt(m_machine, nth);
    const Status status = act(*world, [] {});
    m_disk.failAt(m_machine, 0);
    m_disk.setFull(m_machine, false);
    const std::uint64_t failures = m_disk.failures(m_machine) - failuresBefore;
    m_report.failures += failures;
    if (failures != 0) ++(status ? m_report.overcome : m_report.errors);
    if (!status && failures == 0) find("failed by itself: " + status.error().message());
    if (!status && !isExpected(status.error().code()))
        find("is called: " + status.error().message());
    end(*world);
    judge(*world, status);
}

// In order, or the power goes as well.
void ErrorSweep::end(StoreLife& world) {
    if (++m_tries % 2 == 0) {
        m_disk.losePower(m_machine, m_random);
        ++m_report.powerLosses;
    }
    world.close();
}

void ErrorSweep::judge(StoreLife& world, const Status& status) {
    if (isFirstOpening()) {
        const auto again = m_workflow.make(kSeed);
        const Status opened = again->open(m_machine);
        if (!opened) return find("does not open any more: " + opened.error().message());
        return again->close();
    }
    const Status proven = world.prove(m_machine, world.acknowledged());
    if (!proven) return find("afterwards: " + proven.error().message());
    const auto content = contentOfStore(world.fileIn(m_machine), world.key());
    if (!content) return find("afterwards: " + content.error().message());
    if (status && *content != m_states.back()) find("said it was done, and it is not");
    if (std::count(m_states.begin(), m_states.end(), *content) == 0)
        find("left the store in a state that it never goes through");
}

}  // namespace hearth::simulation
