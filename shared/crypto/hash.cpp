#include "shared/crypto/hash.hpp"

#include "shared/crypto/openssl.hpp"

namespace hearth::crypto {

namespace {
// Fetched once: OpenSSL 3 looks an implementation up at each use otherwise, which costs more than
// hashing an edit.
const EVP_MD* sha256Method() noexcept {
    static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return method;
}
}  // namespace

base::Digest sha256(std::initializer_list<base::ByteView> parts) noexcept {
    const DigestContext context(EVP_MD_CTX_new());
    INVARIANT(context && EVP_DigestInit_ex2(context.get(), sha256Method(), nullptr) == 1);
    for (const base::ByteView part : parts)
        INVARIANT(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    base::Digest digest;
    unsigned int length = 0;
    INVARIANT(EVP_DigestFinal_ex(context.get(), digest.octets.data(), &length) == 1);
    INVARIANT(length == base::Digest::kSize);
    return digest;
}

base::Digest sha256(base::ByteView bytes) noexcept {
    return sha256({bytes});
}

base::Digest chainStart(const base::Epoch& epoch) noexcept {
    return sha256(epoch.view());
}

base::Digest chainNext(const base::Digest& previous, const base::Digest& editHash,
                       base::ByteView outcome) noexcept {
    return sha256({previous.view(), editHash.view(), outcome});
}

}  // namespace hearth::crypto
