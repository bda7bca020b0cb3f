// Tablets that are online, against a whole hearthd over real TLS: what one saves is on the other
// without its asking, and where a proxy refuses the upgrade POST does everything.
#include <chrono>
#include <condition_variable>
#include <fstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "client/platform/https_enroller.hpp"
#include "schema/records/family.pb.h"
#include "tests/bench/online_tablet.hpp"
#include "tests/client/platform/tls_server.hpp"
#include "tests/e2e/process.hpp"
#include "tests/server/net/rig.hpp"
#include "tests/support/folder.hpp"

namespace hearth::tests {
namespace {

namespace json = boost::json;
namespace sync = client::sync;
using server::net::Rig;

constexpr const char* kPassphrase = "harbour lantern copper willow";
// By itself an online tablet asks every ten minutes: what comes within this was told.
constexpr base::Millis kSoon = base::seconds(20);

// A headless tablet in a process of its own.
class Headless {
public:
    explicit Headless(const Rig& rig) : m_process(command(), m_folder.file("log")) {
        std::ofstream(m_folder.file("phrase")) << kPassphrase << '\n';
        const auto enrolled = call("enrol 127.0.0.1:" + std::to_string(rig.enrolPort()) + " " +
                                   rig.wholeCodeFor(rig.worker()) + " bag");
        EXPECT_TRUE(enrolled.at("ok").as_bool()) << json::serialize(enrolled);
    }
    // The answer to a line. Events that come meanwhile are kept.
    json::object call(const std::string& line) {
        m_process.writeLine(line);
        while (true) {
            json::object said = next(base::seconds(60));
            if (!said.contains("event")) return said;
            m_events.push_back(std::move(said));
        }
    }
    // The next event; empty when none comes.
    json::object event(base::Millis limit = kSoon) {
        if (m_events.empty()) return next(limit);
        json::object first = std::move(m_events.front());
        m_events.erase(m_events.begin());
        return first;
    }
    // Whether the record says this, now or after what the next events bring.
    [[nodiscard]] bool shows(const std::string& record, const std::string& words) {
        while (json::serialize(call("show " + record)).find(words) == std::string::npos) {
            const json::object said = event();
            if (!said.contains("event") || said.at("event").as_string() != "synced") return false;
        }
        return true;
    }
    // Until it says that it has a connection.
    [[nodiscard]] bool goesLive() {
        (void)call("live on");
        for (int i = 0; i < 200; ++i) {
            if (call("live").at("connected").as_bool()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }

private:
    [[nodiscard]] std::vector<std::string> command() const {
        return {HEARTH_BENCH,
                "tablet",
                "--dir",
                m_folder.file("tablet"),
                "--key-store",
                m_folder.file("keys/device.secret"),
                "--passphrase-file",
                m_folder.file("phrase")};
    }
    json::object next(base::Millis limit) {
        const auto line = m_process.readLine(limit);
        return line ? json::parse(*line).as_object() : json::object{{"ok", false}};
    }

    Folder m_folder;
    e2e::Process m_process;
    std::vector<json::object> m_events;
};

// The app's parts in this process, so that the server's port can be another's than at enrolment.
class Proxied {
public:
    explicit Proxied(const Rig& rig) {
        const auto passphrase = crypto::Secret::copyOf(kPassphrase);
        const auto secret = crypto::Secret::copyOf(std::string(32, 's'));
        client::platform::HttpsEnroller enroller;
        INVARIANT(sync::Tablet::enrol(
            {m_folder.path() / "tablet", "127.0.0.1", rig.enrolPort(),
             rig.wholeCodeFor(rig.worker()), "bag", passphrase, secret, enroller},
            m_clock, m_random));
        m_tablet.emplace(
            sync::Tablet::unlock(m_folder.path() / "tablet", passphrase, secret, m_clock, m_random)
                .value());
        startProxy(rig);
        m_online.emplace(bench::OnlineTablet::Surroundings{m_tablet->store(), m_tablet->signer(),
                                                           m_enrolment, m_tablet->deviceKey(),
                                                           m_clock, m_random, m_storeMutex},
                         [this](const sync::SyncReport& report) {
                             const std::lock_guard lock(m_mutex);
                             ++m_runs;
                             m_allComplete = m_allComplete && report.complete;
                             m_wake.notify_all();
                         });
    }
    ~Proxied() { m_online.reset(); }
    Proxied(const Proxied&) = delete;
    Proxied& operator=(const Proxied&) = delete;

    bench::OnlineTablet& online() { return *m_online; }
    [[nodiscard]] unsigned refused() const { return m_refused; }
    [[nodiscard]] unsigned posts() const { return m_posts; }
    [[nodiscard]] bool allComplete() {
        const std::lock_guard lock(m_mutex);
        return m_allComplete;
    }
    [[nodiscard]] bool firstRunEnds() {
        std::unique_lock lock(m_mutex);
        return m_wake.wait_for(lock, std::chrono::milliseconds(kSoon.count),
                               [this] { return m_runs > 0; });
    }
    base::EntityId openCaseFile(const std::string& name) {
        records::CaseFile caseFile;
        caseFile.set_family_name(name);
        const std::lock_guard lock(m_storeMutex);
        client::store::TabletStore& tablet = m_tablet->store();
        const base::EntityId id = tablet.newId();
        records::ChangeBuilder change;
        change.create({records::typeNumber<records::CaseFile>(), id}, base::scopeOf(id), caseFile);
        EXPECT_TRUE(tablet.save(change.take()).has_value());
        m_online->saved();
        return id;
    }
    // Whether the record comes before long, asking again and again.
    [[nodiscard]] bool gets(const base::EntityId& id) {
        for (int i = 0; i < 400; ++i) {
            {
                const std::lock_guard lock(m_storeMutex);
                const auto found =
                    m_tablet->store().find({records::typeNumber<records::CaseFile>(), id});
                if (found && *found) return true;
            }
            if (i % 20 == 0) m_online->syncNow();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
    [[nodiscard]] bool sendsAll() {
        for (int i = 0; i < 400; ++i) {
            {
                const std::lock_guard lock(m_storeMutex);
                if (m_tablet->store().syncState().value().unsentEdits == 0) return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }

private:
    // What an appliance in front of a server does: it shows the server's name, speaks for the
    // tablet, knows POST and nothing of WebSockets.
    void startProxy(const Rig& rig) {
        const sync::Enrolment& own = m_tablet->enrolment();
        const auto keys = rig.keys();
        Authority authority{{keys.rootDer, {}}, {keys.issuing.certificateDer, {}}};
        authority.issuing.keyDer = crypto::Secret::copyOf(keys.issuing.keyDer.view());
        m_proxy.emplace(authority, std::vector<std::string>{"127.0.0.1"}, m_clock.wallNow());
        server::net::Identity identity{own.certificateDer, {own.issuerDer}, {}};
        identity.keyDer = base::Bytes(m_tablet->deviceKey().toDer().value().view());
        const std::uint16_t port = rig.syncPort();
        m_proxy->answer = [this, identity, port](const std::string& target,
                                                 const std::string& body) {
            if (target == "/v1/live") {
                ++m_refused;
                return ServedAnswer{502, "text/html", "<h1>What is a WebSocket?</h1>"};
            }
            ++m_posts;
            server::net::TlsClient client(port, &identity);
            const auto answer = client.ask(server::net::post(target, body));
            return ServedAnswer{answer.status, answer.field("Content-Type"), answer.body};
        };
        m_proxy->start();
        m_enrolment = own;
        m_enrolment.port = m_proxy->port();
    }

    base::SystemClock m_clock;
    crypto::SystemRandom m_random;
    Folder m_folder;
    std::optional<sync::Tablet> m_tablet;
    sync::Enrolment m_enrolment;
    std::atomic<unsigned> m_refused{0};
    std::atomic<unsigned> m_posts{0};
    std::optional<TlsServer> m_proxy;
    std::mutex m_storeMutex;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    unsigned m_runs = 0;
    bool m_allComplete = true;
    std::optional<bench::OnlineTablet> m_online;
};

}  // namespace

TEST(LiveTablets, WhatOneSavesIsOnTheOtherWithoutItsAsking) {
    Rig rig;
    Headless a(rig);
    Headless b(rig);
    ASSERT_TRUE(a.goesLive());
    ASSERT_TRUE(b.goesLive());
    // A case that is new to both, and then what is written in it.
    const auto saved = a.call("new CaseFile own {\"family_name\": \"Made-up\"}");
    ASSERT_TRUE(saved.at("ok").as_bool()) << json::serialize(saved);
    const std::string record = "CaseFile " + std::string(saved.at("id").as_string());
    ASSERT_TRUE(b.shows(record, "Made-up"));
    for (int i = 0; i < 10; ++i) {
        const std::string phone = "01632 960 10" + std::to_string(i);
        Headless& writer = i % 2 == 0 ? a : b;
        Headless& reader = i % 2 == 0 ? b : a;
        (void)writer.call("set " + record + " {\"phone\": \"" + phone + "\"}");
        ASSERT_TRUE(reader.shows(record, phone)) << i;
    }
}

TEST(LiveTablets, GoOffAndOnAgainAsTheyAreTold) {
    Rig rig;
    Headless a(rig);
    ASSERT_TRUE(a.goesLive());
    EXPECT_FALSE(a.call("sync").at("ok").as_bool()) << "a live tablet syncs by itself";
    ASSERT_FALSE(a.call("live off").at("live").as_bool());
    ASSERT_TRUE(a.call("sync").at("ok").as_bool());
    ASSERT_TRUE(a.goesLive());
}

TEST(LiveTablets, BehindAProxyThatRefusesTheUpgradeEverythingArrivesByPost) {
    Rig rig;
    Proxied a(rig);
    Proxied b(rig);
    ASSERT_TRUE(a.firstRunEnds());
    ASSERT_TRUE(b.firstRunEnds());
    const auto id = a.openCaseFile("Made-up");
    EXPECT_TRUE(a.sendsAll()) << "at once, not on the schedule";
    EXPECT_TRUE(b.gets(id));
    EXPECT_FALSE(a.online().isLive());
    EXPECT_FALSE(b.online().isLive());
    EXPECT_GT(a.refused(), 0U);
    EXPECT_GT(b.posts(), 0U);
    EXPECT_TRUE(a.allComplete());
    EXPECT_TRUE(b.allComplete());
}

}  // namespace hearth::tests
