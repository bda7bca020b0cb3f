#include "tests/server/net/rig.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "schema/protocol/enrol.pb.h"
#include "schema/records/reference.pb.h"
#include "server/ctl/admin_client.hpp"
#include "server/ctl/make.hpp"
#include "shared/records/change.hpp"

namespace hearth::server::net {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSecretCharsWithDashes = 19;  // four groups of four

// One edit that makes two workers, as an administrator's import would.
void addWorkers(store::Store& store, const std::vector<base::WorkerId>& workers,
                base::Random& random, base::WallTime now) {
    records::ChangeBuilder change;
    int number = 0;
    for (const base::WorkerId& id : workers) {
        records::Worker worker;
        worker.set_name("Made-up Worker " + std::to_string(++number));
        worker.set_role(records::SOCIAL_WORKER);
        change.create({records::typeNumber<records::Worker>(), id}, base::kReferenceScope, worker);
    }
    records::Edit edit;
    random.fill(edit.id.octets);
    random.fill(edit.incarnation.octets);
    edit.seq = 1;
    edit.claimed = now;
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = change.take();
    const base::Bytes bytes = records::encodeEdit(edit);
    INVARIANT(store.begin());
    INVARIANT(store.import(bytes, edit));
    INVARIANT(store.commit());
}

}  // namespace

fs::path freshFolder() {
    static int count = 0;
    return fs::temp_directory_path() /
           ("hearthd_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
}

Rig::Rig(const Tweak& tweak) : m_folder(freshFolder()) {
    INVARIANT(crypto::initialise());
    ctl::InitOrder order;
    order.folder = m_folder;
    order.config.authority = "Made-up Borough";
    order.config.listenAddress = "127.0.0.1";
    order.config.syncPort = 0;
    order.config.enrolPort = 0;
    order.authority = {order.config.authority, {"localhost", "127.0.0.1"}};
    INVARIANT(ctl::init(order));
    m_config = readConfig(m_folder / "hearthd.conf").value();
    m_config.limits.enrolPerMinute = 1000;         // the tests about the limit set their own
    m_config.limits.shutdown = base::Millis{200};  // test clients do not say goodbye
    if (tweak) tweak(m_config);

    m_random.fill(m_worker.octets);
    m_random.fill(m_otherWorker.octets);
    {
        const auto store = store::openSqlcipherStore(m_config.storeFile().string(), keys().storeKey,
                                                     m_clock, m_random)
                               .value();
        addWorkers(*store, {m_worker, m_otherWorker}, m_random, m_clock.wallNow());
    }
    m_log = std::make_unique<api::Log>(m_clock, api::Level::Info, [this](const std::string& line) {
        const std::lock_guard lock(m_mutex);
        m_lines += line + "\n";
    });
    m_server = Hearthd::start(m_config, m_clock, m_random, *m_log).value();
    m_thread = std::thread([this] { m_good = m_server->run(); });
}

Rig::~Rig() {
    end();
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

bool Rig::wait() {
    if (!m_ended) {
        m_server->stop();
        m_thread.join();
        m_ended = true;
    }
    return m_good;
}

bool Rig::end() {
    wait();
    m_server.reset();
    return m_good;
}

auth::AuthorityKeys Rig::keys() const {
    return auth::loadAuthority(m_folder).value();
}

protocol::AdminReply Rig::admin(const protocol::AdminRequest& request) const {
    return ctl::askHearthd(m_config.adminSocket, request).value();
}

std::string Rig::wholeCodeFor(const base::WorkerId& worker) const {
    protocol::AdminRequest request;
    request.mutable_code()->set_worker_id(worker.hex());
    request.mutable_code()->set_label("Visiting bag");
    return admin(request).code().code();
}

std::string Rig::codeFor(const base::WorkerId& worker) const {
    return wholeCodeFor(worker).substr(0, kSecretCharsWithDashes);
}

base::Bytes enrolBody(const std::string& secret, const crypto::SigningKey& key) {
    protocol::EnrolRequest request;
    request.set_code(secret);
    request.set_csr_der(key.certificateRequest("tablet").value());
    request.set_device_label("Bag");
    return request.SerializeAsString();
}

Device Rig::enrol(const base::WorkerId& worker) const {
    auto key = crypto::SigningKey::generate().value();
    TlsClient client(enrolPort());
    const HttpAnswer answer = client.ask(post("/v1/enrol", enrolBody(codeFor(worker), key)));
    EXPECT_EQ(answer.status, 200U) << answer.head;
    protocol::EnrolReply reply;
    EXPECT_TRUE(reply.ParseFromString(answer.body));
    Identity identity{reply.certificate_der(), {reply.issuer_der()}, {}};
    identity.keyDer = base::Bytes(key.toDer().value().view());
    const auto id = base::DeviceId::fromBytes(reply.device_id()).value();
    return Device{std::move(key), std::move(identity), id, worker};
}

void Rig::revoke(const base::DeviceId& device) const {
    protocol::AdminRequest request;
    request.mutable_revoke()->set_device_id(device.hex());
    EXPECT_TRUE(admin(request).has_revoked());
}

std::string Rig::log() const {
    const std::lock_guard lock(m_mutex);
    return m_lines;
}

}  // namespace hearth::server::net
