#include "server/net/backup_keeper.hpp"

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/api/hand_over.hpp"

namespace hearth::server::net {

namespace asio = boost::asio;
using asio::awaitable;
using base::Status;

awaitable<void> BackupKeeper::run() {
    while (!m_stopping) {
        m_timer.expires_after(std::chrono::milliseconds(m_every.count));
        co_await m_timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (m_stopping) co_return;
        co_await once();
    }
}

awaitable<bool> BackupKeeper::once() {
    api::MadeBackup made;
    auto job = [this, &made](store::Store& store) -> Status {
        auto result = api::makeBackup(store, m_rule);
        if (!result) return result.error();
        made = std::move(*result);
        return {};
    };
    auto start = [this, &job](auto done) { m_parts.worker.run(job, std::move(done)); };
    const base::BootTime begun = m_parts.clock.bootNow();
    const Status status = co_await api::handOver<Status>(start);
    if (!status) {
        m_parts.log.error("backup_failed", {{"detail", status.error().message()}});
        co_return false;
    }
    if (!made.unchanged)
        m_parts.log.info("backup", {{"file", made.file.filename().string()},
                                    {"rev", made.rev},
                                    {"millis", (m_parts.clock.bootNow() - begun).count}});
    co_return true;
}

void BackupKeeper::stop() {
    m_stopping = true;
    m_timer.cancel();
}

}  // namespace hearth::server::net
