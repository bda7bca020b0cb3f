#include "client/sync/enrolment_file.hpp"

#include <limits>

#include "client/store/durable_file.hpp"
#include "schema/client/enrolment.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/crypto/wrap.hpp"
#include "shared/records/wire.hpp"

namespace hearth::client::sync {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

constexpr base::ByteView kMagic = "HEARTHEN";
constexpr std::uint32_t kVersion = 1;
constexpr base::ByteView kKeyInfo = "hearth/device-key/v1";
constexpr std::size_t kWrapKeyBytes = 32;
constexpr std::size_t kDeviceSecretBytes = 32;
// Three certificates, a wrapped key and some names come to about three kilobytes. What is written
// can be read again.
constexpr std::size_t kFileBytesMax = 64UL * 1024UL;

Error damaged(const char* what) {
    return {ErrorCode::Corrupt, std::string("the enrolment file is damaged: ") + what};
}

Result<crypto::Secret> wrapKey(const crypto::Secret& deviceSecret, const base::DeviceId& device) {
    if (deviceSecret.size() != kDeviceSecretBytes)
        return Error(ErrorCode::InvalidArgument, "a device's secret has 32 bytes");
    return crypto::hkdf(deviceSecret.view(), device.view(), kKeyInfo, kWrapKeyBytes);
}

Result<EnrolmentFile> decode(base::ByteView content) {
    if (content.size() < kMagic.size() + base::Digest::kSize ||
        content.substr(0, kMagic.size()) != kMagic)
        return damaged("it does not begin as one");
    const base::ByteView signedPart = content.substr(0, content.size() - base::Digest::kSize);
    if (crypto::sha256(signedPart).view() != content.substr(signedPart.size()))
        return damaged("its checksum differs");
    const base::ByteView message = signedPart.substr(kMagic.size());
    EnrolmentFile file;
    if (!records::wire::parse(message, file)) return damaged("it does not decode");
    if (file.version() != kVersion)
        return Error(ErrorCode::UnsupportedVersion, "an enrolment file of another version");
    return file;
}

Result<Enrolment> enrolmentOf(const EnrolmentFile& file) {
    const auto device = base::DeviceId::fromBytes(file.device_id());
    const auto worker = base::WorkerId::fromBytes(file.worker_id());
    if (!device || !worker || file.host().empty() || file.port() == 0 ||
        file.port() > std::numeric_limits<std::uint16_t>::max())
        return damaged("it does not say whose tablet this is");
    Enrolment enrolment;
    enrolment.host = file.host();
    enrolment.port = static_cast<std::uint16_t>(file.port());
    enrolment.authorityName = file.authority_name();
    enrolment.rootDer = file.root_der();
    enrolment.issuerDer = file.issuer_der();
    enrolment.certificateDer = file.certificate_der();
    enrolment.device = *device;
    enrolment.worker = *worker;
    return enrolment;
}

}  // namespace

Status writeEnrolment(const std::filesystem::path& path, const Enrolment& enrolment,
                      const crypto::SigningKey& key, const crypto::Secret& deviceSecret) {
    const auto wrap = wrapKey(deviceSecret, enrolment.device);
    if (!wrap) return wrap.error();
    const auto plain = key.toDer();
    if (!plain) return plain.error();
    auto wrapped = crypto::encrypt(*wrap, plain->view(), enrolment.device.view());
    if (!wrapped) return wrapped.error();

    EnrolmentFile file;
    file.set_version(kVersion);
    file.set_host(enrolment.host);
    file.set_port(enrolment.port);
    file.set_authority_name(enrolment.authorityName);
    file.set_root_der(enrolment.rootDer);
    file.set_issuer_der(enrolment.issuerDer);
    file.set_certificate_der(enrolment.certificateDer);
    file.set_device_id(enrolment.device.bytes());
    file.set_worker_id(enrolment.worker.bytes());
    file.set_wrapped_device_key(std::move(*wrapped));
    base::Bytes content(kMagic);
    content.append(file.SerializeAsString());
    content.append(crypto::sha256(content).view());
    if (content.size() > kFileBytesMax)
        return Error(ErrorCode::TooLarge, "what the server said of the enrolment");
    return store::writeNewFile(path, content);
}

Result<EnrolmentAndKey> readEnrolment(const std::filesystem::path& path,
                                      const crypto::Secret& deviceSecret) {
    const auto content = store::readWholeFile(path, kFileBytesMax);
    if (!content && content.error().code() == ErrorCode::TooLarge)
        return damaged("it is too large");
    if (!content) return content.error();
    const auto file = decode(*content);
    if (!file) return file.error();
    auto enrolment = enrolmentOf(*file);
    if (!enrolment) return enrolment.error();
    const auto wrap = wrapKey(deviceSecret, enrolment->device);
    if (!wrap) return wrap.error();
    const auto plain = crypto::decrypt(*wrap, file->wrapped_device_key(), enrolment->device.view());
    if (!plain && plain.error().code() == ErrorCode::WrongKey)
        return Error(ErrorCode::WrongKey,
                     "this folder belongs to another device: the system's key store has another "
                     "secret");
    if (!plain) return damaged("its key is cut off");
    auto key = crypto::SigningKey::fromDer(*plain);
    if (!key) return damaged("its key is none");
    return EnrolmentAndKey{std::move(*enrolment), std::move(*key)};
}

}  // namespace hearth::client::sync
