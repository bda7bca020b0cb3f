// A tablet's folder: key file, store, identity, certificate and server address; enrol and unlock.
// The app and the headless tablets open it in the same way.
//   key.hearth  store.db (+wal)  enrolment.hearth (device key wrapped by the device's secret)
// Owner: the composition root. Threads: enrol and unlock block (network, Argon2id): not the UI
// thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "client/store/tablet_store.hpp"
#include "client/sync/transport.hpp"
#include "shared/crypto/signature.hpp"

namespace hearth::client::sync {

// Where and how a tablet reaches its server.
struct Enrolment {
    std::string host;
    std::uint16_t port = 0;
    std::string authorityName;
    base::Bytes rootDer;  // the pinned authority
    base::Bytes issuerDer;
    base::Bytes certificateDer;  // of this device
    base::DeviceId device;
    base::WorkerId worker;
};

// What a person types or scans: "host:port" and a code that carries a secret and the pin of the
// authority's root certificate, so that the tablet trusts before it speaks.
// Code: 32 letters and digits (Crockford base32), 16 of secret (80 bits), 16 of pin (80 bits of the
// root's SHA-256); groups of four with dashes, case and O/0, I/1/L confusions forgiven.
struct EnrolmentCode {
    std::string secret;
    base::Bytes rootPin;  // 10 bytes
};
[[nodiscard]] base::Result<EnrolmentCode> parseEnrolmentCode(std::string_view text);

class Tablet {
public:
    [[nodiscard]] static bool isEnrolled(const std::filesystem::path& folder);
    // Makes the device key, asks the server for a certificate, writes the folder. On failure the
    // folder is as before. Errors: Refused (code used, expired, wrong), Untrusted (another server's
    // certificate), Unreachable, AlreadyExists, InvalidArgument (passphrase too short).
    struct EnrolInput {
        std::filesystem::path folder;
        std::string host;
        std::uint16_t port = 0;  // the enrolment port
        std::string code;
        std::string label;
        const crypto::Secret& passphrase;
        const crypto::Secret& deviceSecret;
        Enroller& enroller;
    };
    [[nodiscard]] static base::Status enrol(const EnrolInput& input, const base::Clock& clock,
                                            base::Random& random);
    // WrongKey (passphrase), Corrupt (clear sentence, file kept), Busy (already open).
    [[nodiscard]] static base::Result<Tablet> unlock(const std::filesystem::path& folder,
                                                     const crypto::Secret& passphrase,
                                                     const crypto::Secret& deviceSecret,
                                                     const base::Clock& clock,
                                                     base::Random& random);

    Tablet(Tablet&&) noexcept;
    Tablet& operator=(Tablet&&) noexcept;
    ~Tablet();
    [[nodiscard]] store::TabletStore& store() noexcept;
    [[nodiscard]] const Enrolment& enrolment() const noexcept;
    [[nodiscard]] const crypto::SigningKey& deviceKey() const noexcept;
    [[nodiscard]] store::TabletStore::Signer signer() const;

private:
    struct Impl;
    explicit Tablet(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::client::sync
