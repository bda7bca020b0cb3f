#include "server/net/http_gate.hpp"

#include <algorithm>
#include <charconv>

#include "server/net/limits.hpp"

namespace hearth::server::net {

namespace {

constexpr std::string_view kEnd = "\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kVersion = "HTTP/1.1";
// Content-Length beyond 12 digits is no length of ours; bounds the conversion.
constexpr std::size_t kLengthDigitsMax = 12;

constexpr Refusal kNotHttp{400, "not an HTTP/1.1 request"};
constexpr Refusal kBadCharacter{400, "a character that a header cannot hold"};
constexpr Refusal kHeaderTooLarge{431, "the header is too large"};
constexpr Refusal kTooManyFields{431, "too many fields"};
constexpr Refusal kTargetTooLong{414, "the target is too long"};
constexpr Refusal kBadTarget{400, "the target is not a path"};
constexpr Refusal kVersionRefused{505, "only HTTP/1.1 is spoken here"};
constexpr Refusal kMethodRefused{405, "that method is not used here"};
constexpr Refusal kFolded{400, "a folded line"};
constexpr Refusal kBadField{400, "a field without a proper name"};
constexpr Refusal kTransferEncoding{411,
                                    "a body needs Content-Length; no transfer encoding is read"};
constexpr Refusal kTwoFramings{400, "Transfer-Encoding and Content-Length together"};
constexpr Refusal kBadLength{400, "Content-Length is not one plain number"};
constexpr Refusal kLengthMissing{411, "a POST or PUT needs Content-Length"};
constexpr Refusal kBadHost{400, "a request names its host once"};
constexpr Refusal kTwoRanges{400, "a range is given once"};
constexpr Refusal kBadExpect{417, "only 100-continue can be expected"};

bool isTokenChar(char c) noexcept {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kOthers.find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) noexcept {
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalsIgnoringCase(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// True if one of the comma-separated elements is `token`.
bool lists(std::string_view value, std::string_view token) noexcept {
    while (!value.empty()) {
        const auto comma = value.find(',');
        if (equalsIgnoringCase(trimmed(value.substr(0, comma)), token)) return true;
        value = comma == std::string_view::npos ? std::string_view() : value.substr(comma + 1);
    }
    return false;
}

// CR only before LF, LF only after CR, and no other control character than TAB. `from` is where the
// last look ended; the last byte may be the CR of a pair that has not arrived.
bool hasBadCharacter(std::string_view bytes, std::size_t from) noexcept {
    for (std::size_t i = from; i < bytes.size(); ++i) {
        const char c = bytes[i];
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\r') {
            if (i + 1 < bytes.size() && bytes[i + 1] != '\n') return true;
        } else if (c == '\n') {
            if (i == 0 || bytes[i - 1] != '\r') return true;
        } else if ((byte < 0x20 && c != '\t') || byte == 0x7F) {
            return true;
        }
    }
    return false;
}

std::optional<Refusal> checkTarget(std::string_view target) noexcept {
    if (target.size() > kTargetBytesMax) return kTargetTooLong;
    if (target.empty() || target.front() != '/') return kBadTarget;
    const bool visible = std::all_of(target.begin(), target.end(),
                                     [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
    return visible ? std::nullopt : std::optional<Refusal>(kBadTarget);
}

// "METHOD SP target SP HTTP/1.1", single spaces.
std::optional<Refusal> readRequestLine(std::string_view line, HttpHeader& header) {
    const auto first = line.find(' ');
    if (first == std::string_view::npos || !isToken(line.substr(0, first))) return kNotHttp;
    const auto second = line.find(' ', first + 1);
    if (second == std::string_view::npos) return kNotHttp;
    const std::string_view version = line.substr(second + 1);
    header.method = line.substr(0, first);
    header.target = line.substr(first + 1, second - first - 1);
    if (version != kVersion) {
        const bool otherHttp = version.starts_with("HTTP/") && version.find(' ') == version.npos;
        return otherHttp ? kVersionRefused : kNotHttp;
    }
    if (header.method == "CONNECT" || header.method == "TRACE" || header.method == "OPTIONS")
        return kMethodRefused;
    return checkTarget(header.target);
}

// The fields that matter, collected from all of them.
class Fields {
public:
    explicit Fields(HttpHeader& header) : m_header(header) {}

    std::optional<Refusal> add(std::string_view line) {
        if (++m_count > kHeaderFieldsMax) return kTooManyFields;
        if (line.front() == ' ' || line.front() == '\t') return kFolded;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) return kBadField;
        return take(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    }

    std::optional<Refusal> finish() const {
        if (m_transferEncoding) return m_header.contentLength ? kTwoFramings : kTransferEncoding;
        if (m_hosts != 1) return kBadHost;
        const bool sends = m_header.method == "POST" || m_header.method == "PUT";
        if (sends && !m_header.contentLength) return kLengthMissing;
        return std::nullopt;
    }

private:
    std::optional<Refusal> take(std::string_view name, std::string_view value) {
        if (equalsIgnoringCase(name, "content-length")) return takeLength(value);
        if (equalsIgnoringCase(name, "transfer-encoding")) m_transferEncoding = true;
        if (equalsIgnoringCase(name, "host")) {
            ++m_hosts;
            if (value.empty()) return kBadHost;
        }
        if (equalsIgnoringCase(name, "content-type")) m_header.contentType = value;
        if (equalsIgnoringCase(name, "content-range")) return once(m_header.contentRange, value);
        if (equalsIgnoringCase(name, "range")) return once(m_header.range, value);
        if (equalsIgnoringCase(name, "upgrade")) m_header.upgrade = true;
        if (equalsIgnoringCase(name, "connection") && lists(value, "close"))
            m_header.keepAlive = false;
        if (equalsIgnoringCase(name, "expect")) {
            if (!equalsIgnoringCase(value, "100-continue")) return kBadExpect;
            m_header.expectContinue = true;
        }
        return std::nullopt;
    }

    static std::optional<Refusal> once(std::string& field, std::string_view value) {
        if (!field.empty()) return kTwoRanges;
        field = value;
        return std::nullopt;
    }

    // Digits alone, once: "+5", "0x10", "5, 5" and a second field are refused, equal or not.
    std::optional<Refusal> takeLength(std::string_view value) {
        if (m_header.contentLength || value.empty() || value.size() > kLengthDigitsMax)
            return kBadLength;
        std::size_t length = 0;
        for (const char c : value)
            if (c < '0' || c > '9') return kBadLength;
        std::from_chars(value.data(), value.data() + value.size(), length);
        m_header.contentLength = length;
        return std::nullopt;
    }

    HttpHeader& m_header;
    std::size_t m_count = 0;
    std::size_t m_hosts = 0;
    bool m_transferEncoding = false;
};

GateResult refuse(const Refusal& refusal) {
    GateResult result;
    result.refusal = refusal;
    return result;
}

// `bytes`: the whole header without its empty line.
GateResult readHeader(std::string_view bytes) {
    GateResult result;
    HttpHeader header;
    header.bytes = bytes.size() + kEnd.size();
    const auto firstEnd = bytes.find(kLineEnd);
    if (auto refusal = readRequestLine(bytes.substr(0, firstEnd), header)) return refuse(*refusal);
    Fields fields(header);
    std::string_view rest =
        firstEnd == std::string_view::npos ? std::string_view() : bytes.substr(firstEnd + 2);
    while (!rest.empty()) {
        const auto end = rest.find(kLineEnd);
        if (auto refusal = fields.add(rest.substr(0, end))) return refuse(*refusal);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    }
    if (auto refusal = fields.finish()) return refuse(*refusal);
    result.header = std::move(header);
    return result;
}

}  // namespace

GateResult HttpGate::look(std::string_view bytes) {
    // One byte back, for a line end that was cut in two; three, for the end of the header.
    const auto again = [this](std::size_t back) { return m_scanned > back ? m_scanned - back : 0; };
    const auto end = bytes.find(kEnd, again(kEnd.size() - 1));
    const std::string_view seen = bytes.substr(0, end);
    const std::string_view whole =
        end == std::string_view::npos ? bytes : bytes.substr(0, end + kEnd.size());
    if (hasBadCharacter(whole, std::min(whole.size(), again(1)))) return refuse(kBadCharacter);
    if (seen.size() + kEnd.size() > kHeaderBytesMax) return refuse(kHeaderTooLarge);
    if (end != std::string_view::npos) return readHeader(seen);

    // Not complete. A first line that cannot become one (HTTP/0.9, another protocol) need not wait.
    const auto firstEnd = bytes.find(kLineEnd);
    if (firstEnd != std::string_view::npos && firstEnd + 2 > m_scanned) {
        HttpHeader header;
        if (auto refusal = readRequestLine(bytes.substr(0, firstEnd), header))
            return refuse(*refusal);
    }
    m_scanned = bytes.size();
    return {};
}

}  // namespace hearth::server::net
