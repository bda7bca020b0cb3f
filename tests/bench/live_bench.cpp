// Two tablets of one worker that are online: from a save on one to the other's store, in
// milliseconds and in bytes on the wire.
#include <condition_variable>
#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "client/platform/https_enroller.hpp"
#include "client/platform/key_store.hpp"
#include "schema/records/visit.pb.h"
#include "shared/protocol/frame.hpp"
#include "tests/bench/benches.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/online_tablet.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Status;
namespace sync = client::sync;

namespace {

// Made-up records only; whoever looks at the folder may know it.
constexpr std::string_view kPassphrase = "bench lantern copper willow";
constexpr std::uint64_t kSavesDefault = 100;
constexpr std::chrono::seconds kPatience{30};
// Between saves, so that none waits for the gap after the one before.
constexpr std::chrono::milliseconds kPause{300};
constexpr double kMillisASecond = 1000;

// One of the two, with what its loop did.
class Side {
public:
    explicit Side(sync::Tablet tablet) : m_tablet(std::move(tablet)) {}

    void goOnline(const base::Clock& clock, base::Random& random) {
        m_online.emplace(
            OnlineTablet::Surroundings{m_tablet.store(), m_tablet.signer(), m_tablet.enrolment(),
                                       m_tablet.deviceKey(), clock, random, m_storeMutex},
            [this](const sync::SyncReport& report) {
                const std::lock_guard lock(m_mutex);
                ++m_runs;
                if (!report.complete) m_failure = report.sentence;
                m_received += report.progress.entitiesReceived;
                m_sent += report.progress.editsSent;
                m_news.notify_all();
            });
    }
    void goOffline() { m_online.reset(); }
    OnlineTablet& online() { return *m_online; }
    sync::Tablet& tablet() { return m_tablet; }
    std::mutex& storeMutex() { return m_storeMutex; }
    // Until `what` has grown to this.
    template <class Count>
    [[nodiscard]] bool waitFor(Count what, std::uint64_t least) {
        std::unique_lock lock(m_mutex);
        return m_news.wait_for(lock, kPatience, [&] { return this->*what >= least; });
    }
    [[nodiscard]] std::uint64_t now(std::uint64_t Side::*what) {
        const std::lock_guard lock(m_mutex);
        return this->*what;
    }
    [[nodiscard]] std::string failure() {
        const std::lock_guard lock(m_mutex);
        return m_failure;
    }

