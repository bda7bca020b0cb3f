// Verified backups by themselves, from the first day: tablets keep what they sent until a backup
// has it, so a server that never backs up would never let them go. Owner: Hearthd. Threads: the I/O
// thread; the work is a job of the store's thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "server/api/backup.hpp"
#include "server/api/log.hpp"
#include "server/store/store_worker.hpp"

namespace hearth::server::net {

class BackupKeeper {
public:
    struct Parts {
        store::StoreWorker& worker;
        const base::Clock& clock;
        api::Log& log;
    };
    BackupKeeper(const boost::asio::any_io_executor& executor, Parts parts, api::BackupRule rule,
                 base::Millis every)
        : m_parts(parts), m_rule(std::move(rule)), m_every(every), m_timer(executor) {}

    // Until stop().
    [[nodiscard]] boost::asio::awaitable<void> run();
    // One now; false (and a log line) if it failed.
    [[nodiscard]] boost::asio::awaitable<bool> once();
    void stop();

private:
    Parts m_parts;
    api::BackupRule m_rule;
    base::Millis m_every;
    boost::asio::steady_timer m_timer;
    bool m_stopping = false;
};

}  // namespace hearth::server::net
