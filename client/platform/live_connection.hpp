// The tablet's end of GET /v1/live: a WebSocket over the same TLS as POST (the same root, the same
// certificate, the same limits). One binary message is one frame; the server's answer to the one
// exchange under way, or a Poke. Anything else ends the connection, and POST goes on.
// Everything happens in the calls of the sync thread, on an io_context that runs only in them: no
// thread of its own, no lock (reason: README.md here).
// Owner: the composition root. Threads: the sync thread; wake() any thread.
#pragma once

#include <memory>

#include "client/platform/tcp_traffic.hpp"
#include "client/sync/live_transport.hpp"
#include "client/sync/tablet.hpp"

namespace hearth::client::platform {

// All times are absolute for their step; tests set shorter ones.
struct LiveLimits {
    // Each of: finding the server, connecting, TLS, the upgrade. A proxy that swallows the upgrade
    // holds up a sync this long, once a back-off.
    base::Millis connect = base::seconds(5);
    // An answer has begun to arrive by then; the server answers in milliseconds, a slow radio in
    // two seconds. A connection that is half open ends here and the exchange goes by POST.
    base::Millis answerBegins = base::seconds(10);
    // And is there by then: a first sync's pages over a slow line.
    base::Millis answerEnds = base::seconds(60);
    // Without a byte for half of it a ping goes out, without an answer to that the connection is
    // dead. Below the minute in which the strictest middleboxes forget a connection.
    base::Millis silence = base::seconds(100);
    // A goodbye that the peer does not take.
    base::Millis farewell{500};
};

class LiveConnection final : public sync::LiveTransport {
public:
    LiveConnection(const sync::Enrolment& enrolment, const crypto::SigningKey& key,
                   LiveLimits limits = {});
    // Says goodbye; the sync thread has ended.
    ~LiveConnection() override;

    [[nodiscard]] base::Status connect() override;
    [[nodiscard]] bool isOpen() const noexcept override;
    void close() override;
    // Errors: Unreachable (cut, no answer in time), TooLarge, Malformed (text, an answer that
    // nobody asked for).
    [[nodiscard]] base::Result<base::Bytes> exchange(base::ByteView frame) override;
    [[nodiscard]] sync::Wake wait(base::Millis span) override;
    [[nodiscard]] sync::Pokes takePokes() override;
    void wake() override;
    // Bytes on the wire since the beginning, TLS included.
    [[nodiscard]] Traffic traffic() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::client::platform