    std::uint64_t m_runs = 0;
    std::uint64_t m_received = 0;
    std::uint64_t m_sent = 0;

private:
    sync::Tablet m_tablet;
    std::mutex m_storeMutex;
    std::mutex m_mutex;
    std::condition_variable m_news;
    std::string m_failure;
    std::optional<OnlineTablet> m_online;
};

base::Result<sync::Tablet> enrolled(const std::filesystem::path& folder, const Address& server,
                                    const std::string& code, const base::Clock& clock,
                                    base::Random& random) {
    client::platform::FileKeyStore keyStore(folder / "keystore" / "device.secret");
    const auto secret = keyStore.deviceSecret();
    if (!secret) return secret.error();
    const auto passphrase = crypto::Secret::copyOf(kPassphrase);
    client::platform::HttpsEnroller enroller;
    HEARTH_TRY(sync::Tablet::enrol(
        {folder / "tablet", server.host, server.port, code, "bench", passphrase, *secret, enroller},
        clock, random));
    return sync::Tablet::unlock(folder / "tablet", passphrase, *secret, clock, random);
}

Status save(Side& side, std::vector<records::Op> ops) {
    const std::lock_guard lock(side.storeMutex());
    const auto saved = side.tablet().store().save(std::move(ops));
    if (!saved) return saved.error();
    side.online().saved();
    return {};
}

Status saveField(Side& side, const records::EntityKey& key, std::uint64_t number) {
    records::ChangeBuilder change;
    {
        const std::lock_guard lock(side.storeMutex());
        const auto opened = side.tablet().store().open(key);
        if (!opened) return opened.error();
        auto visit = (*opened)->body.as<records::Visit>();
        if (!visit) return visit.error();
        visit->set_concerns("concern " + std::to_string(number));
        change.update(**opened, *visit);
    }
    return save(side, change.take());
}

// What a run says, message by message, before compression and before TLS.
void printAnatomy(sync::Tablet& tablet) {
    const auto hello = tablet.store().port(tablet.signer()).hello();
    const auto cursors = tablet.store().port(tablet.signer()).cursors();
    if (!hello || !cursors) return;
    protocol::Pull pull;
    for (const auto& cursor : *cursors)
        *pull.add_scopes() = cursor;
    std::cout << fmt::format("  of what A says: Hello {} bytes, Pull {} bytes ({} scopes)\n",
                             hello->ByteSizeLong(), pull.ByteSizeLong(), cursors->size());
}

struct Sums {
    client::platform::Traffic a;
    client::platform::Traffic b;
};

Sums trafficOf(Side& a, Side& b) {
    return {a.online().liveTraffic(), b.online().liveTraffic()};
}

Status measure(Side& a, Side& b, std::uint64_t saves) {
    records::Visit visit;
    visit.set_kind(records::HOME_VISIT);
    const records::EntityKey key{records::typeNumber<records::Visit>(), a.tablet().store().newId()};
    std::optional<base::ScopeId> scope;
    const auto cursors = a.tablet().store().port(a.tablet().signer()).cursors();
    if (!cursors) return cursors.error();
    const auto own = base::scopeOf(a.tablet().enrolment().worker);
    for (const auto& cursor : *cursors) {
        const auto id = base::ScopeId::fromBytes(cursor.scope_id());
        if (id && *id != base::kReferenceScope && *id != own) scope = *id;
    }
    if (!scope) return Error(ErrorCode::NotFound, "this worker has no case");
    std::uint64_t heard = b.now(&Side::m_received);
    records::ChangeBuilder change;
    change.create(key, *scope, visit);
    HEARTH_TRY(save(a, change.take()));
    if (!b.waitFor(&Side::m_received, ++heard))
        return Error(ErrorCode::Unreachable, "nothing arrived: " + b.failure());
    std::this_thread::sleep_for(kPause);

    const Sums before = trafficOf(a, b);
    const std::uint64_t runsA = a.now(&Side::m_runs);
    const std::uint64_t runsB = b.now(&Side::m_runs);
    std::vector<double> arrived;
    for (std::uint64_t i = 0; i < saves; ++i) {
        const Stopwatch watch;
        HEARTH_TRY(saveField(a, key, i));
        if (!b.waitFor(&Side::m_received, ++heard))
            return Error(ErrorCode::Unreachable, "nothing arrived: " + b.failure());
        arrived.push_back(watch.seconds() * kMillisASecond);
        std::this_thread::sleep_for(kPause);
    }
    const Sums after = trafficOf(a, b);
    const Spread spread = spreadOf(arrived);
    const auto each = [saves](std::uint64_t now, std::uint64_t then) {
        return (now - then) / saves;
    };
    std::cout << fmt::format(
        "{} saves of one field: on the other tablet's disk after {:.1f} ms (median; {:.1f} to "
        "{:.1f})\n"
        "  A: {} bytes sent, {} received each; {} runs\n"
        "  B: {} bytes sent, {} received each; {} runs\n",
        saves, spread.median, spread.least, spread.most,
        each(after.a.sentBytes, before.a.sentBytes),
        each(after.a.receivedBytes, before.a.receivedBytes), a.now(&Side::m_runs) - runsA,
        each(after.b.sentBytes, before.b.sentBytes),
        each(after.b.receivedBytes, before.b.receivedBytes), b.now(&Side::m_runs) - runsB);
    printAnatomy(a.tablet());
    return {};
}

}  // namespace

Status measureLive(const Options& options) {
    const auto dir = options.text("dir");
    if (!dir) return dir.error();
    const auto server = options.text("server");
    if (!server) return server.error();
    const auto codeA = options.text("code");
    if (!codeA) return codeA.error();
    const auto codeB = options.text("other-code");
    if (!codeB) return codeB.error();
    const auto saves = options.number("n", kSavesDefault);
    if (!saves) return saves.error();
    const auto address = parseAddress(*server);
    if (!address) return address.error();

    const base::SystemClock clock;
    crypto::SystemRandom random;
    const std::filesystem::path folder = *dir;
    auto tabletA = enrolled(folder / "a", *address, *codeA, clock, random);
    if (!tabletA) return tabletA.error();
    auto tabletB = enrolled(folder / "b", *address, *codeB, clock, random);
    if (!tabletB) return tabletB.error();
    Side a(std::move(*tabletA));
    Side b(std::move(*tabletB));
    for (Side* side : {&a, &b}) {
        side->goOnline(clock, random);
        if (!side->waitFor(&Side::m_runs, 1) || !side->online().isLive())
            return Error(ErrorCode::Unreachable, "no live connection: " + side->failure());
    }
    const Status measured = measure(a, b, *saves);
    a.goOffline();
    b.goOffline();
    return measured;
}

}  // namespace hearth::bench
