#include "shared/crypto/running_hash.hpp"

#include "shared/crypto/openssl.hpp"

namespace hearth::crypto {

struct RunningHash::Impl {
    DigestContext context{EVP_MD_CTX_new()};
};

RunningHash::RunningHash() : m_impl(std::make_unique<Impl>()) {
    EVP_MD_CTX* const context = m_impl->context.get();
    INVARIANT(context != nullptr && EVP_DigestInit_ex2(context, EVP_sha256(), nullptr) == 1);
}

RunningHash::~RunningHash() = default;

void RunningHash::add(base::ByteView part) noexcept {
    INVARIANT(EVP_DigestUpdate(m_impl->context.get(), part.data(), part.size()) == 1);
}

base::Digest RunningHash::finish() noexcept {
    base::Digest digest;
    unsigned int length = 0;
    INVARIANT(EVP_DigestFinal_ex(m_impl->context.get(), digest.octets.data(), &length) == 1);
    INVARIANT(length == base::Digest::kSize);
    return digest;
}

}  // namespace hearth::crypto
