#include "client/store/key_file.hpp"

#include "client/store/durable_file.hpp"
#include "shared/crypto/hash.hpp"

namespace hearth::client::store {

using base::Bytes;
using base::ByteView;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr ByteView kMagic = "HEARTHKY";
constexpr std::uint64_t kVersion = 1;
constexpr ByteView kKekInfo = "hearth/kek/v1";
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kFileIdBytes = 16;
constexpr std::size_t kDataKeyBytes = 32;
constexpr std::size_t kDataSaltBytes = 16;
constexpr std::size_t kDeviceSecretBytes = 32;
constexpr std::size_t kKekBytes = 32;
// A header, a slot and an escrow box come to some 300 bytes.
constexpr std::size_t kFileBytesMax = 4096;
constexpr std::size_t kHeaderBytes =
    kMagic.size() + kNumberBytes + kFileIdBytes + 2 * kNumberBytes + crypto::kArgonSaltBytes;

Error damaged(const char* what) {
    return {ErrorCode::Corrupt, std::string("the key file is damaged: ") + what};
}

// Takes parts off the front; empty and `failed` when there is not enough.
class Reader {
public:
    explicit Reader(ByteView bytes) noexcept : m_rest(bytes) {}
    ByteView take(std::size_t count) noexcept {
        if (count > m_rest.size()) {
            m_failed = true;
            return {};
        }
        const ByteView part = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return part;
    }
    std::uint64_t number() noexcept {
        std::uint64_t value = 0;
        for (const char c : take(kNumberBytes))
            value = value << 8U | static_cast<std::uint8_t>(c);
        return value;
    }
    ByteView sized() noexcept { return take(static_cast<std::size_t>(number())); }
    [[nodiscard]] bool isWhole() const noexcept { return !m_failed && m_rest.empty(); }

private:
    ByteView m_rest;
    bool m_failed = false;
};

struct Parts {
    ByteView header;
    ByteView fileId;
    crypto::ArgonCost cost;
    ByteView salt;
    ByteView slot;
    ByteView escrow;
};

bool isUsable(std::uint64_t memoryMib, std::uint64_t passes) noexcept {
    return memoryMib >= crypto::kArgonFloor.memoryMib &&
           memoryMib <= crypto::kArgonCeiling.memoryMib && passes >= crypto::kArgonFloor.passes &&
           passes <= crypto::kArgonCeiling.passes;
}

Result<Parts> split(ByteView file) {
    if (file.substr(0, kMagic.size()) != kMagic) return damaged("it does not begin as one");
    Reader reader(file.substr(kMagic.size()));
    if (reader.number() != kVersion)
        return Error(ErrorCode::UnsupportedVersion, "a key file of another version");
    if (file.size() < kHeaderBytes + base::Digest::kSize) return damaged("it is cut off");
    const ByteView content = file.substr(0, file.size() - base::Digest::kSize);
    if (crypto::sha256(content).view() != file.substr(content.size()))
        return damaged("its checksum differs");

    Parts parts;
    parts.header = content.substr(0, kHeaderBytes);
    parts.fileId = reader.take(kFileIdBytes);
    const std::uint64_t memoryMib = reader.number();
    const std::uint64_t passes = reader.number();
    parts.salt = reader.take(crypto::kArgonSaltBytes);
    // Lowered by whoever wants to guess faster, or raised to exhaust the tablet.
    if (!isUsable(memoryMib, passes)) return damaged("its cost is out of bounds");
    parts.cost = {static_cast<std::uint32_t>(memoryMib), static_cast<std::uint32_t>(passes)};
    Reader rest(content.substr(kHeaderBytes));
    parts.slot = rest.sized();
    parts.escrow = rest.sized();
    if (!rest.isWhole()) return damaged("its parts do not add up");
    return parts;
}

Result<crypto::Secret> deriveKek(const Parts& parts, const crypto::Secret& passphrase,
                                 const crypto::Secret& deviceSecret) {
    if (deviceSecret.size() != kDeviceSecretBytes)
        return Error(ErrorCode::InvalidArgument, "a device's secret has 32 bytes");
    const auto stretched = crypto::argon2id(passphrase, parts.salt, parts.cost);
    if (!stretched) return stretched.error();
    crypto::Secret joined(stretched->size() + deviceSecret.size());
    std::copy(stretched->octets().begin(), stretched->octets().end(), joined.octets().begin());
    std::copy(deviceSecret.octets().begin(), deviceSecret.octets().end(),
              joined.octets().begin() + static_cast<std::ptrdiff_t>(stretched->size()));
    return crypto::hkdf(joined.view(), parts.fileId, kKekInfo, kKekBytes);
}

void appendSized(Bytes& out, ByteView part) {
    base::appendBigEndian64(out, part.size());
    out.append(part);
}

Bytes newHeader(crypto::ArgonCost cost) {
    Bytes header(kMagic);
    base::appendBigEndian64(header, kVersion);
    header.append(crypto::Secret::random(kFileIdBytes).view());
    base::appendBigEndian64(header, cost.memoryMib);
    base::appendBigEndian64(header, cost.passes);
    header.append(crypto::Secret::random(crypto::kArgonSaltBytes).view());
    return header;
}

sqlite::DatabaseKey keyOf(const crypto::Secret& content) {
    return {crypto::Secret::copyOf(content.view().substr(0, kDataKeyBytes)),
            Bytes(content.view().substr(kDataKeyBytes))};
}

}  // namespace

