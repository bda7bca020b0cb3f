// What tests of the store need: a folder that goes away, a clock to turn, a small authority, and a
// tablet's hand that writes edits in order.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/reference.pb.h"
#include "schema/records/work.pb.h"
#include "server/store/store.hpp"
#include "shared/records/change.hpp"
#include "tests/support/folder.hpp"

namespace hearth::server::store {

inline constexpr base::WallTime kTestNow{1'764'000'000'000};  // 2025-11-24, 16:00 UTC

class TurnedClock final : public base::Clock {
public:
    [[nodiscard]] base::WallTime wallNow() const override { return now; }
    [[nodiscard]] base::BootTime bootNow() const override { return {now.millis}; }
    base::WallTime now = kTestNow;
};

using tests::Folder;
// The names of what is in a folder, sorted.
[[nodiscard]] std::vector<std::string> namesIn(const Folder& folder);

[[nodiscard]] sqlite::DatabaseKey testKey();

// A running engine under test. The contract test runs on each.
struct Engine {
    std::string name;
    std::function<base::Result<std::unique_ptr<Store>>(const std::string& file, const base::Clock&,
                                                       base::Random&)>
        open;
};
[[nodiscard]] Engine sqlcipherEngine();
// How a failing test names it.
void PrintTo(const Engine& engine, std::ostream* out);

template <class Record>
[[nodiscard]] records::EntityKey keyOf(const base::EntityId& id) {
    return {records::typeNumber<Record>(), id};
}

struct SentEdit {
    records::Edit edit;
    base::Bytes bytes;
};

// Writes edits one after another as a tablet does: numbered, chained. A copy is a cloned tablet.
class Hand {
public:
    Hand(base::WorkerId author, std::uint64_t seed);

    [[nodiscard]] SentEdit write(std::vector<records::Op> ops, base::WallTime at = kTestNow);
    // The same action under the next number of another incarnation.
    [[nodiscard]] SentEdit renumbered(const SentEdit& sent);
    // As if what was written last had never been: the next edit takes its place.
    void forget(const SentEdit& sent);

    [[nodiscard]] protocol::Peer peer() const { return {device, author, {}}; }

    base::WorkerId author;
    base::DeviceId device;
    base::Incarnation incarnation;
    // The tablet's monotonic clock vouches for the time: it has heard the server since it started.
    bool vouched = false;
    // Of the app that writes.
    std::uint32_t schemaVersion = records::kSchemaVersion;

private:
    std::uint64_t m_seed;
    records::Seq m_seq = 0;
    base::Digest m_hash;
};

// One team with a manager, two social workers, an admin; one family that worker A holds.
class SmallAuthority {
public:
    SmallAuthority();

    // Imported, in a group of its own.
    void moveIn(Store& store);
    [[nodiscard]] std::vector<records::Op> involve(const base::EntityId& id,
                                                   const base::WorkerId& worker,
                                                   records::InvolvementRole role,
                                                   std::int64_t endDay = 0) const;
    [[nodiscard]] records::Involvement involvement(const base::WorkerId& worker,
                                                   records::InvolvementRole role,
                                                   std::int64_t endDay = 0) const;
    [[nodiscard]] records::Opened open(Store& store, const records::EntityKey& key) const;
    // An action that changes the telephone number as it was opened.
    [[nodiscard]] std::vector<records::Op> setPhone(Store& store, const std::string& phone) const;
    // A new task in the family's file.
    [[nodiscard]] std::vector<records::Op> addTask(const std::string& wording);
    [[nodiscard]] base::EntityId newId();

    base::EntityId team;
    base::WorkerId manager;
    base::WorkerId workerA;
    base::WorkerId workerB;
    base::WorkerId admin;
    base::ScopeId family;
    base::EntityId involvementA;
    Hand office;  // whoever sets up: no device sends it

private:
    base::SeededRandom m_random;
};

// In a group of its own, durable when it returns.
protocol::EditAck applied(Store& store, const Hand& hand, const SentEdit& sent);
protocol::EditAck imported(Store& store, const SentEdit& sent);

// An open store of an engine with the small authority in it.
class StoreTest : public testing::Test {
protected:
    explicit StoreTest(Engine engine = sqlcipherEngine());

    // Closes the store and opens its file again.
    void reopen();
    [[nodiscard]] std::string file() const { return folder.file("record.db"); }
    [[nodiscard]] records::Rev headRev();

    Engine engine;
    Folder folder;
    TurnedClock clock;
    base::SeededRandom random{1};
    SmallAuthority small;
    Hand handA{small.workerA, 101};
    Hand handB{small.workerB, 102};
    std::unique_ptr<Store> store;
};

}  // namespace hearth::server::store
