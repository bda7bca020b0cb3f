#include "tests/client/sync/authority.hpp"

#include "shared/crypto/hash.hpp"
#include "shared/crypto/signature.hpp"
#include "tests/client/store/kit.hpp"

namespace hearth::tests {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace sync = client::sync;

namespace {

constexpr std::size_t kPinBytes = 10;
constexpr std::uint32_t kSyncPort = 8443;

std::string base32(base::ByteView bytes) {
    constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string text;
    std::uint32_t pending = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        pending = pending << 8U | static_cast<std::uint8_t>(c);
        for (bits += 8; bits >= 5; bits -= 5)
            text.push_back(kAlphabet[pending >> (bits - 5) & 31U]);
    }
    return text;
}

}  // namespace

Authority Authority::make(base::WallTime now) {
    INVARIANT(crypto::initialise());
    auto root = crypto::makeRoot("Westmere Council", now).value();
    auto issuing = crypto::makeIssuing(root, "Westmere Council", now).value();
    return {std::move(root), std::move(issuing)};
}

base::Bytes Authority::pin() const {
    return base::Bytes(crypto::sha256(root.certificateDer).view().substr(0, kPinBytes));
}

std::string Authority::code(const std::string& secret) const {
    return secret + "-" + base32(pin());
}

sync::Enrolment enrolmentOf(const Authority& authority, const crypto::SigningKey& key,
                            std::uint16_t port, base::WallTime now) {
    sync::Enrolment enrolment;
    enrolment.host = "127.0.0.1";
    enrolment.port = port;
    enrolment.rootDer = authority.root.certificateDer;
    enrolment.issuerDer = authority.issuing.certificateDer;
    enrolment.device = idOf<base::DeviceId>(1);
    const auto csr = key.certificateRequest("tablet").value();
    enrolment.certificateDer =
        crypto::issueDevice(authority.issuing, csr, enrolment.device, now).value();
    return enrolment;
}

Result<sync::EnrolmentAnswer> FakeEnroller::enrol(const sync::EnrolmentDoor& door,
                                                  const protocol::EnrolRequest& request) {
    ++calls;
    heardSecret = request.code();
    heardLabel = request.device_label();
    if (door.rootPin != m_authority.pin()) return Error(ErrorCode::Untrusted, "another authority");
    if (refusal) return *refusal;
    const auto device = idOf<base::DeviceId>(0xD1);
    base::Bytes csr = request.csr_der();
    if (certifiesAnother)
        csr = crypto::SigningKey::generate().value().certificateRequest("other").value();
    auto certificate = crypto::issueDevice(m_authority.issuing, csr, device, m_now);
    if (!certificate) return certificate.error();
    sync::EnrolmentAnswer answer;
    answer.rootDer = m_authority.root.certificateDer;
    answer.reply.set_device_id(device.bytes());
    answer.reply.set_worker_id(idOf<base::WorkerId>(0x41).bytes());
    answer.reply.set_certificate_der(std::move(*certificate));
    answer.reply.set_issuer_der(m_authority.issuing.certificateDer);
    answer.reply.set_authority_name("Westmere Council");
    answer.reply.set_sync_port(kSyncPort);
    return answer;
}

}  // namespace hearth::tests
