#include "tests/bench/made_record.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/reference.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/base/random.hpp"
#include "shared/records/change.hpp"
#include "shared/synthetic/edit_chain.hpp"
#include "shared/synthetic/words.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using records::ChangeBuilder;
using server::store::Store;

namespace {

constexpr base::WallTime kStart{1'700'000'000'000};
constexpr base::Millis kBetween = base::seconds(20);
constexpr std::uint64_t kGroupEdits = 500;
constexpr std::uint64_t kChildren = 2;
constexpr std::int64_t kStartDay = 19'000;
constexpr std::uint64_t kSeed = 33;
constexpr std::uint64_t kIdPart = 1;
// Records of one edit when a family's are all changed.
constexpr std::size_t kChangedTogether = 50;

template <class Record>
records::EntityKey keyOf(const base::EntityId& id) {
    return {records::typeNumber<Record>(), id};
}

// Words of an even length, so that a change of words is no change of size.
std::string sentence(base::SeededRandom& random) {
    constexpr std::size_t kLetters = 60;
    constexpr std::uint64_t kNumbers = 1'000'000;
    static const synthetic::Lines& lines = synthetic::words("visit.homegood");
    std::string text = fmt::format("{:06} ", random.below(kNumbers));
    text.append(lines[random.below(lines.size())]);
    text.resize(kLetters, '.');
    return text;
}

// Edits one after another, some hundred of them in a group.
class Importer {
public:
    Importer(Store& store, std::uint64_t seed, base::WallTime from)
        : m_store(store), m_chain(seed), m_now(from) {}

    Status add(std::vector<records::Op> ops) {
        if (m_inGroup == 0) HEARTH_TRY(m_store.begin());
        m_now = m_now + kBetween;
        const auto edit = m_chain.next({{}, m_now, std::move(ops), false});
        const auto ack = m_store.import(edit.bytes, edit.edit);
        if (!ack) return ack.error();
        if (ack->verdict() != protocol::APPLIED)
            return Error(ErrorCode::Refused, "an edit of the bench was not applied");
        ++m_edits;
        if (++m_inGroup < kGroupEdits) return {};
        return commit();
    }
    Status commit() {
        if (m_inGroup == 0) return {};
        m_inGroup = 0;
        HEARTH_TRY(m_store.commit());
        constexpr std::uint64_t kCheckpointAboveBytes = 8ULL * 1024ULL * 1024ULL;
        return m_store.pendingCheckpointBytes() > kCheckpointAboveBytes ? m_store.checkpoint()
                                                                        : Status{};
    }
    [[nodiscard]] std::uint64_t edits() const noexcept { return m_edits; }
    [[nodiscard]] base::WallTime now() const noexcept { return m_now; }

private:
    Store& m_store;
    synthetic::EditChain m_chain;
    base::WallTime m_now;
    std::uint64_t m_inGroup = 0;
    std::uint64_t m_edits = 0;
};

class Maker {
public:
    explicit Maker(Store& store) : m_importer(store, kSeed, kStart) {}

