// Town: the made-up place where the story happens: one server's folder, two tablets' folders, the
// programs, and ways to look into the real stores while their owners are not running.
//   DIR/server        hearthctl init made it
//   DIR/tablet-a, -b  the tablets' folders; DIR/keystore-a, -b the device secrets
//   DIR/passphrases   one file a tablet, for whoever wants to look with --keep
// Owner: main. Threads: one.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "client/sync/tablet.hpp"
#include "server/store/store.hpp"
#include "tests/e2e/process.hpp"

namespace google::protobuf {
class Message;
}

namespace hearth::story {

namespace fs = std::filesystem;
namespace json = boost::json;

// A headless tablet: the same store and sync code as the app, in a process of its own.
class TabletProcess {
public:
    TabletProcess(const std::vector<std::string>& command, const std::string& errorFile)
        : m_process(command, errorFile) {}
    // One command line, one answer. The error carries the tablet's own sentence.
    base::Result<json::object> call(const std::string& line,
                                    base::Millis limit = base::seconds(60));
    e2e::Process& process() noexcept { return m_process; }

private:
    e2e::Process m_process;
};

class Town {
public:
    Town(fs::path dir, fs::path bin);

    // What is started from now on comes from this folder.
    void useProgramsIn(fs::path bin) { m_bin = std::move(bin); }

    [[nodiscard]] e2e::Finished hearthctl(std::vector<std::string> arguments) const;
    // The JSON that `hearthctl ... --json` printed.
    [[nodiscard]] base::Result<json::object> ask(std::vector<std::string> arguments) const;

    [[nodiscard]] base::Status startServer();
    // SIGTERM; the exit code.
    [[nodiscard]] int stopServer();

    // Starts the headless tablet `name` ("a", "b"); unlocked when it is enrolled already.
    [[nodiscard]] base::Result<TabletProcess*> startTablet(const std::string& name);
    [[nodiscard]] TabletProcess& tablet(const std::string& name) { return *m_tablets.at(name); }
    [[nodiscard]] base::Status stopTablet(const std::string& name);
    void killTablet(const std::string& name);

    // Opens the tablet's real store in this process; the tablet's process must not run.
    [[nodiscard]] base::Status readTablet(
        const std::string& name, const std::function<void(client::store::TabletStore&)>& read);
    // Opens the central store in this process; the server must not run.
    [[nodiscard]] base::Status readServer(const std::function<void(server::store::Store&)>& read);

    [[nodiscard]] std::string enrolAddress() const {
        return "127.0.0.1:" + std::to_string(m_enrolPort);
    }
    [[nodiscard]] fs::path tabletFolder(const std::string& name) const {
        return m_dir / ("tablet-" + name);
    }
    [[nodiscard]] fs::path keyStoreFile(const std::string& name) const {
        return m_dir / ("keystore-" + name) / "device.secret";
    }
    [[nodiscard]] fs::path passphraseFile(const std::string& name) const {
        return m_dir / "passphrases" / name;
    }
    [[nodiscard]] const fs::path& dir() const noexcept { return m_dir; }
    [[nodiscard]] const fs::path& bin() const noexcept { return m_bin; }
    [[nodiscard]] fs::path serverFolder() const { return m_dir / "server"; }
    [[nodiscard]] int syncPort() const noexcept { return m_syncPort; }
    [[nodiscard]] int enrolPort() const noexcept { return m_enrolPort; }

private:
    fs::path m_dir;
    fs::path m_bin;
    int m_syncPort;
    int m_enrolPort;
    std::unique_ptr<e2e::Process> m_server;
    std::map<std::string, std::unique_ptr<TabletProcess>> m_tablets;
};

// A record as the JSON that the headless tablet takes.
[[nodiscard]] std::string toJson(const google::protobuf::Message& record);
// How many files under `folder` contain `needle` in UTF-8 or UTF-16LE.
[[nodiscard]] std::size_t filesContaining(const fs::path& folder, const std::string& needle);

}  // namespace hearth::story
