// World: a small authority with a real hearthd, real headless tablets and a network between them
// that a test can make go wrong; and what tests ask of all three.
//   FOLDER/server       hearthctl init made it; a team, a manager, two workers, one family
//   FOLDER/NAME         a tablet's folder, its device secret and its passphrase
// What a step needs and does not get ends the test with an exception that says which step.
// Owner: the test. Threads: one, but a Tablet may be driven by a thread of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "tests/e2e/fault_proxy.hpp"
#include "tests/e2e/process.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::e2e {

namespace fs = std::filesystem;
namespace json = boost::json;

// A save that a tablet's console printed as done: from then on it may not be lost.
struct Save {
    std::string edit;     // 32 hexadecimal digits
    std::string id;       // of the record it made, if it made one
    std::string wording;  // of the task it made, if it made one
};

// A headless tablet. Every save it acknowledges is noted in `saves`, over all its lives.
class Tablet {
public:
    Tablet(std::vector<std::string> command, std::string errorFile)
        : m_command(std::move(command)), m_errorFile(std::move(errorFile)) {}

    void start();
    // "exit" and its end; it must end with 0.
    void stop();
    void kill();
    [[nodiscard]] bool running() const noexcept { return m_process != nullptr; }

    // One line, one answer; the error carries the tablet's own sentence.
    [[nodiscard]] base::Result<json::object> call(const std::string& line);
    // The same, and it must go well.
    json::object must(const std::string& line);
    // Says a line and does not wait.
    void post(const std::string& line) { m_process->writeLine(line); }
    // Takes what was answered to posted lines until none is left to be heard: for one that was
    // killed. How many of them were saves.
    std::size_t drain();
    // A new task; its save is noted.
    Save newTask(const base::ScopeId& scope, const std::string& wording);

    [[nodiscard]] Process& process() noexcept { return *m_process; }
    std::vector<Save> saves;

private:
    // Notes an answer that says that something was saved.
    void note(const json::object& answer, const std::string& wording);

    std::vector<std::string> m_command;
    std::string m_errorFile;
    std::unique_ptr<Process> m_process;
};

class World {
public:
    // `serverFolder`: elsewhere than in the world's folder, for a small disk.
    explicit World(std::uint64_t seed = 1, fs::path serverFolder = {});
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    // --- the server
    void startServer();
    [[nodiscard]] base::Status tryStartServer();
    void stopServer();  // as an operator does; it must end with 0
    void killServer();
    [[nodiscard]] bool serverRuns() const noexcept { return m_server != nullptr; }
    [[nodiscard]] Process& server() noexcept { return *m_server; }
    [[nodiscard]] Finished hearthctl(std::vector<std::string> arguments) const;
    // The JSON that `hearthctl ... --json` prints; it must go well.
    [[nodiscard]] json::object ask(std::vector<std::string> arguments) const;
    // A backup made now; its file.
    [[nodiscard]] fs::path backup() const;
    // The server's disk is lost and a backup put in its place; no hearthd runs meanwhile.
    void putBack(const fs::path& backupFile) const;
    [[nodiscard]] std::string serverLog() const;
    // The central store, opened here: no hearthd runs meanwhile.
    void readServer(const std::function<void(server::store::Store&)>& read) const;

    // --- tablets
    // Enrolled, synced once, running. `folder`: elsewhere, for a small disk.
    Tablet& enrol(const std::string& name, const base::WorkerId& worker, fs::path folder = {});
    [[nodiscard]] Tablet& tablet(const std::string& name) { return *m_tablets.at(name); }
    // The tablet `name` from now on: its clock on the wall is fast by so much.
    Tablet& withClockFast(const std::string& name, unsigned hours);
    // A second tablet of the same flesh, from the files of one that does not run; both run then.
    Tablet& clone(const std::string& name, const std::string& copy);
    // Rounds of syncs until every running tablet went through with nothing unsent; then one more
    // round, so that each has what the last one brought.
    void settle();

    [[nodiscard]] FaultProxy& network() noexcept { return *m_network; }
    [[nodiscard]] const fs::path& folder() const noexcept { return m_folder.path(); }
    [[nodiscard]] const base::ScopeId& family() const noexcept { return authority.family; }
    [[nodiscard]] std::string caseFile() const {
        return "CaseFile " + base::rootOf(authority.family).hex();
    }
    std::vector<std::string> names() const;

    server::store::SmallAuthority authority;

private:
    void makeServer();
    [[nodiscard]] Tablet& add(const std::string& name, unsigned fastHours);

    server::store::Folder m_folder;
    fs::path m_serverFolder;
    std::uint16_t m_syncPort;
    std::uint16_t m_enrolPort;
    std::unique_ptr<FaultProxy> m_network;
    std::unique_ptr<FaultProxy> m_enrolDoor;
    std::unique_ptr<Process> m_server;
    std::map<std::string, std::unique_ptr<Tablet>> m_tablets;
    std::map<std::string, fs::path> m_places;
};

// How many times a loop runs: `usual`, or as many as HEARTH_E2E_LOOPS says.
[[nodiscard]] std::size_t loops(std::size_t usual);

}  // namespace hearth::e2e
