// What both ends of a TLS connection insist on; if they differed, tablets could not connect.
// Source: OpenSSL 3's names; RFC 8446; RFC 7301 for ALPN. Threads: constants.
#pragma once

#include <string_view>

namespace hearth::crypto {

inline constexpr const char* kTlsCipherSuites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
inline constexpr const char* kTlsGroups = "X25519:P-256";
// At least 112 bits of strength: no RSA below 2048, no SHA-1, no P-192.
inline constexpr int kTlsSecurityLevel = 2;
// Leaf, issuing CA, root.
inline constexpr int kTlsVerifyDepth = 2;
// Length-prefixed, as ALPN has it.
inline constexpr std::string_view kTlsAlpnHttp11 = "\x08http/1.1";

}  // namespace hearth::crypto
