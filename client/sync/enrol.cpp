// Enrolling: everything is made in a folder beside, which gets the tablet's name when it is whole.
#include <system_error>

#include "client/store/durable_file.hpp"
#include "client/store/key_file.hpp"
#include "client/sync/enrolment_file.hpp"
#include "client/sync/tablet_folder.hpp"
#include "shared/crypto/certificate.hpp"

namespace hearth::client::sync {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSubject = "hearth tablet";
// Far above what a server's settings allow a name.
constexpr std::size_t kAuthorityNameBytesMax = 200;
constexpr unsigned char kContinuationMask = 0xC0;
constexpr unsigned char kContinuation = 0x80;

// A folder that goes again unless it is kept.
class Workplace {
public:
    explicit Workplace(fs::path folder) : m_folder(std::move(folder)) {}
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;
    ~Workplace() {
        std::error_code ignored;
        if (!m_folder.empty()) fs::remove_all(m_folder, ignored);
    }
    [[nodiscard]] const fs::path& folder() const noexcept { return m_folder; }

    [[nodiscard]] Status make() const {
        std::error_code problem;
        // What an enrolment that was cut off left behind; nobody was enrolled by it.
        fs::remove_all(m_folder, problem);
        fs::create_directories(m_folder, problem);
        if (!problem) fs::permissions(m_folder, fs::perms::owner_all, problem);
        if (problem) return store::systemFailure(problem.value(), "the tablet's folder");
        return {};
    }
    [[nodiscard]] Status keepAs(const fs::path& folder) {
        std::error_code problem;
        HEARTH_TRY(store::syncFolder(m_folder));
        fs::rename(m_folder, folder, problem);
        if (problem) return store::systemFailure(problem.value(), "the tablet's folder");
        m_folder.clear();
        return store::syncFolder(fs::absolute(folder).parent_path());
    }

private:
    fs::path m_folder;
};

std::size_t charactersOf(base::ByteView utf8) noexcept {
    std::size_t count = 0;
    for (const char c : utf8)
        count += (static_cast<unsigned char>(c) & kContinuationMask) != kContinuation ? 1 : 0;
    return count;
}

Status checkInput(const Tablet::EnrolInput& input) {
    if (Tablet::isEnrolled(input.folder))
        return Error(ErrorCode::AlreadyExists, "this tablet is enrolled");
    std::error_code problem;
    if (fs::exists(input.folder, problem) && !fs::is_empty(input.folder, problem))
        return Error(ErrorCode::AlreadyExists, "the tablet's folder holds other files");
    if (charactersOf(input.passphrase.view()) < store::kPassphraseCharactersMin)
        return Error(ErrorCode::InvalidArgument, "a passphrase has at least 12 characters");
    if (input.host.empty() || input.port == 0)
        return Error(ErrorCode::InvalidArgument, "a server's address has a name and a port");
    return {};
}

// What the server gave must be about this tablet and this key.
Result<Enrolment> accept(const Tablet::EnrolInput& input, const EnrolmentAnswer& answer,
                         const crypto::SigningKey& key) {
    const auto device = base::DeviceId::fromBytes(answer.reply.device_id());
    const auto worker = base::WorkerId::fromBytes(answer.reply.worker_id());
    const std::uint32_t port = answer.reply.sync_port();
    const std::string& name = answer.reply.authority_name();
    // A certificate that names no device reads as the nil one.
    if (!device || device->isNil() || !worker || worker->isNil() || port == 0 || port > UINT16_MAX)
        return Error(ErrorCode::Malformed, "the server's answer to the enrolment");
    if (name.empty() || name.size() > kAuthorityNameBytesMax || !base::isValidText(name))
        return Error(ErrorCode::Malformed, "the authority's name in the server's answer");
    const auto facts = crypto::readCertificate(answer.reply.certificate_der());
    if (!facts) return facts.error();
    // Shown at every sync from now on: found out here, while nothing is written.
    if (const auto issuer = crypto::readCertificate(answer.reply.issuer_der()); !issuer)
        return issuer.error();
    const auto ours = key.publicDer();
    if (!ours) return ours.error();
    if (facts->device != *device || facts->publicKeyDer != *ours)
        return Error(ErrorCode::Untrusted, "the certificate is not for this tablet");
    Enrolment enrolment;
    enrolment.host = input.host;
    enrolment.port = static_cast<std::uint16_t>(port);
    enrolment.authorityName = answer.reply.authority_name();
    enrolment.rootDer = answer.rootDer;
    enrolment.issuerDer = answer.reply.issuer_der();
    enrolment.certificateDer = answer.reply.certificate_der();
    enrolment.device = *device;
    enrolment.worker = *worker;
    return enrolment;
}

Status makeStore(const fs::path& folder, const Tablet::EnrolInput& input,
                 const Enrolment& enrolment, const base::Clock& clock, base::Random& random) {
    const auto key =
        store::createKeyFile(folder / kKeyFileName, {input.passphrase, input.deviceSecret, {}, {}});
    if (!key) return key.error();
    auto opened = store::TabletStore::open(folder / kStoreFileName, *key, clock, random,
                                           sqlite::OpenMode::CreateOrOpen);
    if (!opened) return opened.error();
    HEARTH_TRY(opened->setIdentity({enrolment.device, enrolment.worker}));
    return opened->checkpoint();
}

}  // namespace

Status Tablet::enrol(const EnrolInput& input, const base::Clock& clock, base::Random& random) {
    HEARTH_TRY(checkInput(input));
    const auto code = parseEnrolmentCode(input.code);
    if (!code) return code.error();
    const auto key = crypto::SigningKey::generate();
    if (!key) return key.error();
    auto request = key->certificateRequest(std::string(kSubject));
    if (!request) return request.error();
    // Local failures come first: the code is used up by asking.
    Workplace workplace(input.folder.string() + ".enrolling");
    HEARTH_TRY(workplace.make());

    protocol::EnrolRequest message;
    message.set_code(code->secret);
    message.set_csr_der(std::move(*request));
    message.set_device_label(input.label);
    const auto answer = input.enroller.enrol({input.host, input.port, code->rootPin}, message);
    if (!answer) return answer.error();
    const auto enrolment = accept(input, *answer, *key);
    if (!enrolment) return enrolment.error();
    HEARTH_TRY(makeStore(workplace.folder(), input, *enrolment, clock, random));
    HEARTH_TRY(writeEnrolment(workplace.folder() / kEnrolmentFileName, *enrolment, *key,
                              input.deviceSecret));
    return workplace.keepAs(input.folder);
}

}  // namespace hearth::client::sync
