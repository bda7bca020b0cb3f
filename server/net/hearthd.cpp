#include "server/net/hearthd.hpp"

#include <chrono>
#include <csignal>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/net/admin_desk.hpp"
#include "server/net/admin_listener.hpp"
#include "server/net/backup_keeper.hpp"
#include "server/net/listener.hpp"
#include "server/net/live_hub.hpp"
#include "server/net/startup.hpp"

namespace hearth::server::net {

namespace asio = boost::asio;
using asio::awaitable;
using base::Status;

namespace {

// One thread packs and unpacks large frames; the store and the I/O have the other cores.
constexpr std::size_t kCodecThreads = 1;
constexpr int kIoThreads = 1;
// How often a stopping server looks whether the last answer is out.
constexpr std::chrono::milliseconds kDrainLook{20};

base::WallTime endOf(const crypto::CertificateAndKey& pair) {
    const auto facts = crypto::readCertificate(pair.certificateDer);
    return facts ? facts->notAfter : base::WallTime{};
}

api::AdminEnvironment environmentOf(const Config& config, const auth::AuthorityKeys& keys,
                                    base::Random& random) {
    return {keys.rootDer,
            config.authority,
            0,
            endOf(keys.server),
            endOf(keys.issuing),
            {config.backupFolder(), config.backupKeep},
            random};
}

}  // namespace

struct Hearthd::Impl {
    Impl(const Config& settings, Opened parts, const base::Clock& systemClock, base::Random& random,
         api::Log& systemLog);
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl();

    Status openDoors();
    void begin();
    awaitable<void> stopGracefully();
    awaitable<void> untilDrained();
    void warnOfOldCertificates();

    Config config;
    const base::Clock& clock;
    api::Log& log;
    Opened opened;
    // Connections remove themselves from their table when io's coroutines go: it is older than io.
    Connections connections;
    asio::thread_pool codecs{kCodecThreads};
    asio::io_context io{kIoThreads};
    auth::RateLimit enrolments;
    store::StoreWorker worker;
    LiveHub hub;
    api::Services services;
    ServerContext context;
    Listener syncDoor;
    Listener enrolDoor;
    AdminDesk desk;
    AdminListener admin;
    BackupKeeper backups;
    asio::signal_set signals;
    bool stopping = false;
    bool lastBackupGood = true;
};

Hearthd::Impl::Impl(const Config& settings, Opened parts, const base::Clock& systemClock,
                    base::Random& random, api::Log& systemLog)
    : config(settings),
      clock(systemClock),
      log(systemLog),
      opened(std::move(parts)),
      connections(config.limits, clock),
      enrolments(clock, auth::RateLimitRule{config.limits.enrolPerMinute}),
      worker(*opened.store),
      hub(io.get_executor(), worker),
      services{worker, opened.devices,   enrolments, opened.keys, random, log,
               codecs, config.authority, 0,          {},          {}},
      context{config.limits, services, connections, hub},
      syncDoor(io, *opened.syncTls, api::Door::Sync, context),
      enrolDoor(io, *opened.enrolTls, api::Door::Enrol, context),
      desk(context, environmentOf(config, opened.keys, random), clock),
      admin(io, log, [this](protocol::AdminRequest r) { return desk.answer(std::move(r)); }),
      backups(io.get_executor(), {worker, clock, log}, desk.environment().backups,
              base::minutes(config.backupMinutes)),
      signals(io) {
    services.touched = [this](const std::vector<base::ScopeId>& scopes, const base::DeviceId& by) {
        hub.touched(scopes, by);
    };
}

// Other threads first: what they still say goes to io, which must be there.
Hearthd::Impl::~Impl() {
    worker.stop();
    codecs.join();
}

Status Hearthd::Impl::openDoors() {
    HEARTH_TRY(syncDoor.open(config.listenAddress, static_cast<std::uint16_t>(config.syncPort)));
    HEARTH_TRY(enrolDoor.open(config.listenAddress, static_cast<std::uint16_t>(config.enrolPort)));
    HEARTH_TRY(admin.open(config.adminSocket));
    services.syncPort = syncDoor.port();
    desk.setPorts(syncDoor.port(), enrolDoor.port());
    return {};
}

void Hearthd::Impl::begin() {
    warnOfOldCertificates();
    log.info("listening", {{"address", config.listenAddress},
                           {"sync_port", syncDoor.port()},
                           {"enrol_port", enrolDoor.port()},
                           {"devices", opened.devices.size()}});
    asio::co_spawn(io, syncDoor.run(), asio::detached);
    asio::co_spawn(io, enrolDoor.run(), asio::detached);
    asio::co_spawn(io, admin.run(), asio::detached);
    asio::co_spawn(io, hub.run(), asio::detached);
    asio::co_spawn(io, backups.run(), asio::detached);
}

void Hearthd::Impl::warnOfOldCertificates() {
    const base::WallTime soon = clock.wallNow() + kCertificateWarning;
    const api::AdminEnvironment& facts = desk.environment();
    if (facts.serverCertificateUntil < soon)
        log.warning("server_certificate_ends",
                    {{"at", base::toIsoUtc(facts.serverCertificateUntil)}});
    if (facts.issuingCertificateUntil < soon)
        log.warning("issuing_certificate_ends",
                    {{"at", base::toIsoUtc(facts.issuingCertificateUntil)}});
}

awaitable<void> Hearthd::Impl::stopGracefully() {
    if (std::exchange(stopping, true)) co_return;
    signals.clear();
    log.info("stopping", {{"connections", connections.size()}});
    syncDoor.close();
    enrolDoor.close();
    connections.drain();
    co_await untilDrained();
    connections.cutAll();
    hub.stop();
    backups.stop();
    admin.close();
    lastBackupGood = co_await backups.once();
    log.info("stopped");
}

awaitable<void> Hearthd::Impl::untilDrained() {
    const base::BootTime begun = clock.bootNow();
    asio::steady_timer timer(io);
    while (connections.size() > 0 && clock.bootNow() - begun < config.limits.stop) {
        timer.expires_after(kDrainLook);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (connections.size() > 0)
        log.warning("stopped_with_connections", {{"connections", connections.size()}});
}

base::Result<std::unique_ptr<Hearthd>> Hearthd::start(const Config& config,
                                                      const base::Clock& clock,
                                                      base::Random& random, api::Log& log) {
    auto opened = openAll(config, clock, random);
    if (!opened) return opened.error();
    auto impl = std::make_unique<Impl>(config, std::move(*opened), clock, random, log);
    HEARTH_TRY(impl->openDoors());
    impl->begin();
    return std::unique_ptr<Hearthd>(new Hearthd(std::move(impl)));
}

Hearthd::Hearthd(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Hearthd::~Hearthd() = default;

std::uint16_t Hearthd::syncPort() const noexcept {
    return m_impl->services.syncPort;
}

std::uint16_t Hearthd::enrolPort() const noexcept {
    return m_impl->desk.environment().enrolPort;
}

bool Hearthd::run() {
    m_impl->io.run();
    m_impl->worker.stop();
    return m_impl->lastBackupGood;
}

void Hearthd::stop() {
    asio::post(m_impl->io, [impl = m_impl.get()] {
        asio::co_spawn(impl->io, impl->stopGracefully(), asio::detached);
    });
}

void Hearthd::stopOnSignals() {
    m_impl->signals.add(SIGTERM);
    m_impl->signals.add(SIGINT);
    m_impl->signals.async_wait([this](boost::system::error_code code, int) {
        if (!code) stop();
    });
}

}  // namespace hearth::server::net
