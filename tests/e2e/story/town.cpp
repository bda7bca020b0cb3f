#include "tests/e2e/story/town.hpp"

#include <fstream>
#include <iterator>

#include <arpa/inet.h>
#include <google/protobuf/util/json_util.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/platform/key_store.hpp"
#include "server/auth/authority_keys.hpp"
#include "server/net/config.hpp"

namespace hearth::story {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

// A port nobody listens on now.
int freePort() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    INVARIANT(fd >= 0 && bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
    INVARIANT(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    close(fd);
    return ntohs(address.sin_port);
}

void writePassphrase(const fs::path& file, const std::string& words) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << words << '\n';
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

std::string readAll(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string firstLine(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

}  // namespace

base::Result<json::object> TabletProcess::call(const std::string& line, base::Millis limit) {
    m_process.writeLine(line);
    const auto answer = m_process.readLine(limit);
    if (!answer) return answer.error();
    boost::system::error_code problem;
    const json::value value = json::parse(*answer, problem);
    if (problem || !value.is_object())
        return Error(ErrorCode::Malformed, "the tablet said: " + *answer);
    const json::object& object = value.as_object();
    if (object.contains("ok") && object.at("ok").as_bool()) return object;
    return Error(ErrorCode::Refused, *answer);
}

Town::Town(fs::path dir, fs::path bin)
    : m_dir(std::move(dir)),
      m_bin(std::move(bin)),
      m_syncPort(freePort()),
      m_enrolPort(freePort()) {
    fs::create_directories(m_dir);
    writePassphrase(passphraseFile("a"), "harbour lantern copper willow");
    writePassphrase(passphraseFile("b"), "meadow anchor thimble orchard");
}

e2e::Finished Town::hearthctl(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), (m_bin / "hearthctl").string());
    arguments.push_back("--dir");
    arguments.push_back(serverFolder().string());
    return e2e::runProcess(arguments, base::minutes(5));
}

base::Result<json::object> Town::ask(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    const e2e::Finished finished = hearthctl(std::move(arguments));
    if (finished.exitCode != 0) return Error(ErrorCode::Refused, finished.err);
    boost::system::error_code problem;
    const json::value value = json::parse(finished.out, problem);
    if (problem || !value.is_object()) return Error(ErrorCode::Malformed, finished.out);
    return value.as_object();
}

Status Town::startServer() {
    const std::vector<std::string> command{(m_bin / "hearthd").string(), "--config",
                                           (serverFolder() / "hearthd.conf").string()};
    m_server = std::make_unique<e2e::Process>(command, (m_dir / "hearthd.log").string());
    constexpr int kTriesMax = 200;
    for (int i = 0; i < kTriesMax; ++i) {
        const auto status = ask({"status"});
        if (status && status->contains("running") && status->at("running").as_bool()) return {};
        if (m_server->wait({50}) != -1) break;
    }
    return Error(ErrorCode::Unreachable, "hearthd did not start; see hearthd.log");
}

int Town::stopServer() {
    if (!m_server) return 0;
    m_server->signal(SIGTERM);
    const int code = m_server->wait();
    m_server.reset();
    return code;
}

base::Result<TabletProcess*> Town::startTablet(const std::string& name) {
    const std::vector<std::string> command{(m_bin / "hearth-bench").string(),
                                           "tablet",
                                           "--dir",
                                           tabletFolder(name).string(),
                                           "--key-store",
                                           keyStoreFile(name).string(),
                                           "--passphrase-file",
                                           passphraseFile(name).string()};
    const std::string log = (m_dir / ("tablet-" + name + ".log")).string();
    auto& tablet = m_tablets[name];
    tablet = std::make_unique<TabletProcess>(command, log);
    if (client::sync::Tablet::isEnrolled(tabletFolder(name))) {
        const auto unlocked = tablet->call("unlock");
        if (!unlocked) return unlocked.error();
    }
    return tablet.get();
}

Status Town::stopTablet(const std::string& name) {
    const auto tablet = m_tablets.find(name);
    if (tablet == m_tablets.end()) return {};
    tablet->second->process().writeLine("exit");
    const int code = tablet->second->process().wait();
    m_tablets.erase(tablet);
    if (code != 0)
        return Error(ErrorCode::Internal, "the tablet ended with " + std::to_string(code));
    return {};
}

void Town::killTablet(const std::string& name) {
    tablet(name).process().signal(SIGKILL);
    (void)tablet(name).process().wait();
    m_tablets.erase(name);
}

Status Town::readTablet(const std::string& name,
                        const std::function<void(client::store::TabletStore&)>& read) {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    client::platform::FileKeyStore keyStore(keyStoreFile(name));
    const auto deviceSecret = keyStore.deviceSecret();
    if (!deviceSecret) return deviceSecret.error();
    auto tablet = client::sync::Tablet::unlock(
        tabletFolder(name), crypto::Secret::copyOf(firstLine(passphraseFile(name))), *deviceSecret,
        clock, random);
    if (!tablet) return tablet.error();
    read(tablet->store());
    return {};
}

Status Town::readServer(const std::function<void(server::store::Store&)>& read) {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    const auto config = server::net::readConfig(serverFolder() / "hearthd.conf");
    if (!config) return config.error();
    const auto keys = server::auth::loadAuthority(serverFolder());
    if (!keys) return keys.error();
    auto store =
        server::store::openSqlcipherStore(config->storeFile(), keys->storeKey, clock, random);
    if (!store) return store.error();
    read(**store);
    return {};
}

std::string toJson(const google::protobuf::Message& record) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string text;
    INVARIANT(google::protobuf::util::MessageToJsonString(record, &text, options).ok());
    return text;
}

std::size_t filesContaining(const fs::path& folder, const std::string& needle) {
    std::string wide;
    for (const char c : needle)
        wide.append({c, '\0'});
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const std::string content = readAll(entry.path());
        const bool found =
            content.find(needle) != std::string::npos || content.find(wide) != std::string::npos;
        files += found ? 1 : 0;
    }
    return files;
}

}  // namespace hearth::story
