#include "tests/e2e/world.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/auth/authority_keys.hpp"
#include "server/net/config.hpp"

namespace hearth::e2e {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

constexpr base::Millis kAnswerTime = base::seconds(40);
constexpr base::Millis kStartTime = base::seconds(20);
constexpr const char* kTabletSide = "127.0.0.2";  // where the proxy is; hearthd is on 127.0.0.1

[[noreturn]] void fail(const std::string& step, const std::string& why) {
    throw std::runtime_error(step + ": " + why);
}

void need(const Status& status, const std::string& step) {
    if (!status) fail(step, status.error().message());
}

// Below the ports that the system gives to outgoing connections: otherwise one of them could sit on
// the port of a server that was just killed.
std::uint16_t freePort() {
    constexpr unsigned kFirst = 20'000;
    constexpr unsigned kCount = 10'000;
    crypto::SystemRandom chance;
    while (true) {
        std::array<std::uint8_t, 2> bits{};
        chance.fill(bits);
        const unsigned drawn = bits[0] * 256U + bits[1];
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        INVARIANT(fd >= 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_ANY);
        const auto port = static_cast<std::uint16_t>(kFirst + drawn % kCount);
        address.sin_port = htons(port);
        const int taken = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
        close(fd);
        if (taken == 0) return port;
    }
}

std::string program(const char* name) {
    // All programs of a build lie in one folder.
    return (fs::canonical("/proc/self/exe").parent_path() / name).string();
}

std::string textOf(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value == nullptr || !value->is_string() ? std::string()
                                                   : std::string(value->as_string());
}

Result<json::object> answerIn(const std::string& line) {
    boost::system::error_code problem;
    const json::value value = json::parse(line, problem);
    if (problem || !value.is_object()) return Error(ErrorCode::Malformed, "it said: " + line);
    const json::object& object = value.as_object();
    if (object.contains("ok") && object.at("ok").as_bool()) return object;
    const auto* code = object.if_contains("code");
    return Error(
        code == nullptr ? ErrorCode::Malformed : static_cast<ErrorCode>(code->to_number<int>()),
        textOf(object, "error"));
}

}  // namespace

std::size_t loops(std::size_t usual) {
    const char* asked = std::getenv("HEARTH_E2E_LOOPS");
    if (asked == nullptr) return usual;
    const unsigned long count = std::strtoul(asked, nullptr, 10);
    return count == 0 ? usual : count;
}

// --- Tablet
// ---------------------------------------------------------------------------------------

void Tablet::start() {
    m_process = std::make_unique<Process>(m_command, m_errorFile);
}

void Tablet::stop() {
    post("exit");
    const int code = m_process->wait();
    m_process.reset();
    if (code != 0) fail("a tablet's end", "it ended with " + std::to_string(code));
}

void Tablet::kill() {
    m_process->signal(SIGKILL);
    (void)m_process->wait();
    (void)drain();
    m_process.reset();
}

std::size_t Tablet::drain() {
    std::size_t heard = 0;
    while (true) {
        const auto line = m_process->readLine(base::seconds(5));
        if (!line) return heard;
        const auto answer = answerIn(*line);
        if (!answer || !answer->contains("edit")) continue;
        note(*answer, {});
        ++heard;
    }
}

void Tablet::note(const json::object& answer, const std::string& wording) {
    if (answer.contains("edit"))
        saves.push_back({textOf(answer, "edit"), textOf(answer, "id"), wording});
}

Result<json::object> Tablet::call(const std::string& line) {
    m_process->writeLine(line);
    const auto answer = m_process->readLine(kAnswerTime);
    if (!answer) return answer.error();
    auto said = answerIn(*answer);
    if (said) note(*said, {});
    return said;
}

json::object Tablet::must(const std::string& line) {
    auto answer = call(line);
    if (!answer) fail(line, answer.error().message());
    return std::move(*answer);
}

Save Tablet::newTask(const base::ScopeId& scope, const std::string& wording) {
    must("new Task " + scope.hex() + " " + json::serialize(json::object{{"wording", wording}}));
    saves.back().wording = wording;
    return saves.back();
}

// --- World: the server
// ------------------------------------------------------------------------------

World::World(std::uint64_t seed, fs::path serverFolder)
    : m_serverFolder(serverFolder.empty() ? m_folder.path() / "server" : std::move(serverFolder)),
      m_syncPort(freePort()),
      m_enrolPort(freePort()),
      m_network(std::make_unique<FaultProxy>(FaultProxy::Way{kTabletSide, "127.0.0.1", m_syncPort},
                                             seed)),
      m_enrolDoor(std::make_unique<FaultProxy>(
          FaultProxy::Way{kTabletSide, "127.0.0.1", m_enrolPort}, seed)) {
    INVARIANT(crypto::initialise());
    makeServer();
    startServer();
}

World::~World() = default;

void World::makeServer() {
    const auto made =
        hearthctl({"init", "--authority", "Made-up Borough", "--host", "127.0.0.1", "--host",
                   kTabletSide, "--listen", "127.0.0.1", "--sync-port", std::to_string(m_syncPort),
                   "--enrol-port", std::to_string(m_enrolPort)});
    if (made.exitCode != 0) fail("hearthctl init", made.err);
    std::ofstream(m_serverFolder / "hearthd.conf", std::ios::app) << "enrol_per_minute = 100\n";
    readServer([this](server::store::Store& store) {
        using server::store::imported;
        authority.moveIn(store);
        imported(store, authority.office.write(authority.involve(
                            authority.newId(), authority.workerB, records::CO_WORKER)));
        // Large enough for the guard against mass removal to have something to guard.
        constexpr int kTasks = 30;
        for (int i = 0; i < kTasks; ++i)
            imported(store, authority.office.write(
                                authority.addTask("Of the office " + std::to_string(i))));
    });
}

