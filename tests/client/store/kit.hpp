// A tablet's store in a folder of its own, and what a test needs to work with it.
// Owner: the test. Threads: one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "client/store/attachments.hpp"
#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/crypto/signature.hpp"
#include "shared/records/change.hpp"
#include "tests/client/store/memory_server.hpp"
#include "tests/support/folder.hpp"

namespace hearth::tests {

namespace store = client::store;

// Stands still until it is told.
class StillClock final : public base::Clock {
public:
    base::WallTime wall{1'700'000'000'000};
    base::BootTime boot{1'000'000};

    [[nodiscard]] base::WallTime wallNow() const override { return wall; }
    [[nodiscard]] base::BootTime bootNow() const override { return boot; }
    void pass(base::Millis span) {
        wall = wall + span;
        boot.millis += span.count;
    }
};

using tests::Folder;

[[nodiscard]] sqlite::DatabaseKey keyOf(std::uint8_t octet);
template <class IdType>
[[nodiscard]] IdType idOf(std::uint8_t octet) {
    IdType id;
    id.octets.fill(octet);
    return id;
}

class Tablet {
public:
    // `number` tells tablets of one test apart: device, worker and randomness follow from it.
    explicit Tablet(std::uint8_t number);

    store::TabletStore& operator*() { return *m_store; }
    store::TabletStore* operator->() { return &*m_store; }
    [[nodiscard]] const base::WorkerId& worker() const noexcept { return m_worker; }
    [[nodiscard]] const base::DeviceId& device() const noexcept { return m_device; }
    [[nodiscard]] std::filesystem::path file() const { return m_folder.path() / "store.db"; }
    [[nodiscard]] sqlite::DatabaseKey key() const { return keyOf(m_number); }

    void close() { m_store.reset(); }
    void reopen();

    [[nodiscard]] store::TabletStore::Signer signer();
    // As a server knows this tablet.
    [[nodiscard]] protocol::Peer peer() const;
    // One whole sync run over frames; the error of whoever ended it.
    [[nodiscard]] base::Status sync(MemoryServer& server);
    // The same with another store under this tablet's key: a copy of it.
    [[nodiscard]] base::Status syncStore(store::TabletStore& copy, MemoryServer& server);
    [[nodiscard]] base::Random& random() noexcept { return m_random; }
    // One request and its answer; the answer is lost on the way back.
    void syncAndLoseAnswer(MemoryServer& server);
    [[nodiscard]] const protocol::SyncProgress& progress() const noexcept { return m_progress; }

    // Records of the test family.
    records::EntityKey create(const base::ScopeId& scope, const google::protobuf::Message& record);
    // Opens, changes, saves.
    template <class Record, class Change>
    base::Result<store::OutboxEdit> change(const records::EntityKey& key, Change change) {
        auto opened = m_store->open(key).value();
        return saveFrom<Record>(*opened, change);
    }
    template <class Record, class Change>
    base::Result<store::OutboxEdit> saveFrom(const records::Opened& opened, Change change) {
        auto record = opened.body.as<Record>().value();
        change(record);
        records::ChangeBuilder builder;
        builder.update(opened, record);
        return m_store->save(builder.take());
    }
    template <class Record>
    [[nodiscard]] Record read(const records::EntityKey& key) {
        const auto view = m_store->find(key).value();
        return view ? view->entity.body.as<Record>().value() : Record{};
    }
    [[nodiscard]] bool has(const records::EntityKey& key) {
        return m_store->find(key).value().has_value();
    }

    StillClock clock;

private:
    [[nodiscard]] base::Result<protocol::Exchange> answerTo(MemoryServer& server,
                                                            const protocol::Exchange& request);

    std::uint8_t m_number;
    Folder m_folder;
    base::SeededRandom m_random;
    base::DeviceId m_device;
    base::WorkerId m_worker;
    crypto::SigningKey m_signingKey;
    std::optional<store::TabletStore> m_store;
    protocol::SyncProgress m_progress;
};

inline const base::ScopeId kFamily = idOf<base::ScopeId>(0xFA);
inline const base::ScopeId kOtherFamily = idOf<base::ScopeId>(0xFB);

[[nodiscard]] records::CaseFile familyNamed(const std::string& name);
[[nodiscard]] records::Visit visitSaying(const std::string& analysis);

// Bytes that nobody has seen before.
[[nodiscard]] base::Bytes picture(std::size_t size, std::uint64_t seed = 7);
// An attachment with these bytes, saved with the record that names it.
records::EntityKey attach(Tablet& tablet, const base::ScopeId& scope, const base::Bytes& bytes);

// Both tablets may work with both families.
void grantBoth(MemoryServer& server, const Tablet& tablet);

}  // namespace hearth::tests
