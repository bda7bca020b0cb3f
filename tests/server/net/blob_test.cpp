// Attachments through the door: parts, states, ranges, and who gets none.
#include <gtest/gtest.h>

#include "schema/records/visit.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/server/net/tablet_hand.hpp"

namespace hearth::server::net {

namespace {

constexpr std::size_t kPart = 64UL * 1024UL;

base::Bytes picture(std::size_t size, std::uint64_t seed = 7) {
    base::SeededRandom random(seed);
    std::vector<std::uint8_t> octets(size);
    random.fill(octets);
    return {octets.begin(), octets.end()};
}

class Blobs : public ::testing::Test {
protected:
    static std::string targetOf(const base::Digest& hash) {
        return "/v1/blobs/" + base::toHex(hash.view());
    }
    static std::string request(std::string_view method, const base::Digest& hash,
                               const std::string& fields, base::ByteView body = {}) {
        std::string text = std::string(method) + " " + targetOf(hash) +
                           " HTTP/1.1\r\nHost: localhost\r\n" + fields;
        if (method == "PUT") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        return text + "\r\n" + std::string(body);
    }
    static std::string putPart(const base::Bytes& bytes, std::size_t offset,
                               std::size_t count = kPart) {
        const base::ByteView part = base::ByteView(bytes).substr(offset, count);
        return request("PUT", crypto::sha256(bytes),
                       "Content-Range: bytes " + std::to_string(offset) + "-" +
                           std::to_string(offset + part.size() - 1) + "/" +
                           std::to_string(bytes.size()) + "\r\n",
                       part);
    }
    static std::string getRange(const base::Digest& hash, const std::string& range) {
        return request("GET", hash, range.empty() ? "" : "Range: " + range + "\r\n");
    }
    // A HEAD's answer has no body and names no length, so the next answer follows at once.
    static HttpAnswer head(TlsClient& asking, const base::Digest& of) {
        asking.send(request("HEAD", of, ""));
        HttpAnswer answer;
        while (answer.head.find("\r\n\r\n") == std::string::npos) {
            const std::string byte = asking.receive(1);
            if (byte.empty()) return answer;
            answer.head += byte;
        }
        answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(9, 3)));
        return answer;
    }
    // A record of the device's own new case names it.
    void name() {
        records::Attachment attachment;
        attachment.set_kind(records::DRAWING);
        attachment.set_hash(hash.bytes());
        const HttpAnswer opened =
            client.ask(post("/v1/sync", TabletHand::frame(hand.openCaseFile("Made-up"))));
        ASSERT_EQ(opened.status, 200U);
        const HttpAnswer named =
            client.ask(post("/v1/sync", TabletHand::frame(hand.record(attachment))));
        ASSERT_EQ(named.status, 200U);
        const auto reply = TabletHand::read(named.body);
        const auto* ack = find(reply, [](const auto& m) { return m.has_push_ack(); });
        ASSERT_NE(ack, nullptr);
        ASSERT_EQ(ack->push_ack().acks(0).verdict(), protocol::APPLIED);
    }

    Rig rig;
    Device device = rig.enrol(rig.worker());
    TabletHand hand{device};
    TlsClient client{rig.syncPort(), &device.identity};
    base::Bytes bytes = picture(2 * kPart + 100);
    base::Digest hash = crypto::sha256(bytes);
};

}  // namespace

