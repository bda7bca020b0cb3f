#include "tests/versions/two_versions.hpp"

#include <fstream>

namespace hearth::versions {

namespace fs = std::filesystem;
using records::CO_WORKER;

namespace {
constexpr const char* kPrograms[] = {"hearthd", "hearth-bench", "hearthctl"};

// One folder a version, in which every program has its plain name. The tool of the administrator is
// the shipped one in both: it talks to whatever server runs.
void linkPrograms(const fs::path& folder) {
    const fs::path bin = HEARTH_BIN_DIR;
    for (const Version version : {Version::Shipped, Version::Next}) {
        fs::create_directories(folder / wordOf(version));
        for (const std::string program : kPrograms) {
            const bool next = version == Version::Next && program != "hearthctl";
            fs::create_symlink(bin / (next ? program + "-next" : program),
                               folder / wordOf(version) / program);
        }
    }
}
}  // namespace

std::string wordOf(Version version) {
    return version == Version::Next ? "next" : "shipped";
}

std::string textOf(const json::object& record, const char* field) {
    const auto* value = record.if_contains(field);
    if (value == nullptr) return {};
    return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

TwoVersions::TwoVersions() : town(folder.path() / "town", folder.path() / "shipped") {
    linkPrograms(folder.path());
}

void TwoVersions::useProgramsOf(Version version) {
    town.useProgramsIn(folder.path() / wordOf(version));
}

void TwoVersions::found() {
    const auto made =
        town.hearthctl({"init", "--authority", "Two versions", "--host", "127.0.0.1", "--listen",
                        "127.0.0.1", "--sync-port", std::to_string(town.syncPort()), "--enrol-port",
                        std::to_string(town.enrolPort())});
    ASSERT_EQ(made.exitCode, 0) << made.err;
    const auto moved = town.readServer([this](server::store::Store& store) {
        small.moveIn(store);
        const auto ops = small.involve(small.newId(), small.workerB, CO_WORKER);
        EXPECT_EQ(server::store::imported(store, small.office.write(ops)).verdict(),
                  protocol::APPLIED);
    });
    ASSERT_TRUE(moved) << moved.error().message();
    m_founded = true;
}

void TwoVersions::startServer(Version version, const std::string& settings) {
    if (!m_founded) found();
    if (!settings.empty())
        std::ofstream(town.serverFolder() / "hearthd.conf", std::ios::app) << settings << '\n';
    useProgramsOf(version);
    const auto started = town.startServer();
    ASSERT_TRUE(started) << started.error().message();
    m_serverVersion = version;
}

void TwoVersions::stopServer() {
    ASSERT_EQ(town.stopServer(), 0);
}

void TwoVersions::replaceServer(Version version) {
    stopServer();
    startServer(version);
}

void TwoVersions::enrol(const std::string& name) {
    const auto& worker = name == kAnn ? small.workerA : small.workerB;
    const auto code = town.ask({"enrol-code", "--worker", worker.hex(), "--label", "Bag"});
    ASSERT_TRUE(code) << code.error().message();
    ask(name, "enrol " + town.enrolAddress() + " " + textOf(*code, "code") + " bag");
    sync(name);
}

void TwoVersions::startTablet(const std::string& name, Version version) {
    useProgramsOf(version);
    const bool enrolled = client::sync::Tablet::isEnrolled(town.tabletFolder(name));
    const auto started = town.startTablet(name);
    ASSERT_TRUE(started) << started.error().message();
    if (!enrolled) enrol(name);
}

void TwoVersions::replaceTablet(const std::string& name, Version version) {
    const auto stopped = town.stopTablet(name);
    ASSERT_TRUE(stopped) << stopped.error().message();
    startTablet(name, version);
}

json::object TwoVersions::ask(const std::string& tablet, const std::string& line) {
    auto answer = town.tablet(tablet).call(line);
    EXPECT_TRUE(answer) << line << ": " << answer.error().message();
    return answer ? std::move(*answer) : json::object{};
}

std::string TwoVersions::refusal(const std::string& tablet, const std::string& line) {
    const auto answer = town.tablet(tablet).call(line);
    EXPECT_FALSE(answer) << line;
    return answer ? std::string() : answer.error().detail();
}

std::string TwoVersions::make(const std::string& tablet, const std::string& type,
                              const std::string& fields) {
    return textOf(ask(tablet, "new " + type + " " + family() + " " + fields), "id");
}

void TwoVersions::sync(const std::string& tablet) {
    ask(tablet, "sync");
}

void TwoVersions::syncBoth() {
    for (const std::string& tablet : {kAnn, kBen, kAnn})
        sync(tablet);
}

json::object TwoVersions::record(const std::string& tablet, const std::string& typeAndId) {
    const auto shown = ask(tablet, "show " + typeAndId);
    const auto* found = shown.if_contains("record");
    return found == nullptr ? json::object{} : found->as_object();
}

std::string TwoVersions::bytesOf(const std::string& tablet, records::TypeNumber type,
                                 const std::string& id) {
    const auto raw = ask(tablet, "raw " + std::to_string(type) + " " + id);
    return textOf(raw, "body") + " " + textOf(raw, "attribution");
}

std::size_t TwoVersions::openReviews(const std::string& tablet) {
    return ask(tablet, "state").at("open_reviews").to_number<std::size_t>();
}

void TwoVersions::expectWhole(const std::string& tablet) {
    ask(tablet, "check");
}

void TwoVersions::expectServerProves() {
    const auto proved = town.hearthctl({"verify", "--replay"});
    EXPECT_EQ(proved.exitCode, 0) << proved.out << proved.err;
}

json::array TwoVersions::held() {
    const auto list = town.ask({"held"});
    EXPECT_TRUE(list) << list.error().message();
    const auto* edits = list ? list->if_contains("edits") : nullptr;
    return edits == nullptr ? json::array{} : edits->as_array();
}

}  // namespace hearth::versions
