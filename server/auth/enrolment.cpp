#include "server/auth/enrolment.hpp"

#include "schema/records/reference.pb.h"
#include "server/auth/enrolment_code.hpp"
#include "shared/records/schema.hpp"

namespace hearth::server::auth {

using base::Error;
using base::ErrorCode;

namespace {

Redemption refused(ErrorCode code, std::string sentence) {
    Redemption answer;
    answer.refused = Error(code, std::move(sentence));
    return answer;
}

// Why this row's code cannot be used, if it cannot.
std::optional<Error> unusable(const store::EnrolmentRow& row, base::WallTime now) {
    if (row.used) return Error(ErrorCode::Refused, "this code has been used; ask for a new one");
    if (now >= row.expires)
        return Error(ErrorCode::Refused, "this code has expired; ask for a new one");
    if (row.triesLeft == 0)
        return Error(ErrorCode::Refused, "this code was tried too often; ask for a new one");
    return std::nullopt;
}

// The device row of a certificate just issued.
base::Result<store::DeviceRow> deviceRow(const store::EnrolmentRow& code, const std::string& label,
                                         base::ByteView certificateDer, base::WallTime now) {
    const auto facts = crypto::readCertificate(certificateDer);
    if (!facts) return facts.error();
    store::DeviceRow row;
    row.device = facts->device;
    row.worker = code.worker;
    row.label = label.empty() ? code.label : label;
    row.publicKeyDer = facts->publicKeyDer;
    row.fingerprint = facts->fingerprint;
    row.enrolledAt = now;
    return row;
}

}  // namespace

base::Status checkLabel(std::string_view label) {
    if (label.empty() || label.size() > kDeviceLabelBytesMax || !base::isValidText(label))
        return Error(
            ErrorCode::InvalidArgument,
            "a tablet's label is text of 1 to " + std::to_string(kDeviceLabelBytesMax) + " bytes");
    return {};
}

base::Result<MadeCode> makeEnrolmentCode(store::Store& store, const CodeOrder& order,
                                         base::ByteView rootDer, base::Random& random) {
    HEARTH_TRY(checkLabel(order.label));
    const auto worker = store.entity({records::typeNumber<records::Worker>(), order.worker});
    if (!worker) return worker.error();
    if (!*worker || (*worker)->retired)
        return Error(ErrorCode::NotFound, "there is no worker " + order.worker.hex());

    const std::string secret = makeCodeSecret(random);
    store::EnrolmentRow row;
    row.secretHash = hashSecret(secret);
    row.worker = order.worker;
    row.label = order.label;
    row.expires = store.now() + kCodeLifetime;
    row.triesLeft = kCodeTriesMax;
    HEARTH_TRY(store.addEnrolment(row));
    return MadeCode{formatCode(secret, rootDer), row.expires};
}

base::Result<Redemption> redeem(store::Store& store, const protocol::EnrolRequest& request,
                                const crypto::CertificateAndKey& issuing, base::Random& random) {
    const auto secret = normaliseSecret(request.code());
    if (!secret) return refused(ErrorCode::Refused, "this code is not known; check what was typed");
    const auto found = store.enrolment(hashSecret(*secret));
    if (!found) return found.error();
    if (!*found) return refused(ErrorCode::Refused, "this code is not known; check what was typed");
    store::EnrolmentRow row = **found;
    const base::WallTime now = store.now();
    if (auto reason = unusable(row, now)) return refused(reason->code(), reason->detail());

    // Every request with the right code is a try, whatever becomes of it.
    --row.triesLeft;
    HEARTH_TRY(store.updateEnrolment(row));
    if (!request.device_label().empty()) {
        if (const auto label = checkLabel(request.device_label()); !label)
            return refused(label.error().code(), label.error().detail());
    }
    base::DeviceId id;
    random.fill(id.octets);
    auto certificate = crypto::issueDevice(issuing, request.csr_der(), id, now);
    if (!certificate) return refused(certificate.error().code(), certificate.error().detail());
    auto device = deviceRow(row, request.device_label(), *certificate, now);
    if (!device) return device.error();

    row.used = true;
    HEARTH_TRY(store.updateEnrolment(row));
    HEARTH_TRY(store.putDevice(*device));
    Redemption answer;
    answer.enrolled = Enrolled{std::move(*device), std::move(*certificate)};
    return answer;
}

}  // namespace hearth::server::auth
