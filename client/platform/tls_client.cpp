#include "client/platform/tls_client.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "shared/crypto/hash.hpp"
#include "shared/crypto/tls_policy.hpp"

namespace hearth::client::platform {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

struct FreeX509 {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using X509Pointer = std::unique_ptr<X509, FreeX509>;

struct FreeX509Stack {
    void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};

const unsigned char* octets(base::ByteView bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Error failed(const char* what) {
    ERR_clear_error();
    return {ErrorCode::Internal, std::string("TLS: ") + what};
}

X509Pointer parse(base::ByteView der) {
    const unsigned char* at = octets(der);
    return X509Pointer(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

base::Bytes derOf(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size <= 0) return {};
    base::Bytes bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

Status harden(SSL_CTX* context) {
    SSL_CTX_set_security_level(context, crypto::kTlsSecurityLevel);
    SSL_CTX_set_options(context,
                        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_verify_depth(context, crypto::kTlsVerifyDepth);
    if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(context, crypto::kTlsCipherSuites) != 1 ||
        SSL_CTX_set1_groups_list(context, crypto::kTlsGroups) != 1 ||
        // 0 is success here.
        SSL_CTX_set_alpn_protos(context, octets(crypto::kTlsAlpnHttp11),
                                static_cast<unsigned>(crypto::kTlsAlpnHttp11.size())) != 0)
        return failed("version 1.3 cannot be set up");
    return {};
}

Result<TlsContext> newContext() {
    TlsContext context;
    try {
        context =
            std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client);
    } catch (const boost::system::system_error&) {
        return failed("no context");
    }
    HEARTH_TRY(harden(context->native_handle()));
    return context;
}

// The presented certificate that matches the pin and signed itself, or null.
X509* findPinned(STACK_OF(X509) * chain, base::ByteView pin) {
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        X509* const certificate = sk_X509_value(chain, i);
        const base::Digest digest = crypto::sha256(derOf(certificate));
        if (digest.view().substr(0, pin.size()) == pin &&
            X509_check_issued(certificate, certificate) == X509_V_OK)
            return certificate;
    }
    return nullptr;
}

// Replaces OpenSSL's search for an anchor, not its verification: that runs with the pinned root.
int verifyAgainstPin(X509_STORE_CTX* context, void* argument) {
    auto& pin = *static_cast<RootPin*>(argument);
    X509* const root = findPinned(X509_STORE_CTX_get0_untrusted(context), pin.pin);
    if (root == nullptr) {
        X509_STORE_CTX_set_error(context, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
        return 0;
    }
    const std::unique_ptr<STACK_OF(X509), FreeX509Stack> anchors(sk_X509_new_null());
    if (!anchors || sk_X509_push(anchors.get(), root) == 0) {
        X509_STORE_CTX_set_error(context, X509_V_ERR_OUT_OF_MEM);
        return 0;
    }
    X509_STORE_CTX_set0_trusted_stack(context, anchors.get());
    const int verified = X509_verify_cert(context);
    X509_STORE_CTX_set0_trusted_stack(context, nullptr);
    if (verified == 1) pin.rootDer = derOf(root);
    return verified;
}

}  // namespace

Result<TlsContext> enrolledContext(const sync::Enrolment& enrolment,
                                   const crypto::SigningKey& key) {
    auto context = newContext();
    if (!context) return context.error();
    SSL_CTX* const native = (*context)->native_handle();
    const auto root = parse(enrolment.rootDer);
    const auto issuer = parse(enrolment.issuerDer);
    const auto own = parse(enrolment.certificateDer);
    if (!root || !issuer || !own)
        return Error(ErrorCode::Malformed, "a certificate of this tablet does not decode");
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(native), root.get()) != 1)
        return failed("the authority cannot be trusted");
    if (SSL_CTX_use_certificate(native, own.get()) != 1 ||
        SSL_CTX_add1_chain_cert(native, issuer.get()) != 1 ||
        SSL_CTX_use_PrivateKey(native, static_cast<EVP_PKEY*>(key.native())) != 1 ||
        SSL_CTX_check_private_key(native) != 1)
        return failed("this tablet's key and certificate do not belong together");
    return context;
}

Result<TlsContext> pinnedContext(RootPin& pin) {
    // An empty pin would match anything.
    INVARIANT(!pin.pin.empty());
    auto context = newContext();
    if (!context) return context.error();
    SSL_CTX_set_cert_verify_callback((*context)->native_handle(), &verifyAgainstPin, &pin);
    return context;
}

Status expectHost(SSL* tls, const std::string& host) {
    X509_VERIFY_PARAM* const expected = SSL_get0_param(tls);
    X509_VERIFY_PARAM_set_hostflags(
        expected, X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    boost::system::error_code notAnAddress;
    (void)boost::asio::ip::make_address(host, notAnAddress);
    if (!notAnAddress) {
        if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1) return {};
        return failed("the server's address cannot be checked");
    }
    if (X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size()) != 1 ||
        // What SSL_set_tlsext_host_name() does, without the cast in that macro.
        SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(host.c_str())) != 1)
        return failed("the server's name cannot be checked");
    return {};
}

std::string verifyProblem(SSL* tls) {
    const long result = SSL_get_verify_result(tls);
    if (result == X509_V_OK) return {};
    return X509_verify_cert_error_string(result);
}

}  // namespace hearth::client::platform