TEST_F(Blobs, ArePutInPartsAndReadInRanges) {
    name();
    const HttpAnswer nothing = head(client, hash);
    EXPECT_EQ(nothing.status, 200U);
    EXPECT_EQ(nothing.field("Upload-Offset"), "0");
    EXPECT_EQ(nothing.field("Upload-Complete"), "?0");
    EXPECT_EQ(client.ask(getRange(hash, "bytes=0-9")).status, 404U) << "not complete yet";
    for (std::size_t offset = 0; offset < bytes.size(); offset += kPart) {
        const HttpAnswer answer = client.ask(putPart(bytes, offset));
        ASSERT_EQ(answer.status, 200U) << answer.head;
        EXPECT_EQ(answer.field("Upload-Offset"),
                  std::to_string(std::min(bytes.size(), offset + kPart)));
    }
    const HttpAnswer all = head(client, hash);
    EXPECT_EQ(all.field("Upload-Complete"), "?1");
    EXPECT_EQ(all.field("Upload-Length"), std::to_string(bytes.size()));
    const HttpAnswer range = client.ask(getRange(hash, "bytes=10-1999999"));
    EXPECT_EQ(range.status, 206U);
    EXPECT_EQ(range.body, bytes.substr(10));
    EXPECT_EQ(range.field("Content-Type"), "application/octet-stream");
    EXPECT_EQ(range.field("Content-Range"),
              "bytes 10-" + std::to_string(bytes.size() - 1) + "/" + std::to_string(bytes.size()));
    const HttpAnswer whole = client.ask(getRange(hash, ""));
    EXPECT_EQ(whole.status, 416U) << "a range of at most one part";
    EXPECT_EQ(whole.field("Content-Range"), "bytes */" + std::to_string(bytes.size()));
    EXPECT_EQ(client.ask(getRange(hash, "bytes=9999999-9999999")).status, 416U);
    EXPECT_EQ(client.ask(getRange(hash, "bytes=5-4")).status, 416U);
    EXPECT_EQ(client.ask(getRange(hash, "bytes=-5")).status, 416U);
}

TEST_F(Blobs, GoOnWhereTheServerSaysAfterAConnectionWasCut) {
    EXPECT_EQ(client.ask(putPart(bytes, 0)).status, 200U);
    {
        TlsClient cut(rig.syncPort(), &device.identity);
        const std::string part = putPart(bytes, kPart);
        cut.send(std::string_view(part).substr(0, part.size() / 2));
    }
    TlsClient again(rig.syncPort(), &device.identity);
    const HttpAnswer ahead = again.ask(putPart(bytes, 2 * kPart));
    EXPECT_EQ(ahead.status, 409U);
    EXPECT_EQ(ahead.field("Upload-Offset"), std::to_string(kPart));
    EXPECT_EQ(failureOf(ahead).code(), static_cast<unsigned>(base::ErrorCode::Conflict));
    EXPECT_EQ(again.ask(putPart(bytes, kPart)).status, 200U);
    EXPECT_EQ(again.ask(putPart(bytes, 2 * kPart)).field("Upload-Complete"), "?1");
}

TEST_F(Blobs, WithAnotherHashAreRefusedAndMayBeSentAgain) {
    base::Bytes spoilt = bytes;
    spoilt.back() = static_cast<char>(spoilt.back() ^ 1);
    EXPECT_EQ(client.ask(putPart(bytes, 0)).status, 200U);
    EXPECT_EQ(client.ask(putPart(bytes, kPart)).status, 200U);
    const auto range = "Content-Range: bytes " + std::to_string(2 * kPart) + "-" +
                       std::to_string(bytes.size() - 1) + "/" + std::to_string(bytes.size()) +
                       "\r\n";
    const HttpAnswer wrong =
        client.ask(request("PUT", hash, range, base::ByteView(spoilt).substr(2 * kPart)));
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_EQ(wrong.field("Upload-Offset"), "0");
    for (std::size_t offset = 0; offset < bytes.size(); offset += kPart)
        EXPECT_EQ(client.ask(putPart(bytes, offset)).status, 200U);
}

