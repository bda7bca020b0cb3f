#include "shared/protocol/frame.hpp"

#include <gtest/gtest.h>
#include <zstd.h>

#include "shared/base/random.hpp"

namespace hearth::protocol {
namespace {

using base::ErrorCode;

constexpr auto kLastCode = static_cast<std::uint32_t>(ErrorCode::Internal);

Exchange exchangeOf(std::size_t bytes) {
    Exchange exchange;
    exchange.add_messages()->mutable_push()->add_edits(std::string(bytes, 'a'));
    return exchange;
}

TEST(Frame, CarriesASmallExchangeUncompressed) {
    const auto frame = encodeFrame(exchangeOf(20), base::kExchangeBytesMax).value();
    EXPECT_EQ(frame[1], 0);
    EXPECT_EQ(
        decodeFrame(frame, base::kExchangeBytesMax).value().messages(0).push().edits(0).size(),
        20U);
}

TEST(Frame, CompressesALargeExchangeAndBringsItBackWhole) {
    const Exchange exchange = exchangeOf(50'000);
    const auto frame = encodeFrame(exchange, base::kExchangeBytesMax).value();
    EXPECT_LT(frame.size(), 1'000U);
    EXPECT_EQ(decodeFrame(frame, base::kExchangeBytesMax).value().SerializeAsString(),
              exchange.SerializeAsString());
}

TEST(Frame, RefusesToSayMoreThanTheLimit) {
    const auto frame =
        encodeFrame(exchangeOf(base::kExchangeBytesMax + 1), base::kExchangeBytesMax);
    EXPECT_EQ(frame.error().code(), ErrorCode::TooLarge);
}

TEST(Frame, RefusesAZstdFrameThatWouldUnpackBeyondTheLimit) {
    const std::string plain(base::kExchangeBytesMax + 1, 'a');
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), plain.data(), plain.size(), 3));
    const std::string frame = std::string("\x01\x01", 2) + packed;
    EXPECT_EQ(decodeFrame(frame, base::kExchangeBytesMax).error().code(), ErrorCode::TooLarge);
}

TEST(Frame, RefusesAPlainFrameOverTheLimit) {
    const auto frame = std::string("\x01\x00", 2) + exchangeOf(2'000).SerializeAsString();
    EXPECT_TRUE(decodeFrame(frame, base::kExchangeBytesMax).has_value());
    EXPECT_EQ(decodeFrame(frame, 1'000).error().code(), ErrorCode::TooLarge);
}

TEST(Frame, RefusesAZstdFrameThatDoesNotSayItsSize) {
    std::string plain = exchangeOf(2'000).SerializeAsString();
    std::string packed(ZSTD_compressBound(plain.size()), '\0');
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    packed.resize(
        ZSTD_compress2(context, packed.data(), packed.size(), plain.data(), plain.size()));
    ZSTD_freeCCtx(context);
    EXPECT_EQ(
        decodeFrame(std::string("\x01\x01", 2) + packed, base::kExchangeBytesMax).error().code(),
        ErrorCode::Malformed);
}

TEST(Frame, CarriesUncompressedWhatCompressionWouldMakeLarger) {
    base::SeededRandom random(11);
    std::string noise(2'000, '\0');
    for (char& c : noise)
        c = static_cast<char>(random.next());
    Exchange exchange;
    exchange.add_messages()->mutable_push()->add_edits(noise);
    const auto frame = encodeFrame(exchange, base::kExchangeBytesMax).value();
    EXPECT_EQ(frame[1], 0);
    EXPECT_EQ(decodeFrame(frame, base::kExchangeBytesMax).value().messages(0).push().edits(0),
              noise);
}

TEST(Frame, NamesAnotherVersionAsSuch) {
    EXPECT_EQ(decodeFrame(std::string("\x02\x00", 2), 100).error().code(),
              ErrorCode::UnsupportedVersion);
    EXPECT_EQ(decodeFrame(std::string("\x01\x07", 2), 100).error().code(),
              ErrorCode::UnsupportedVersion);
}

TEST(Frame, RefusesTooManyMessages) {
    Exchange exchange;
    for (std::size_t i = 0; i <= base::kExchangeMessagesMax; ++i)
        exchange.add_messages()->mutable_more();
    const auto frame = encodeFrame(exchange, base::kExchangeBytesMax).value();
    EXPECT_EQ(decodeFrame(frame, base::kExchangeBytesMax).error().code(), ErrorCode::TooLarge);
}

TEST(Frame, GivesAnErrorForACutAtEveryByte) {
    const auto frame = encodeFrame(exchangeOf(3'000), base::kExchangeBytesMax).value();
    for (std::size_t length = 0; length < frame.size(); ++length)
        EXPECT_FALSE(decodeFrame(frame.substr(0, length), base::kExchangeBytesMax).has_value())
            << length;
}

TEST(Frame, TakesFromAFailureOnlyCodesThatExist) {
    Failure failure;
    failure.set_sentence("why");
    for (std::uint32_t number = 1; number <= kLastCode; ++number) {
        failure.set_code(number);
        EXPECT_EQ(errorOf(failure).code(), static_cast<ErrorCode>(number));
        EXPECT_EQ(errorOf(failure).detail(), "why");
    }
    for (const std::uint32_t number : {0U, kLastCode + 1, 999U, UINT32_MAX}) {
        failure.set_code(number);
        EXPECT_EQ(errorOf(failure).code(), ErrorCode::Refused) << number;
    }
}

TEST(Frame, AServersFullDiskIsNotTakenForTheTablets) {
    Failure failure;
    failure.set_sentence("the disk is full: nothing was taken");
    for (const ErrorCode code :
         {ErrorCode::DiskFull, ErrorCode::Io, ErrorCode::Corrupt, ErrorCode::WrongKey}) {
        failure.set_code(static_cast<std::uint32_t>(code));
        EXPECT_EQ(refusalOf(failure).code(), ErrorCode::Refused);
        EXPECT_EQ(refusalOf(failure).detail(), failure.sentence());
    }
    failure.set_code(static_cast<std::uint32_t>(ErrorCode::UnsupportedVersion));
    EXPECT_EQ(refusalOf(failure).code(), ErrorCode::UnsupportedVersion);
}

TEST(Frame, SurvivesRandomBytes) {
    base::SeededRandom random(7);
    std::size_t refused = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes(random.below(200), '\0');
        for (char& c : bytes)
            c = static_cast<char>(random.next());
        if (bytes.size() > 1 && random.chance(80)) {
            bytes[0] = 1;
            bytes[1] = static_cast<char>(random.below(2));
        }
        refused += decodeFrame(bytes, base::kExchangeBytesMax).has_value() ? 0 : 1;
    }
    EXPECT_GT(refused, 19'000U);
}

}  // namespace
}  // namespace hearth::protocol
