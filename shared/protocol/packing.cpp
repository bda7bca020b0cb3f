#include "shared/protocol/packing.hpp"

#include <zstd.h>

#include "shared/records/wire.hpp"

namespace hearth::protocol {

using base::Error;
using base::ErrorCode;
using base::Result;

Result<base::Bytes> pack(base::ByteView plain, int level) {
    base::Bytes packed(ZSTD_compressBound(plain.size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), level);
    if (ZSTD_isError(size) != 0U) return Error(ErrorCode::Internal, "zstd does not pack");
    packed.resize(size);
    return packed;
}

Result<std::size_t> unpackedSize(base::ByteView packed) {
    const auto declared = ZSTD_getFrameContentSize(packed.data(), packed.size());
    if (declared == ZSTD_CONTENTSIZE_ERROR || declared == ZSTD_CONTENTSIZE_UNKNOWN)
        return Error(ErrorCode::Malformed, "not a sized zstd frame");
    return static_cast<std::size_t>(declared);
}

Result<base::Bytes> unpack(base::ByteView packed, std::size_t bytesMax) {
    const auto declared = unpackedSize(packed);
    if (!declared) return declared.error();
    if (*declared > bytesMax) return Error(ErrorCode::TooLarge, "a zstd frame over the limit");
    base::Bytes plain(*declared, '\0');
    const std::size_t size =
        ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
    if (ZSTD_isError(size) != 0U || size != plain.size())
        return Error(ErrorCode::Malformed, "a damaged zstd frame");
    return plain;
}

Result<KeptPage> packPage(const Page& page) {
    const base::Bytes plain = page.SerializeAsString();
    auto packed = pack(plain, kPackToKeepLevel);
    if (!packed) return packed.error();
    KeptPage kept;
    kept.page.set_scope_id(page.scope_id());
    kept.page.set_packed(std::move(*packed));
    kept.nextCursor = page.next_cursor();
    kept.unpackedBytes = plain.size();
    return kept;
}

Result<Page> unpackPage(const PackedPage& packed, std::size_t bytesMax) {
    const auto plain = unpack(packed.packed(), bytesMax);
    if (!plain) return plain.error();
    Page page;
    if (!records::wire::parse(*plain, page))
        return Error(ErrorCode::Malformed, "a packed page that holds no page");
    if (page.scope_id() != packed.scope_id())
        return Error(ErrorCode::Malformed, "a packed page of another scope");
    return page;
}

}  // namespace hearth::protocol
