#include "server/net/admin_desk.hpp"

#include "server/api/hand_over.hpp"

namespace hearth::server::net {

using base::Status;
using boost::asio::awaitable;
using protocol::AdminReply;

namespace {

constexpr std::int64_t kMillisASecond = 1000;

struct Outcome {
    AdminReply reply;
    std::optional<store::DeviceRow> revoked;
};

// On the store's thread.
Status work(store::Store& store, const api::AdminEnvironment& environment,
            const protocol::AdminRequest& request, Outcome& outcome) {
    auto answer = api::answerAdmin(store, environment, request);
    if (!answer) return answer.error();
    outcome.reply = std::move(*answer);
    if (!outcome.reply.has_revoked()) return {};
    const auto device = base::DeviceId::fromHex(outcome.reply.revoked().device_id());
    if (!device) return device.error();
    auto row = store.device(*device);
    if (!row) return row.error();
    outcome.revoked = std::move(*row);
    return {};
}

}  // namespace

void AdminDesk::setPorts(std::uint16_t syncPort, std::uint16_t enrolPort) {
    m_syncPort = syncPort;
    m_environment.enrolPort = enrolPort;
}

awaitable<AdminReply> AdminDesk::answer(protocol::AdminRequest request) {
    Outcome outcome;
    auto job = [this, &request, &outcome](store::Store& store) {
        return work(store, m_environment, request, outcome);
    };
    auto start = [this, &job](auto done) { m_context.services.worker.run(job, std::move(done)); };
    const Status status = co_await api::handOver<Status>(start);
    const auto* command = protocol::AdminRequest::descriptor()->FindFieldByNumber(
        static_cast<int>(request.command_case()));
    m_context.services.log.info("admin", {{"command", command != nullptr ? command->name() : "-"},
                                          {"done", status ? "yes" : "no"}});
    if (!status) co_return api::adminFailure(status.error());
    if (outcome.revoked) {
        m_context.services.devices.put(*outcome.revoked);
        m_context.connections.endDevice(outcome.revoked->device);
        m_context.services.log.info("revoked", {{"device", outcome.revoked->device.hex()}});
    }
    if (outcome.reply.has_status()) addRunningFacts(*outcome.reply.mutable_status());
    co_return std::move(outcome.reply);
}

void AdminDesk::addRunningFacts(protocol::AdminStatus& status) const {
    status.set_running(true);
    status.set_sync_port(m_syncPort);
    status.set_enrol_port(m_environment.enrolPort);
    status.set_connections(m_context.connections.size());
    status.set_live_connections(m_context.connections.live());
    status.set_requests(m_context.services.counters.requests);
    status.set_wrong_codes(m_context.services.counters.wrongCodes);
    status.set_uptime_seconds(
        static_cast<std::uint64_t>((m_clock.bootNow() - m_started).count / kMillisASecond));
}

}  // namespace hearth::server::net
