// The HTTP gate: reads a request's header from raw bytes and refuses everything that two parsers
// could read in two ways. Nothing but Content-Length frames a body here. Beast 1.81 accepts hostile
// framing (chunk extensions, trailers, folded lines, `Transfer-Encoding: gzip` as an empty body),
// so it only ever sees a header that has passed, and never a request's body. Sources: RFC 9112
// sections 2.2, 3.2, 5, 6; RFC 9110 section 10.1.1 (Expect). Threads: values and pure functions,
// any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::server::net {

struct HttpHeader {
    std::string method;
    std::string target;  // a path from the root, as sent
    std::string contentType;
    std::string contentRange;  // as sent, for the endpoint that reads it; and the next
    std::string range;
    std::optional<std::size_t> contentLength;
    bool keepAlive = true;
    bool expectContinue = false;
    bool upgrade = false;   // asks for another protocol
    std::size_t bytes = 0;  // of the header, its empty line included
};

struct Refusal {
    unsigned status = 0;
    std::string_view sentence;  // fixed text, nothing of the request
};

struct GateResult {
    std::optional<HttpHeader> header;  // complete and acceptable
    std::optional<Refusal> refusal;
    // Neither: the header is not complete yet.
};

class HttpGate {
public:
    // `bytes`: everything received of this request so far; call again with more appended.
    [[nodiscard]] GateResult look(std::string_view bytes);
    // For the next request.
    void reset() noexcept { m_scanned = 0; }

private:
    std::size_t m_scanned = 0;  // no byte is looked at twice while waiting for the end
};

}  // namespace hearth::server::net