    Status openFamilies(const RecordShape& shape) {
        records::Team team;
        team.set_name("North");
        records::Worker worker;
        worker.set_name("Worker");
        worker.set_role(records::SOCIAL_WORKER);
        ChangeBuilder office;
        office.create(keyOf<records::Team>(newId()), base::kReferenceScope, team);
        office.create(keyOf<records::Worker>(pullerOf()), base::kReferenceScope, worker);
        HEARTH_TRY(m_importer.add(office.take()));
        const auto other = m_dice.randomId<base::WorkerId>();
        for (std::uint64_t i = 0; i < shape.scopes(); ++i)
            HEARTH_TRY(openFamily(i < shape.caseload ? pullerOf() : other));
        return {};
    }
    Status addVisit(std::uint64_t family) {
        const base::ScopeId& scope = m_families[family % m_families.size()];
        const base::EntityId visitId = newId();
        records::Visit visit;
        visit.set_kind(records::HOME_VISIT);
        visit.set_announced(records::YES);
        visit.add_people_present("Mother");
        visit.set_home_conditions(sentence(m_random));
        visit.set_analysis(sentence(m_random));
        ChangeBuilder change;
        change.create(keyOf<records::Visit>(visitId), scope, visit);
        for (std::uint64_t child = 0; child < kChildren; ++child) {
            records::Observation seen;
            seen.set_visit_id(visitId.bytes());
            seen.set_child_id(newId().bytes());
            seen.set_seen(records::YES);
            seen.set_seen_alone(records::YES);
            seen.set_spoken_alone(records::YES);
            seen.set_awake(records::YES);
            seen.set_own_words(sentence(m_random));
            seen.set_presentation(sentence(m_random));
            change.create(keyOf<records::Observation>(newId()), scope, seen);
        }
        return m_importer.add(change.take());
    }
    Result<std::uint64_t> finish() {
        HEARTH_TRY(m_importer.commit());
        return m_importer.edits();
    }

private:
    base::EntityId newId() { return m_dice.idAt<base::EntityId>(m_importer.now()); }
    Status openFamily(const base::WorkerId& holder) {
        const auto scope = base::scopeOf(newId());
        records::CaseFile file;
        file.set_family_name("Ash");
        records::Involvement allocated;
        allocated.set_worker_id(holder.bytes());
        allocated.set_role(records::ALLOCATED);
        allocated.set_start_day(kStartDay);
        ChangeBuilder opening;
        opening.create(keyOf<records::CaseFile>(base::rootOf(scope)), scope, file);
        opening.create(keyOf<records::Involvement>(newId()), scope, allocated);
        m_families.push_back(scope);
        return m_importer.add(opening.take());
    }

    base::SeededRandom m_random{kSeed};
    synthetic::Dice m_dice = synthetic::Dice::forPart(kSeed, kIdPart);
    Importer m_importer;
    std::vector<base::ScopeId> m_families;
};

// The same record with other words, if it is one that has any.
bool reword(const records::Opened& opened, base::SeededRandom& random, ChangeBuilder& change) {
    if (opened.key.type == records::typeNumber<records::Visit>()) {
        auto visit = opened.body.as<records::Visit>();
        if (!visit) return false;
        visit->set_analysis(sentence(random));
        change.update(opened, *visit);
        return true;
    }
    if (opened.key.type != records::typeNumber<records::Observation>()) return false;
    auto seen = opened.body.as<records::Observation>();
    if (!seen) return false;
    seen->set_own_words(sentence(random));
    change.update(opened, *seen);
    return true;
}

}  // namespace

base::WorkerId pullerOf() {
    base::WorkerId worker;
    constexpr std::uint8_t kOctet = 0x41;
    worker.octets.fill(kOctet);
    return worker;
}

sqlite::DatabaseKey benchKey() {
    return tests::storeKey('b', 's');
}

Result<std::uint64_t> makeRecord(Store& store, const RecordShape& shape) {
    Maker maker(store);
    HEARTH_TRY(maker.openFamilies(shape));
    constexpr std::uint64_t kTogether = 1 + kChildren;
    for (std::uint64_t i = 0; i < shape.rows / kTogether; ++i)
        HEARTH_TRY(maker.addVisit(i));
    return maker.finish();
}

Result<std::uint64_t> changeAll(Store& store, std::uint64_t times) {
    base::SeededRandom random(kSeed + times);
    Importer importer(store, kSeed + times, kStart + base::days(1'000));
    const auto scopes = store.scopesOf(pullerOf());
    if (!scopes) return scopes.error();
    std::uint64_t changed = 0;
    for (std::uint64_t round = 0; round < times; ++round)
        for (const base::ScopeId& scope : *scopes) {
            const auto head = store.head();
            if (!head) return head.error();
            const auto held = store.entitiesIn(scope);
            if (!held) return held.error();
            ChangeBuilder change;
            std::size_t together = 0;
            for (const records::Entity& entity : *held) {
                const records::Opened opened{entity.key,  scope,       entity.rev,
                                             head->epoch, entity.body, writersBehind(entity)};
                if (!reword(opened, random, change)) continue;
                ++changed;
                if (++together % kChangedTogether == 0) HEARTH_TRY(importer.add(change.take()));
            }
            if (!change.empty()) HEARTH_TRY(importer.add(change.take()));
        }
    HEARTH_TRY(importer.commit());
    return changed / times;
}

}  // namespace hearth::bench