Result<sqlite::DatabaseKey> createKeyFile(const std::filesystem::path& file,
                                          const KeyFileInput& input) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
        return Error(ErrorCode::AlreadyExists, "this tablet has a key file");
    if (!isUsable(input.cost.memoryMib, input.cost.passes))
        return Error(ErrorCode::InvalidArgument, "a key derivation cost out of bounds");
    Bytes content = newHeader(input.cost);
    const Bytes header = content;
    Parts parts;
    parts.fileId = ByteView(header).substr(kMagic.size() + kNumberBytes, kFileIdBytes);
    parts.salt = ByteView(header).substr(kHeaderBytes - crypto::kArgonSaltBytes);
    parts.cost = input.cost;

    const auto kek = deriveKek(parts, input.passphrase, input.deviceSecret);
    if (!kek) return kek.error();
    const crypto::Secret dataKey = crypto::Secret::random(kDataKeyBytes + kDataSaltBytes);
    const auto slot = crypto::encrypt(*kek, dataKey.view(), header);
    if (!slot) return slot.error();
    appendSized(content, *slot);
    Bytes escrow;
    if (!input.escrowPublicKey.empty()) {
        auto sealed = crypto::seal(input.escrowPublicKey, dataKey.view());
        if (!sealed) return sealed.error();
        escrow = std::move(*sealed);
    }
    appendSized(content, escrow);
    content.append(crypto::sha256(content).view());
    HEARTH_TRY(writeNewFile(file, content));
    return keyOf(dataKey);
}

Result<sqlite::DatabaseKey> openKeyFile(const std::filesystem::path& file,
                                        const crypto::Secret& passphrase,
                                        const crypto::Secret& deviceSecret) {
    const auto content = readWholeFile(file, kFileBytesMax);
    if (!content && content.error().code() == ErrorCode::TooLarge)
        return damaged("it is too large");
    if (!content) return content.error();
    const auto parts = split(*content);
    if (!parts) return parts.error();
    const auto kek = deriveKek(*parts, passphrase, deviceSecret);
    if (!kek) return kek.error();
    const auto dataKey = crypto::decrypt(*kek, parts->slot, parts->header);
    if (!dataKey && dataKey.error().code() == ErrorCode::WrongKey)
        return Error(ErrorCode::WrongKey, "the passphrase does not open this tablet");
    if (!dataKey) return dataKey.error();
    if (dataKey->size() != kDataKeyBytes + kDataSaltBytes) return damaged("its key is too short");
    return keyOf(*dataKey);
}

}  // namespace hearth::client::store
