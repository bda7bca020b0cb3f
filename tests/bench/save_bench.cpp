// How fast a tablet saves visits, each durable when it returns, next to what one row costs on the
// same engine with the same settings. Rounds of both alternate, so that whatever else the machine
// does meets both.
#include <iostream>

#include <fmt/format.h>

#include "client/store/tablet_store.hpp"
#include "schema/records/visit.pb.h"
#include "shared/records/change.hpp"
#include "shared/sqlite/query.hpp"
#include "tests/bench/benches.hpp"
#include "tests/bench/measure.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
namespace store = client::store;

namespace {

constexpr std::uint64_t kVisitsOtherwise = 2000;
constexpr std::uint64_t kRounds = 9;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSaltBytes = 16;

sqlite::DatabaseKey newKey() {
    return {crypto::Secret::random(kKeyBytes),
            base::Bytes(crypto::Secret::random(kSaltBytes).view())};
}

// A visit to a family with two children, as a form saves it: three records in one edit.
std::vector<records::Op> visitOps(store::TabletStore& tablet, const base::ScopeId& family,
                                  std::uint64_t number) {
    records::ChangeBuilder change;
    const base::EntityId visitId = tablet.newId();
    records::Visit visit;
    visit.set_kind(records::HOME_VISIT);
    visit.set_announced(records::YES);
    visit.add_people_present("Mother");
    visit.set_home_conditions("Warm and tidy; food in the kitchen, beds made.");
    visit.set_analysis(fmt::format("Visit {}: settled, routines are holding.", number));
    change.create({records::typeNumber<records::Visit>(), visitId}, family, visit);
    for (const char* words : {"We made pancakes on Sunday", "I got a new reading book"}) {
        records::Observation child;
        child.set_visit_id(visitId.bytes());
        child.set_child_id(tablet.newId().bytes());
        child.set_seen(records::YES);
        child.set_seen_alone(records::YES);
        child.set_spoken_alone(records::YES);
        child.set_awake(records::YES);
        child.set_bedroom_seen(records::YES);
        child.set_own_words(words);
        child.set_presentation("Talkative, drew while we spoke.");
        change.create({records::typeNumber<records::Observation>(), tablet.newId()}, family, child);
    }
    return change.take();
}

// One row of an edit's size, one commit.
Result<double> rawRound(sqlite::Connection& raw, std::uint64_t rows, std::size_t rowBytes) {
    const base::Bytes row(rowBytes, 'x');
    const Stopwatch watch;
    for (std::uint64_t i = 0; i < rows; ++i)
        HEARTH_TRY(raw.transaction(
            [&] { return sqlite::runSql(raw, "INSERT INTO line (content) VALUES (?)", row); }));
    return static_cast<double>(rows) / watch.seconds();
}

Result<double> saveRound(store::TabletStore& tablet, std::uint64_t visits, std::size_t& bytes) {
    crypto::SystemRandom random;
    const base::SystemClock clock;
    const auto family = base::IdSource(clock, random).timeOrdered<base::ScopeId>();
    const Stopwatch watch;
    for (std::uint64_t i = 0; i < visits; ++i) {
        const auto saved = tablet.save(visitOps(tablet, family, i));
        if (!saved) return saved.error();
        bytes = saved->bytes;
    }
    return static_cast<double>(visits) / watch.seconds();
}

void print(const char* what, const Spread& spread) {
    std::cout << fmt::format("{:<44} {:>8.0f} /s   ({:.0f} to {:.0f})\n", what, spread.median,
                             spread.least, spread.most);
}

}  // namespace

Status measureSaves(const Options& options) {
    const auto dir = options.text("dir");
    if (!dir) return dir.error();
    const auto visits = options.number("n", kVisitsOtherwise);
    if (!visits) return visits.error();
    std::filesystem::create_directories(*dir);
    const std::filesystem::path file = std::filesystem::path(*dir) / "saves.db";
    const std::filesystem::path rawFile = std::filesystem::path(*dir) / "rows.db";
    if (std::filesystem::exists(file) || std::filesystem::exists(rawFile))
        return Error(ErrorCode::AlreadyExists, "--dir holds the files of an earlier run");

    const base::SystemClock clock;
    crypto::SystemRandom random;
    auto tablet =
        store::TabletStore::open(file, newKey(), clock, random, sqlite::OpenMode::CreateOrOpen);
    if (!tablet) return tablet.error();
    base::IdSource ids(clock, random);
    HEARTH_TRY(
        tablet->setIdentity({ids.random<base::DeviceId>(), ids.timeOrdered<base::WorkerId>()}));
    auto raw = sqlite::Connection::open(rawFile, newKey(), sqlite::OpenMode::CreateOrOpen);
    if (!raw) return raw.error();
    HEARTH_TRY(raw->execute("CREATE TABLE line (row INTEGER PRIMARY KEY, content BLOB NOT NULL)"));

    const std::uint64_t each = std::max<std::uint64_t>(*visits / kRounds, 1);
    std::vector<double> saves;
    std::vector<double> rows;
    std::size_t bytes = 0;
    if (const auto warm = saveRound(*tablet, each, bytes); !warm) return warm.error();
    for (std::uint64_t round = 0; round < kRounds; ++round) {
        const auto rawRate = rawRound(*raw, each, bytes);
        if (!rawRate) return rawRate.error();
        rows.push_back(*rawRate);
        const auto saveRate = saveRound(*tablet, each, bytes);
        if (!saveRate) return saveRate.error();
        saves.push_back(*saveRate);
    }
    const Spread saved = spreadOf(saves);
    const Spread inserted = spreadOf(rows);
    std::cout << fmt::format("{} rounds of {} each, alternating; median (least to most)\n", kRounds,
                             each);
    print("visits saved (visit and two children, durable)", saved);
    print(fmt::format("raw SQLCipher commits of one {}-byte row", bytes).c_str(), inserted);
    std::cout << fmt::format("ratio: {:.3f} (one save costs {:.2f} raw commits)\n",
                             saved.median / inserted.median, inserted.median / saved.median);
    return {};
}

}  // namespace hearth::bench
