// Two ways to a server in memory, and a network in which time passes only when the tablet waits: no
// test of the loop sleeps. What is to happen meanwhile stands in a list by time.
// Owner: the test. Threads: one.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "client/sync/live_transport.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {

// One exchange with a server in memory.
[[nodiscard]] inline base::Result<base::Bytes> carryTo(MemoryServer& server, const Tablet& tablet,
                                                       base::ByteView frame) {
    const auto request = protocol::decodeFrame(frame, base::kExchangeBytesMax);
    if (!request) return request.error();
    protocol::ServerSession session(server, tablet.peer());
    HEARTH_TRY(session.receive(*request));
    const auto reply = session.reply();
    if (!reply) return reply.error();
    return protocol::encodeFrame(*reply, base::kReplyBytesMax);
}

[[nodiscard]] inline base::Bytes busyFor(std::uint32_t millis) {
    protocol::Exchange busy;
    busy.add_messages()->mutable_busy()->set_retry_after_millis(millis);
    return protocol::encodeFrame(busy, base::kReplyBytesMax).value();
}

class FakePost final : public client::sync::Transport {
public:
    FakePost(MemoryServer& server, const Tablet& tablet) : m_server(server), m_tablet(tablet) {}

    std::optional<base::Error> failure;
    std::optional<base::Bytes> answer;
    unsigned exchanges = 0;

    base::Result<base::Bytes> exchange(base::ByteView frame) override {
        ++exchanges;
        if (failure) return *failure;
        if (answer) return *answer;
        return carryTo(m_server, m_tablet, frame);
    }

private:
    MemoryServer& m_server;
    const Tablet& m_tablet;
};

class FakeLive final : public client::sync::LiveTransport {
public:
    FakeLive(MemoryServer& server, Tablet& tablet) : m_server(server), m_tablet(tablet) {}

    std::optional<base::Error> declines;  // connect() fails
    std::optional<base::Error> breaks;    // the next exchange fails, and the connection with it
    std::optional<base::Bytes> answer;
    unsigned exchanges = 0;
    std::vector<std::int64_t> tries;  // when connect() was called
    std::vector<std::size_t> frames;  // their sizes

    // In so long from now, while the tablet waits.
    void after(base::Millis span, std::function<void()> happens) {
        m_events.emplace(m_tablet.clock.boot.millis + span.count, std::move(happens));
    }
    void poke(const std::set<base::ScopeId>& scopes, records::Rev headRev) {
        m_pokes.scopes.insert(scopes.begin(), scopes.end());
        m_pokes.headRev = headRev;
    }
    void cut() { m_open = !(m_ended = true); }

    base::Status connect() override {
        tries.push_back(m_tablet.clock.boot.millis);
        if (declines) return *declines;
        m_open = true;
        return {};
    }
    [[nodiscard]] bool isOpen() const noexcept override { return m_open; }
    void close() override { m_open = false; }
    base::Result<base::Bytes> exchange(base::ByteView frame) override {
        ++exchanges;
        frames.push_back(frame.size());
        if (breaks) {
            m_open = false;
            return *std::exchange(breaks, std::nullopt);
        }
        if (answer) return *answer;
        return carryTo(m_server, m_tablet, frame);
    }
    client::sync::Wake wait(base::Millis span) override {
        const std::int64_t now = m_tablet.clock.boot.millis;
        if (!hasNews() && (m_events.empty() || m_events.begin()->first > now + span.count)) {
            m_tablet.clock.pass(span);
            return client::sync::Wake::TimeUp;
        }
        if (!hasNews()) {
            const auto event = m_events.extract(m_events.begin());
            m_tablet.clock.pass({std::max<std::int64_t>(event.key() - now, 0)});
            event.mapped()();
        }
        if (std::exchange(m_woken, false)) return client::sync::Wake::Called;
        if (std::exchange(m_ended, false)) return client::sync::Wake::Ended;
        return m_pokes.scopes.empty() ? client::sync::Wake::TimeUp : client::sync::Wake::Poked;
    }
    client::sync::Pokes takePokes() override { return std::exchange(m_pokes, {}); }
    void wake() override { m_woken = true; }

private:
    [[nodiscard]] bool hasNews() const { return m_woken || m_ended || !m_pokes.scopes.empty(); }

    MemoryServer& m_server;
    Tablet& m_tablet;
    std::multimap<std::int64_t, std::function<void()>> m_events;
    client::sync::Pokes m_pokes;
    bool m_open = false;
    bool m_woken = false;
    bool m_ended = false;
};

}  // namespace hearth::tests
