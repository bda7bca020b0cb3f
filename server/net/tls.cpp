#include "server/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "server/net/limits.hpp"
#include "shared/crypto/tls_policy.hpp"

namespace hearth::server::net {

namespace ssl = boost::asio::ssl;
using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

constexpr std::string_view kSessionContext = "hearth";

struct FreeX509 {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using X509Pointer = std::unique_ptr<X509, FreeX509>;

struct FreeKey {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};

const unsigned char* octets(base::ByteView bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Error failed(const char* what) {
    ERR_clear_error();
    return {ErrorCode::Corrupt, std::string(what)};
}

X509Pointer parseCertificate(base::ByteView der) {
    const unsigned char* at = octets(der);
    return X509Pointer(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

Status useIdentity(SSL_CTX* context, const auth::AuthorityKeys& keys) {
    const auto leaf = parseCertificate(keys.server.certificateDer);
    const auto issuing = parseCertificate(keys.issuing.certificateDer);
    const auto root = parseCertificate(keys.rootDer);
    if (!leaf || !issuing || !root) return failed("a certificate of this server does not decode");
    const unsigned char* at = octets(keys.server.keyDer.view());
    const std::unique_ptr<EVP_PKEY, FreeKey> key(
        d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(keys.server.keyDer.size())));
    if (!key) return failed("the server's key does not decode");
    if (SSL_CTX_use_certificate(context, leaf.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
        return failed("the server's key and certificate do not belong together");
    if (SSL_CTX_add1_chain_cert(context, issuing.get()) != 1 ||
        SSL_CTX_add1_chain_cert(context, root.get()) != 1)
        return failed("the server's chain cannot be set");
    return {};
}

// Our own root and nothing else; the issuing CA is there so that a tablet may send its leaf alone.
Status trustAuthority(SSL_CTX* context, const auth::AuthorityKeys& keys) {
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    const auto root = parseCertificate(keys.rootDer);
    const auto issuing = parseCertificate(keys.issuing.certificateDer);
    if (!root || !issuing || X509_STORE_add_cert(store, root.get()) != 1 ||
        X509_STORE_add_cert(store, issuing.get()) != 1)
        return failed("the authority's certificates cannot be trusted");
    return {};
}

// OpenSSL takes a certificate without any extended key usage for every purpose; here it must say
// that it is for clients. XKU flags are those of the certificate itself.
bool isForClients(X509* certificate) noexcept {
    const std::uint32_t flags = X509_get_extension_flags(certificate);
    if ((flags & EXFLAG_XKUSAGE) == 0) return false;
    return (X509_get_extended_key_usage(certificate) & XKU_SSL_CLIENT) != 0;
}

bool checkLeaf(bool accepted, ssl::verify_context& context) {
    X509_STORE_CTX* native = context.native_handle();
    if (!accepted || X509_STORE_CTX_get_error_depth(native) != 0) return accepted;
    if (isForClients(X509_STORE_CTX_get_current_cert(native))) return true;
    X509_STORE_CTX_set_error(native, X509_V_ERR_INVALID_PURPOSE);
    return false;
}

Status requireClientCertificate(ssl::context& context, const auth::AuthorityKeys& keys) {
    HEARTH_TRY(trustAuthority(context.native_handle(), keys));
    boost::system::error_code code;
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, code);
    if (!code) context.set_verify_depth(crypto::kTlsVerifyDepth, code);
    if (!code) context.set_verify_callback(&checkLeaf, code);
    return code ? failed("client certificates cannot be asked for") : Status{};
}

// http/1.1 or, if the client names no protocol, nothing; a client that insists on another is
// refused.
int selectAlpn(SSL*, const unsigned char** out, unsigned char* outSize, const unsigned char* in,
               unsigned inSize, void*) {
    unsigned char* chosen = nullptr;
    const int found =
        SSL_select_next_proto(&chosen, outSize, octets(crypto::kTlsAlpnHttp11),
                              static_cast<unsigned>(crypto::kTlsAlpnHttp11.size()), in, inSize);
    if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

Status harden(SSL_CTX* context) {
    SSL_CTX_set_security_level(context, crypto::kTlsSecurityLevel);
    if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(context, crypto::kTlsCipherSuites) != 1 ||
        SSL_CTX_set1_groups_list(context, crypto::kTlsGroups) != 1)
        return failed("TLS 1.3 cannot be set up");
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_max_cert_list(context, kCertificateChainBytesMax);
    SSL_CTX_set_alpn_select_cb(context, &selectAlpn, nullptr);
    if (SSL_CTX_set_num_tickets(context, 0) != 1 || SSL_CTX_set_max_early_data(context, 0) != 1 ||
        SSL_CTX_set_session_id_context(context, octets(kSessionContext),
                                       static_cast<unsigned>(kSessionContext.size())) != 1)
        return failed("TLS sessions cannot be set up");
    return {};
}

}  // namespace

base::Result<std::unique_ptr<ssl::context>> makeTlsContext(const auth::AuthorityKeys& keys,
                                                           api::Door door) {
    std::unique_ptr<ssl::context> context;
    try {
        context = std::make_unique<ssl::context>(ssl::context::tls_server);
    } catch (const boost::system::system_error& error) {
        return Error(ErrorCode::Internal, std::string("TLS: ") + error.what());
    }
    HEARTH_TRY(harden(context->native_handle()));
    HEARTH_TRY(useIdentity(context->native_handle(), keys));
    if (door == api::Door::Sync) HEARTH_TRY(requireClientCertificate(*context, keys));
    return context;
}

std::optional<auth::PresentedCertificate> presentedCertificate(SSL* tls) {
    const X509Pointer peer(SSL_get1_peer_certificate(tls));
    if (!peer) return std::nullopt;
    unsigned char* der = nullptr;
    const int size = i2d_X509(peer.get(), &der);
    if (size <= 0) return std::nullopt;
    const base::Bytes bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    const auto facts = crypto::readCertificate(bytes);
    if (!facts || facts->device.isNil()) return std::nullopt;
    return auth::PresentedCertificate{facts->device, facts->fingerprint};
}

}  // namespace hearth::server::net
