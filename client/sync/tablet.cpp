#include "client/sync/tablet.hpp"

#include <system_error>

#include "client/store/key_file.hpp"
#include "client/sync/enrolment_file.hpp"
#include "client/sync/tablet_folder.hpp"
#include "shared/crypto/certificate.hpp"

namespace hearth::client::sync {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace fs = std::filesystem;

struct Tablet::Impl {
    Enrolment enrolment;
    // Shared with signers, which may outlive the tablet by the rest of a sync run.
    std::shared_ptr<const crypto::SigningKey> key;
    store::TabletStore store;
};

Tablet::Tablet(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Tablet::Tablet(Tablet&&) noexcept = default;
Tablet& Tablet::operator=(Tablet&&) noexcept = default;
Tablet::~Tablet() = default;

bool Tablet::isEnrolled(const fs::path& folder) {
    std::error_code ignored;
    return fs::exists(folder / kEnrolmentFileName, ignored);
}

Result<Tablet> Tablet::unlock(const fs::path& folder, const crypto::Secret& passphrase,
                              const crypto::Secret& deviceSecret, const base::Clock& clock,
                              base::Random& random) {
    if (!isEnrolled(folder)) return Error(ErrorCode::NotFound, "this tablet is not enrolled");
    auto enrolled = readEnrolment(folder / kEnrolmentFileName, deviceSecret);
    if (!enrolled) return enrolled.error();
    const auto key = store::openKeyFile(folder / kKeyFileName, passphrase, deviceSecret);
    if (!key) return key.error();
    const fs::path file = folder / kStoreFileName;
    std::error_code ignored;
    // An empty store in the place of a lost one would look as if nothing had been recorded.
    if (!fs::exists(file, ignored))
        return Error(ErrorCode::Corrupt, "the store of this tablet is gone; call support");
    auto opened = store::TabletStore::open(file, *key, clock, random);
    if (!opened && opened.error().code() == ErrorCode::Corrupt)
        return Error(ErrorCode::Corrupt,
                     "the passphrase is right, but the store of this tablet is damaged (" +
                         opened.error().detail() + "); it was left as it is, call support");
    if (!opened) return opened.error();
    const auto identity = opened->identity();
    if (!identity) return identity.error();
    if (!*identity || (*identity)->device != enrolled->enrolment.device ||
        (*identity)->worker != enrolled->enrolment.worker)
        return Error(ErrorCode::Corrupt, "store and enrolment of this tablet are not one's");
    const auto issuer = crypto::readCertificate(enrolled->enrolment.issuerDer);
    if (!issuer) return issuer.error();
    opened->trustRevocationsOf(issuer->publicKeyDer);
    auto signingKey = std::make_shared<const crypto::SigningKey>(std::move(enrolled->key));
    return Tablet(std::unique_ptr<Impl>(
        new Impl{std::move(enrolled->enrolment), std::move(signingKey), std::move(*opened)}));
}

store::TabletStore& Tablet::store() noexcept {
    return m_impl->store;
}

const Enrolment& Tablet::enrolment() const noexcept {
    return m_impl->enrolment;
}

const crypto::SigningKey& Tablet::deviceKey() const noexcept {
    return *m_impl->key;
}

store::TabletStore::Signer Tablet::signer() const {
    return [key = m_impl->key](base::ByteView message) { return key->sign(message); };
}

}  // namespace hearth::client::sync
