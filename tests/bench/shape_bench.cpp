// How cost grows with the number of records: of taking them in at the server, of handing them out,
// of a tablet's first sync, of a pull after every record changed once and ten times. Time is the
// processor time of each process alone, memory its peak.
#include <iostream>

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/store/tablet_store.hpp"
#include "server/store/exchange_group.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/bench/apart.hpp"
#include "tests/bench/benches.hpp"
#include "tests/bench/made_record.hpp"
#include "tests/bench/wire.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kRowsLeast = 10'000;
constexpr std::uint64_t kRowsMostOtherwise = 100'000;
constexpr std::uint64_t kStep = 10;
// As in reality: some years of one family, and a worker's caseload of them.
constexpr std::uint64_t kFamilyRows = 200;
constexpr std::uint64_t kCaseload = 40;
// A family as no authority has one.
constexpr std::uint64_t kHugeFamilyRows = 50'000;
constexpr std::uint64_t kHistory = 10;
// Changing everything of a larger one says nothing more.
constexpr std::uint64_t kHugeHistoryRowsMax = 100'000;
constexpr std::uint8_t kDeviceOctet = 0x44;
constexpr double kMicros = 1e3;  // of a millisecond

base::DeviceId device() {
    base::DeviceId id;
    id.octets.fill(kDeviceOctet);
    return id;
}

Result<std::unique_ptr<server::store::Store>> openRecord(const fs::path& folder,
                                                         const base::Clock& clock,
                                                         base::Random& random) {
    return server::store::openSqlcipherStore((folder / "record.db").string(), benchKey(), clock,
                                             random, sqlite::OpenMode::CreateOrOpen);
}

// What a process did to the record: how many, milliseconds, peak memory.
Result<Numbers> withRecord(
    const fs::path& folder,
    const std::function<Result<std::uint64_t>(server::store::Store&)>& work) {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    auto store = openRecord(folder, clock, random);
    if (!store) return store.error();
    const double before = processorMillis();
    const auto count = work(**store);
    if (!count) return count.error();
    const double millis = processorMillis() - before;
    HEARTH_TRY((*store)->checkpoint());
    return Numbers{static_cast<double>(*count), millis, peakMemoryMib()};
}

// Answers one tablet until it has no more questions.
Result<Numbers> serve(const fs::path& folder, int wire, const base::Bytes& deviceKey) {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    auto store = openRecord(folder, clock, random);
    if (!store) return store.error();
    const double before = processorMillis();
    while (true) {
        const auto frame = receiveFrame(wire);
        if (!frame) return frame.error();
        if (frame->empty()) break;
        auto request = protocol::decodeFrame(*frame, base::kExchangeBytesMax);
        if (!request) return request.error();
        server::store::ExchangeGroup group(**store);
        group.add({device(), pullerOf(), deviceKey}, std::move(*request));
        group.run();
        const auto reply = group.answer(0);
        if (!reply) return reply.error();
        const auto answer = protocol::encodeFrame(*reply, base::kReplyBytesMax);
        if (!answer) return answer.error();
        HEARTH_TRY(sendFrame(wire, *answer));
    }
    return Numbers{processorMillis() - before, peakMemoryMib()};
}

// One sync run: records, milliseconds, bytes heard, exchanges, peak memory.
Result<Numbers> syncTablet(const fs::path& file, int wire, const crypto::SigningKey& key) {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    auto tablet = client::store::TabletStore::open(file, benchKey(), clock, random,
                                                   sqlite::OpenMode::CreateOrOpen);
    if (!tablet) return tablet.error();
    HEARTH_TRY(tablet->setIdentity({device(), pullerOf()}));
    const double before = processorMillis();
    protocol::ClientSession session(
        tablet->port([&](base::ByteView text) { return key.sign(text); }));
    std::size_t bytes = 0;
    while (true) {
        const auto request = session.next();
        if (!request) return request.error();
        if (!*request) break;
        const auto frame = protocol::encodeFrame(**request, base::kExchangeBytesMax);
        if (!frame) return frame.error();
        HEARTH_TRY(sendFrame(wire, *frame));
        const auto answer = receiveFrame(wire);
        if (!answer) return answer.error();
        bytes += answer->size();
        auto reply = protocol::decodeFrame(*answer, base::kReplyBytesMax);
        if (!reply) return reply.error();
        HEARTH_TRY(session.receive(std::move(*reply)));
    }
    const double millis = processorMillis() - before;
    HEARTH_TRY(sendFrame(wire, {}));
    const protocol::SyncProgress& progress = session.progress();
    return Numbers{static_cast<double>(progress.entitiesReceived), millis,
                   static_cast<double>(bytes), static_cast<double>(progress.exchanges),
                   peakMemoryMib()};
}

struct Synced {
    double records = 0;
    double tabletMillis = 0;
    double bytes = 0;
    double exchanges = 0;
    double tabletMib = 0;
    double serverMillis = 0;
    double serverMib = 0;
};

class Bench {
public:
    Bench(fs::path folder, crypto::SigningKey key)
        : m_folder(std::move(folder)), m_key(std::move(key)) {}