TEST_F(Blobs, AreNotThereForAWorkerWhoseCasesDoNotNameThem) {
    name();
    for (std::size_t offset = 0; offset < bytes.size(); offset += kPart)
        ASSERT_EQ(client.ask(putPart(bytes, offset)).status, 200U);
    const Device other = rig.enrol(rig.otherWorker());
    TlsClient stranger(rig.syncPort(), &other.identity);
    EXPECT_EQ(stranger.ask(getRange(hash, "bytes=0-9")).status, 404U);
    EXPECT_EQ(stranger.ask(getRange(crypto::sha256("nothing"), "bytes=0-9")).status, 404U);
    EXPECT_EQ(head(stranger, hash).status, 404U);
    // And an exchange says nothing of it, but answers.
    TabletHand otherHand{other};
    protocol::Exchange asked = otherHand.hello();
    asked.add_messages()->mutable_blob_query()->add_hashes(hash.bytes());
    const auto reply =
        TabletHand::read(stranger.ask(post("/v1/sync", TabletHand::frame(asked))).body);
    const auto* states = find(reply, [](const auto& m) { return m.has_blob_states(); });
    ASSERT_NE(states, nullptr);
    EXPECT_EQ(states->blob_states().states_size(), 0);
    // Whoever may know hears it.
    protocol::Exchange own = hand.hello();
    own.add_messages()->mutable_blob_query()->add_hashes(hash.bytes());
    const auto told = TabletHand::read(client.ask(post("/v1/sync", TabletHand::frame(own))).body);
    const auto* state = find(told, [](const auto& m) { return m.has_blob_states(); });
    ASSERT_NE(state, nullptr);
    ASSERT_EQ(state->blob_states().states_size(), 1);
    EXPECT_TRUE(state->blob_states().states(0).complete());
}

TEST_F(Blobs, AreNothingToARevokedTablet) {
    name();
    ASSERT_EQ(client.ask(putPart(bytes, 0)).status, 200U);
    rig.revoke(device.id);
    TlsClient again(rig.syncPort(), &device.identity);
    EXPECT_EQ(again.ask(putPart(bytes, kPart)).status, 403U);
    TlsClient asking(rig.syncPort(), &device.identity);
    EXPECT_EQ(head(asking, hash).status, 403U);
}

TEST_F(Blobs, AreRefusedWhenWhatIsSaidOfThemIsNotSo) {
    const auto put = [&](const std::string& range, base::ByteView body) {
        TlsClient fresh(rig.syncPort(), &device.identity);
        return fresh
            .ask(
                request("PUT", hash, range.empty() ? "" : "Content-Range: " + range + "\r\n", body))
            .status;
    };
    EXPECT_EQ(put("", "12345"), 400U);
    EXPECT_EQ(put("bytes 0-3/100000", "12345"), 400U) << "another length";
    EXPECT_EQ(put("bytes 0-4/4", "12345"), 400U) << "beyond its end";
    EXPECT_EQ(put("bytes 0-4/*", "12345"), 400U);
    EXPECT_EQ(put("bytes 4-0/5", "12345"), 400U);
    EXPECT_EQ(put("bytes 0-4/99999999999999999999", "12345"), 400U);
    EXPECT_EQ(put("bytes -4/5", "12345"), 400U);
    EXPECT_EQ(put("bytes 0-4/5 ", "12345"), 422U) << "blanks around a field are none of it";
    EXPECT_EQ(put("bytes 0-4/5\r\nContent-Range: bytes 0-4/5", "12345"), 400U);
    EXPECT_EQ(put("bytes 0-4/1000000000", "12345"), 413U);
    EXPECT_EQ(put("bytes 0-0/0", "1"), 400U);
    EXPECT_EQ(put("bytes 0-1048576/2000000", std::string(base::kBlobPartBytesMax + 1, 'a')), 413U);
    TlsClient fresh(rig.syncPort(), &device.identity);
    const HttpAnswer noHash =
        fresh.ask("PUT /v1/blobs/abc HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(noHash.status, 404U);
    EXPECT_EQ(fresh.ask(post("/v1/blobs/" + base::toHex(hash.view()), "")).status, 405U);
}

}  // namespace hearth::server::net