Status World::tryStartServer() {
    const std::vector<std::string> command{program("hearthd"), "--config",
                                           (m_serverFolder / "hearthd.conf").string()};
    m_server = std::make_unique<Process>(command, (folder() / "hearthd.log").string());
    const auto ready = m_server->readLine(kStartTime);
    if (ready && ready->rfind("hearthd ready", 0) == 0) return {};
    m_server.reset();
    return Error(ErrorCode::Unreachable, "hearthd did not start: " + serverLog());
}

void World::startServer() {
    need(tryStartServer(), "starting hearthd");
}

void World::stopServer() {
    m_server->signal(SIGTERM);
    const int code = m_server->wait();
    m_server.reset();
    if (code != 0) fail("stopping hearthd", "it ended with " + std::to_string(code));
}

void World::killServer() {
    m_server->signal(SIGKILL);
    (void)m_server->wait();
    m_server.reset();
}

Finished World::hearthctl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program("hearthctl"));
    arguments.insert(arguments.end(), {"--dir", m_serverFolder.string()});
    return runProcess(arguments);
}

json::object World::ask(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const std::string command = arguments.front();
    const Finished finished = hearthctl(std::move(arguments));
    if (finished.exitCode != 0) fail("hearthctl " + command, finished.err);
    return json::parse(finished.out).as_object();
}

fs::path World::backup() const {
    return textOf(ask({"backup"}), "file");
}

void World::putBack(const fs::path& backupFile) const {
    const auto config = server::net::readConfig(m_serverFolder / "hearthd.conf");
    if (!config) fail("reading hearthd.conf", config.error().message());
    const std::string file = config->storeFile().string();
    for (const char* beside : {"-wal", "-shm"})
        fs::remove(file + beside);
    fs::copy_file(backupFile, file, fs::copy_options::overwrite_existing);
}

std::string World::serverLog() const {
    std::ifstream in(folder() / "hearthd.log", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void World::readServer(const std::function<void(server::store::Store&)>& read) const {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    const auto config = server::net::readConfig(m_serverFolder / "hearthd.conf");
    if (!config) fail("reading hearthd.conf", config.error().message());
    const auto keys = server::auth::loadAuthority(m_serverFolder);
    if (!keys) fail("reading the server's keys", keys.error().message());
    auto store = server::store::openSqlcipherStore(config->storeFile().string(), keys->storeKey,
                                                   clock, random);
    if (!store) fail("opening the central store", store.error().message());
    read(**store);
}

// --- World: tablets
// ---------------------------------------------------------------------------------

Tablet& World::add(const std::string& name, unsigned fastHours) {
    const fs::path place = m_places.at(name);
    std::vector<std::string> command{program("hearth-bench"),
                                     "tablet",
                                     "--dir",
                                     (place / "data").string(),
                                     "--key-store",
                                     (place / "device.secret").string(),
                                     "--passphrase-file",
                                     (place / "passphrase").string()};
    if (fastHours != 0)
        command.insert(command.end(), {"--clock-fast-hours", std::to_string(fastHours)});
    auto& tablet = m_tablets[name];
    std::vector<Save> saves;
    if (tablet) saves = std::move(tablet->saves);
    tablet = std::make_unique<Tablet>(command, (folder() / (name + ".log")).string());
    tablet->saves = std::move(saves);
    tablet->start();
    return *tablet;
}

Tablet& World::enrol(const std::string& name, const base::WorkerId& worker, fs::path place) {
    place = place.empty() ? folder() / name : std::move(place);
    m_places[name] = place;
    fs::create_directories(place);
    std::ofstream(place / "passphrase") << "harbour lantern copper " << name << '\n';
    fs::permissions(place / "passphrase", fs::perms::owner_read | fs::perms::owner_write);
    const json::object code =
        ask({"enrol-code", "--worker", worker.hex(), "--label", "Bag of " + name});
    Tablet& tablet = add(name, 0);
    tablet.must("enrol " + std::string(kTabletSide) + ":" + std::to_string(m_enrolPort) + " " +
                textOf(code, "code") + " Bag of " + name);
    tablet.must("sync");
    return tablet;
}

Tablet& World::withClockFast(const std::string& name, unsigned hours) {
    if (tablet(name).running()) tablet(name).stop();
    Tablet& wrong = add(name, hours);
    wrong.must("unlock");
    return wrong;
}

Tablet& World::clone(const std::string& name, const std::string& copy) {
    m_places[copy] = folder() / copy;
    fs::copy(m_places.at(name), m_places.at(copy), fs::copy_options::recursive);
    tablet(name).start();
    tablet(name).must("unlock");
    Tablet& cloned = add(copy, 0);
    cloned.must("unlock");
    return cloned;
}

std::vector<std::string> World::names() const {
    std::vector<std::string> all;
    for (const auto& [name, tablet] : m_tablets)
        all.push_back(name);
    return all;
}

void World::settle() {
    constexpr int kRoundsMax = 20;
    std::string last = "nothing ran";
    bool peace = false;
    for (int round = 0; round < kRoundsMax; ++round) {
        bool quiet = true;
        for (const auto& [name, tablet] : m_tablets) {
            if (!tablet->running()) continue;
            const auto synced = tablet->call("sync");
            quiet = quiet && synced &&
                    tablet->must("state").at("unsent_edits").to_number<std::uint64_t>() == 0;
            if (!synced) last = name + ": " + synced.error().message();
        }
        if (quiet && peace) return;
        peace = quiet;
    }
    fail("reaching peace", last);
}

}  // namespace hearth::e2e
