// Transport over TLS 1.3 with the device's certificate: POST /v1/sync and /v1/blobs/<hash> on one
// kept-alive connection.
// The same transport in the app and in headless tablets (reason: README.md here).
// Owner: the composition root. Threads: the sync thread.
#pragma once

#include <memory>

#include "client/platform/tcp_traffic.hpp"
#include "client/sync/blob_transport.hpp"
#include "client/sync/tablet.hpp"
#include "client/sync/transport.hpp"

namespace hearth::client::platform {

inline constexpr base::Millis kExchangeTimeout = base::seconds(60);
inline constexpr base::Millis kConnectTimeout = base::seconds(10);

class HttpsTransport final : public sync::Transport, public sync::BlobTransport {
public:
    HttpsTransport(const sync::Enrolment& enrolment, const crypto::SigningKey& key);
    ~HttpsTransport() override;
    [[nodiscard]] base::Result<base::Bytes> exchange(base::ByteView frame) override;
    [[nodiscard]] base::Result<sync::BlobPutAnswer> putPart(const base::Digest& hash,
                                                            std::uint64_t size,
                                                            std::uint64_t offset,
                                                            base::ByteView bytes) override;
    [[nodiscard]] base::Result<std::optional<sync::BlobPiece>> getPart(
        const base::Digest& hash, std::uint64_t offset) override;
    // Bytes on the wire since the beginning, TLS included.
    [[nodiscard]] Traffic traffic() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::client::platform