    Status measure(const std::string& name, const RecordShape& shape) {
        m_place = m_folder / name;
        fs::create_directories(m_place);
        const auto made =
            alone([&](server::store::Store& store) { return makeRecord(store, shape); });
        if (!made) return made.error();
        std::cout << fmt::format("{:<10}{:>9.0f} rows in {:.0f} edits\n", name,
                                 static_cast<double>(shape.rows), (*made)[0]);
        line("taken in", static_cast<double>(shape.rows), (*made)[1], (*made)[2]);
        HEARTH_TRY(sync("first sync", "a.db", false));
        HEARTH_TRY(packAll());
        HEARTH_TRY(sync("first sync, packed", "b.db", false));
        HEARTH_TRY(sync("nothing new", "b.db", true));
        return {};
    }
    Status measureHistory(const std::vector<std::uint64_t>& histories) {
        for (const std::uint64_t times : histories) {
            const auto changed =
                alone([&](server::store::Store& store) { return changeAll(store, times); });
            if (!changed) return changed.error();
            HEARTH_TRY(sync(fmt::format("pull, each record changed {} x", times), "b.db", false));
            HEARTH_TRY(sync(fmt::format("first sync after that, {} x", times),
                            fmt::format("h{}.db", times), false));
        }
        return {};
    }

private:
    Result<Numbers> alone(const std::function<Result<std::uint64_t>(server::store::Store&)>& work) {
        const auto found = runApart({[&] { return withRecord(m_place, work); }});
        if (!found) return found.error();
        return found->front();
    }
    Status packAll() {
        const auto packed = alone([](server::store::Store& store) -> Result<std::uint64_t> {
            const auto scopes = store.scopesOf(pullerOf());
            if (!scopes) return scopes.error();
            std::uint64_t pages = 0;
            for (const base::ScopeId& scope : *scopes) {
                const auto asked = store.packedPage(scope, 0);
                if (!asked) return asked.error();
                while (true) {
                    const auto more = store.packOne();
                    if (!more) return more.error();
                    if (!*more) break;
                    ++pages;
                }
            }
            return pages;
        });
        if (!packed) return packed.error();
        line("packed once", (*packed)[0], (*packed)[1], (*packed)[2], "pages");
        return {};
    }
    Status sync(const std::string& what, const std::string& file, bool isIdle) {
        std::array<int, 2> wire{};
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, wire.data()) != 0)
            return Error(ErrorCode::Io, "no socket");
        const auto publicKey = m_key.publicDer();
        if (!publicKey) return publicKey.error();
        const auto found = runApart({[&] {
                                         ::close(wire[1]);
                                         return serve(m_place, wire[0], *publicKey);
                                     },
                                     [&] {
                                         ::close(wire[0]);
                                         return syncTablet(m_place / file, wire[1], m_key);
                                     }},
                                    [&] {
                                        ::close(wire[0]);
                                        ::close(wire[1]);
                                    });
        if (!found) return found.error();
        const Numbers& server = (*found)[0];
        const Numbers& tablet = (*found)[1];
        if (isIdle) {
            std::cout << fmt::format("  {:<34}{:>9.0f} bytes heard\n", what, tablet[2]);
            return {};
        }
        line(what + ": tablet", tablet[0], tablet[1], tablet[4]);
        line(what + ": server", tablet[0], server[0], server[1]);
        std::cout << fmt::format("  {:<34}{:>9.0f} bytes, {:.0f} exchanges, {:.1f} bytes a row\n",
                                 what, tablet[2], tablet[3], tablet[2] / tablet[0]);
        return {};
    }
    static void line(const std::string& what, double rows, double millis, double mib,
                     const char* unit = "rows") {
        std::cout << fmt::format("  {:<34}{:>9.0f} {} {:>10.0f} ms {:>8.1f} us each {:>8.0f} MiB\n",
                                 what, rows, unit, millis, millis * kMicros / rows, mib)
                  << std::flush;
    }

    fs::path m_folder;
    fs::path m_place;
    crypto::SigningKey m_key;
};

}  // namespace

Status measureShape(const Options& options) {
    const auto dir = options.text("dir");
    if (!dir) return dir.error();
    const auto most = options.number("rows-max", kRowsMostOtherwise);
    if (!most) return most.error();
    const auto least = options.number("rows-min", kRowsLeast);
    if (!least) return least.error();
    auto key = crypto::SigningKey::generate();
    if (!key) return key.error();
    Bench bench(*dir, std::move(*key));
    for (std::uint64_t rows = *least; rows <= *most; rows *= kStep) {
        const RecordShape real{rows, kFamilyRows, kCaseload};
        HEARTH_TRY(bench.measure(fmt::format("real-{}", rows), real));
        if (rows == *least) HEARTH_TRY(bench.measureHistory({1, kHistory}));
        const std::uint64_t perScope = std::min(rows, kHugeFamilyRows);
        const RecordShape huge{rows, perScope, rows / perScope};
        HEARTH_TRY(bench.measure(fmt::format("huge-{}", rows), huge));
        if (rows <= kHugeHistoryRowsMax) HEARTH_TRY(bench.measureHistory({1}));
    }
    return {};
}

}  // namespace hearth::bench
