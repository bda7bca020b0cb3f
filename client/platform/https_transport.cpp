#include "client/platform/https_transport_impl.hpp"
#include "shared/base/limits.hpp"

namespace hearth::client::platform {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kSyncTarget = "/v1/sync";
constexpr const char* kFrameType = "application/x-hearth";
constexpr unsigned kOk = 200;
// A frame's own bytes around the largest answer, and room for what does not shrink.
constexpr std::size_t kAnswerBytesMax = base::kReplyBytesMax + 4096;

}  // namespace

HttpsTransport::HttpsTransport(const sync::Enrolment& enrolment, const crypto::SigningKey& key)
    : m_impl(new Impl{enrolledContext(enrolment, key), {}}) {
    if (m_impl->context)
        m_impl->connection.emplace(**m_impl->context, enrolment.host, enrolment.port);
}

HttpsTransport::~HttpsTransport() = default;

Result<base::Bytes> HttpsTransport::exchange(base::ByteView frame) {
    if (!m_impl->connection) return m_impl->context.error();
    const HttpRequest request{"POST",          kSyncTarget,      kFrameType, frame,
                              kAnswerBytesMax, kExchangeTimeout, {}};
    auto answer = m_impl->connection->ask(request, kConnectTimeout);
    if (!answer) return answer.error();
    // A refusal in the protocol's own words is the session's to read, whatever the status.
    if (answer->contentType == kFrameType) return std::move(answer->body);
    if (answer->status == kOk)
        return Error(ErrorCode::Malformed, "the answer is not a server's of ours");
    return Error(ErrorCode::Refused, "HTTP status " + std::to_string(answer->status));
}

Traffic HttpsTransport::traffic() const {
    return m_impl->connection ? m_impl->connection->traffic() : Traffic{};
}

}  // namespace hearth::client::platform
