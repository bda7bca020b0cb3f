#include "server/ctl/site.hpp"

#include <chrono>
#include <thread>

#include "server/api/admin.hpp"
#include "server/ctl/admin_client.hpp"

namespace hearth::server::ctl {

using base::Error;
using base::ErrorCode;
using protocol::AdminReply;

namespace {

// A hearthd that starts or ends has the store a moment before or after its socket.
constexpr std::chrono::milliseconds kTryAgain{100};
constexpr int kTriesMax = 50;

base::Result<base::WallTime> endOf(const crypto::CertificateAndKey& pair) {
    const auto facts = crypto::readCertificate(pair.certificateDer);
    if (!facts) return facts.error();
    return facts->notAfter;
}

}  // namespace

base::Result<Site> Site::at(const std::filesystem::path& folder) {
    auto config = net::readConfig(folder / "hearthd.conf");
    if (!config) return config.error();
    return Site(std::move(*config));
}

base::Result<AdminReply> Site::ask(const protocol::AdminRequest& request) {
    for (int i = 0;; ++i) {
        auto reply = askHearthd(m_config.adminSocket, request);
        if (reply || reply.error().code() != ErrorCode::Unreachable) return reply;
        auto own = askStore(request);
        if (own || own.error().code() != ErrorCode::Busy) return own;
        if (i == kTriesMax)
            return Error(ErrorCode::Busy, m_config.storeFile().string() +
                                              ", and no hearthd answers at " +
                                              m_config.adminSocket.string());
        std::this_thread::sleep_for(kTryAgain);
    }
}

base::Result<std::unique_ptr<store::Store>> Site::openStore() {
    const std::string file = m_config.storeFile().string();
    if (!std::filesystem::exists(file)) return Error(ErrorCode::NotFound, file);
    const auto keys = auth::loadAuthority(m_config.dataDirectory);
    if (!keys) return keys.error();
    return store::openSqlcipherStore(file, keys->storeKey, m_machine->clock, m_machine->random);
}

base::Result<AdminReply> Site::askStore(const protocol::AdminRequest& request) {
    const auto keys = auth::loadAuthority(m_config.dataDirectory);
    if (!keys) return keys.error();
    const auto serverUntil = endOf(keys->server);
    if (!serverUntil) return serverUntil.error();
    const auto issuingUntil = endOf(keys->issuing);
    if (!issuingUntil) return issuingUntil.error();
    const auto store = openStore();
    if (!store) return store.error();
    const api::AdminEnvironment environment{
        keys->rootDer,    m_config.authority, static_cast<std::uint16_t>(m_config.enrolPort),
        *serverUntil,     *issuingUntil,      {m_config.backupFolder(), m_config.backupKeep},
        m_machine->random};
    HEARTH_TRY((*store)->begin());
    auto reply = api::answerAdmin(**store, environment, request);
    if (!reply) {
        (*store)->rollback();
        return reply.error();
    }
    HEARTH_TRY((*store)->commit());
    if (reply->has_status()) {
        reply->mutable_status()->set_sync_port(m_config.syncPort);
        reply->mutable_status()->set_enrol_port(m_config.enrolPort);
    }
    return reply;
}

}  // namespace hearth::server::ctl
