#include "server/auth/authority_keys.hpp"

#include "server/auth/secret_file.hpp"

namespace hearth::server::auth {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

constexpr std::size_t kStoreKeyBytes = 32;
constexpr std::size_t kStoreSaltBytes = 16;
constexpr const char* kKeysFolder = "keys";
constexpr const char* kOfflineFolder = "offline";

Status writePair(const std::filesystem::path& folder, const std::string& name,
                 const crypto::CertificateAndKey& pair) {
    HEARTH_TRY(writeNewFile(folder / (name + ".key"), pair.keyDer.view(), FileKind::Secret));
    return writeNewFile(folder / (name + ".crt"), crypto::toPem(pair.certificateDer),
                        FileKind::Public);
}

base::Result<base::Bytes> readPem(const std::filesystem::path& file) {
    const auto pem = readFile(file, FileKind::Public);
    if (!pem) return pem.error();
    auto der = crypto::certificateFromPem(pem->view());
    if (!der) return Error(ErrorCode::Corrupt, file.string() + " is not a PEM certificate");
    return der;
}

base::Result<crypto::CertificateAndKey> readPair(const std::filesystem::path& folder,
                                                 const std::string& name) {
    auto certificate = readPem(folder / (name + ".crt"));
    if (!certificate) return certificate.error();
    auto key = readFile(folder / (name + ".key"), FileKind::Secret);
    if (!key) return key.error();
    return crypto::CertificateAndKey{std::move(*certificate), std::move(*key)};
}

Status writeStoreKey(const std::filesystem::path& folder) {
    const crypto::Secret bytes = crypto::Secret::random(kStoreKeyBytes + kStoreSaltBytes);
    std::string text = base::toHex(bytes.view());
    Status written = writeNewFile(folder / "store.key", text, FileKind::Secret);
    text.assign(text.size(), '\0');  // the heap copy of the key does not outlive the call
    return written;
}

base::Result<sqlite::DatabaseKey> readStoreKey(const std::filesystem::path& folder) {
    const auto text = readFile(folder / "store.key", FileKind::Secret);
    if (!text) return text.error();
    std::string_view digits = text->view();
    while (!digits.empty() && (digits.back() == '\n' || digits.back() == '\r'))
        digits.remove_suffix(1);  // an editor may have added a line end
    auto bytes = base::fromHex(digits);
    if (!bytes || bytes->size() != kStoreKeyBytes + kStoreSaltBytes)
        return Error(ErrorCode::Corrupt,
                     (folder / "store.key").string() + " does not hold 96 hexadecimal digits");
    sqlite::DatabaseKey key;
    key.key = crypto::Secret::copyOf(base::ByteView(*bytes).substr(0, kStoreKeyBytes));
    key.salt = bytes->substr(kStoreKeyBytes);
    bytes->assign(bytes->size(), '\0');
    return key;
}

}  // namespace

Status createAuthority(const std::filesystem::path& folder, const AuthorityOrder& order,
                       base::WallTime now) {
    // Everything that can be refused comes before the first file.
    const auto root = crypto::makeRoot(order.authority, now);
    if (!root) return root.error();
    const auto issuing = crypto::makeIssuing(*root, order.authority, now);
    if (!issuing) return issuing.error();
    const auto server = crypto::makeServer(*issuing, order.hostNames, now);
    if (!server) return server.error();

    const std::filesystem::path keys = folder / kKeysFolder;
    HEARTH_TRY(makePrivateFolder(keys));
    HEARTH_TRY(makePrivateFolder(keys / kOfflineFolder));
    HEARTH_TRY(
        writeNewFile(keys / kOfflineFolder / "root.key", root->keyDer.view(), FileKind::Secret));
    HEARTH_TRY(
        writeNewFile(keys / "root.crt", crypto::toPem(root->certificateDer), FileKind::Public));
    HEARTH_TRY(writePair(keys, "issuing", *issuing));
    HEARTH_TRY(writePair(keys, "server", *server));
    return writeStoreKey(keys);
}

base::Result<AuthorityKeys> loadAuthority(const std::filesystem::path& folder) {
    const std::filesystem::path keys = folder / kKeysFolder;
    auto root = loadRoot(folder);
    if (!root) return root.error();
    auto issuing = readPair(keys, "issuing");
    if (!issuing) return issuing.error();
    auto server = readPair(keys, "server");
    if (!server) return server.error();
    auto storeKey = readStoreKey(keys);
    if (!storeKey) return storeKey.error();
    return AuthorityKeys{std::move(*root), std::move(*issuing), std::move(*server),
                         std::move(*storeKey)};
}

base::Result<base::Bytes> loadRoot(const std::filesystem::path& folder) {
    return readPem(folder / kKeysFolder / "root.crt");
}

}  // namespace hearth::server::auth
