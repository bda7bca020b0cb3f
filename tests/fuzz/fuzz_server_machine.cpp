// The server's session machine over the real SQLCipher store, apply path and merge: a script of
// tablets that push and pull, mostly as real ones do (chained, signed), partly spoilt in any place.
// One store serves all runs; each is a group that is rolled back.
#include <memory>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/reference.pb.h"
#include "shared/records/change.hpp"
#include "tests/fuzz/hand.hpp"
#include "tests/fuzz/maker.hpp"
#include "tests/fuzz/sample_exchanges.hpp"
#include "tests/fuzz/server_rules.hpp"
#include "tests/fuzz/spoil.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::fuzz {

using protocol::Exchange;
using server::store::Store;

namespace {
constexpr std::size_t kExchangesMax = 12;
constexpr std::size_t kEditsMax = 4;
constexpr std::uint64_t kStoreSeed = 7;
constexpr std::size_t kOfficeNumber = 9;
constexpr unsigned kFewIn256 = 16;
constexpr unsigned kSomeIn256 = 64;
constexpr std::uint64_t kSeedScripts = 40;
constexpr std::size_t kSeedScriptBytes = 500;

const base::ScopeId kFamily = idOf<base::ScopeId>(0xFA);
const base::WorkerId kHolder = idOf<base::WorkerId>(0x40);
const base::WorkerId kOther = idOf<base::WorkerId>(0x41);
const base::WorkerId kManager = idOf<base::WorkerId>(0x42);
const base::EntityId kTeam = idOf<base::EntityId>(0x50);

template <class Record>
records::EntityKey keyOf(const base::EntityId& id) {
    return {records::typeNumber<Record>(), id};
}

// A store with one team and one family, which stays as it is.
class Authority {
public:
    Authority() {
        const auto key = tests::storeKey('k', 's');
        m_store = server::store::openSqlcipherStore(m_folder.file("record.db"), key, m_clock,
                                                    m_random, sqlite::OpenMode::CreateOrOpen)
                      .value();
        Hand office(kOfficeNumber, {});
        INVARIANT(m_store->begin());
        for (auto ops : {staff(), family()}) {
            const Written written = office.write(std::move(ops));
            const auto ack = m_store->import(written.bytes, written.edit);
            INVARIANT(ack && ack->verdict() == protocol::APPLIED);
            office.take(written);
        }
        INVARIANT(m_store->commit());
        m_head = m_store->head().value();
    }

    // Whatever `play` does is undone.
    template <class Play>
    void visit(Play play) {
        INVARIANT(m_store->begin());
        play(*m_store);
        m_store->rollback();
        const auto head = m_store->head();
        require(head && head->rev == m_head.rev && head->chain == m_head.chain,
                "a group that was rolled back leaves nothing");
    }

private:
    static std::vector<records::Op> staff() {
        records::ChangeBuilder change;
        records::Team team;
        team.set_name("North");
        team.set_manager_id(kManager.bytes());
        change.create(keyOf<records::Team>(kTeam), base::kReferenceScope, team);
        for (const base::WorkerId& id : {kHolder, kOther, kManager}) {
            records::Worker worker;
            worker.set_name("Worker " + id.hex().substr(0, 2));
            worker.set_role(id == kManager ? records::TEAM_MANAGER : records::SOCIAL_WORKER);
            worker.set_team_id(kTeam.bytes());
            change.create(keyOf<records::Worker>(id), base::kReferenceScope, worker);
        }
        return change.take();
    }
    static std::vector<records::Op> family() {
        records::CaseFile file;
        file.set_family_name("Ash");
        records::Involvement allocated;
        allocated.set_worker_id(kHolder.bytes());
        allocated.set_team_id(kTeam.bytes());
        allocated.set_role(records::ALLOCATED);
        allocated.set_start_day(base::toDayNumber(base::ukDateOf(kNow)));
        return records::ChangeBuilder()
            .create(keyOf<records::CaseFile>(base::rootOf(kFamily)), kFamily, file)
            .create(keyOf<records::Involvement>(idOf<base::EntityId>(0x51)), kFamily, allocated)
            .take();
    }

    tests::Folder m_folder;
    StillClock m_clock;
    base::SeededRandom m_random{kStoreSeed};
    std::unique_ptr<Store> m_store;
    protocol::ServerHead m_head;
};

class Script {
public:
    Script(Input& input, Store& store) : m_in(input), m_store(store) {}

    void play() {
        for (std::size_t i = 0; i < kExchangesMax && !m_in.isEmpty(); ++i)
            exchange();
        require(m_store.verifyChain(), "the chain of the whole log holds");
    }

private:
    void exchange() {
        Hand& hand = m_hands[m_in.below(m_hands.size())];
        // A clone goes on from where its original was.
        Hand clone = hand;
        const bool isClone = m_in.chance(kFewIn256);
        Hand& writer = isClone ? clone : hand;
        std::vector<Written> edits = writtenBy(writer);
        Exchange request =
            writer.exchange(edits, m_in.chance(kSomeIn256) ? std::vector<base::ScopeId>{}
                                                           : std::vector<base::ScopeId>{kFamily});
        addCheckpoint(*request.mutable_messages(0)->mutable_hello());
        fillCursors(request);
        if (m_in.chance(kFewIn256)) {
            auto& purged = *request.add_messages()->mutable_purged();
            purged.set_scope_id(kFamily.bytes());
            purged.set_last_seq(m_in.octet());
        }
        bool signedWell = true;
        if (m_in.chance(kSomeIn256)) spoilExchange(request, m_in);
        if (m_in.chance(kFewIn256)) signedWell = !breakSignature(request);
        CheckedExchange(m_store, hand.peer()).run(request, signedWell);
    }

    // New edits, or the newest ones again; now and then with a place that is not theirs.
    std::vector<Written> writtenBy(Hand& hand) {
        std::vector<Written> edits;
        const std::size_t count = m_in.below(kEditsMax);
        if (m_in.chance(kFewIn256)) return m_lastEdits;
        for (std::size_t i = 0; i < count; ++i) {
            Known known{m_store.entitiesIn(kFamily).value(), m_store.head().value().epoch,
                        m_store.head().value().rev, kFamily, hand.worker};
            Written written = hand.write(Maker(m_in).ops(known));
            if (m_in.chance(kFewIn256)) misplace(written);
            hand.take(written);
            edits.push_back(std::move(written));
        }
        m_lastEdits = edits;
        return edits;
    }

    void misplace(Written& written) {
        records::Edit& edit = written.edit;
        switch (m_in.below(6)) {
            case 0:
                edit.seq = std::max<records::Seq>(m_in.oddNumber(), 1);
                break;
            case 1:
                edit.prevHash.octets[0] ^= 1;
                break;
            case 2:
                edit.author = kManager;
                break;
            case 3:
                edit.id = idOf<base::EditId>(m_in.below(4));
                break;
            case 4:
                edit.device = idOf<base::DeviceId>(1);
                break;
            default:
                edit.claimed.millis = base::kTimeMillisMax - m_in.octet();
                break;
        }
        written.bytes = records::encodeEdit(edit);
    }

    void addCheckpoint(protocol::Hello& hello) {
        if (m_in.chance(kSomeIn256)) return;
        const auto head = m_store.head().value();
        hello.set_epoch(head.epoch.bytes());
        hello.set_rev(head.rev);
        hello.set_chain(head.chain.bytes());
    }

    void fillCursors(Exchange& request) {
        for (protocol::Message& message : *request.mutable_messages()) {
            if (!message.has_pull()) continue;
            for (protocol::ScopeCursor& cursor : *message.mutable_pull()->mutable_scopes()) {
                const auto head = m_store.scopeHead(kFamily).value();
                cursor.set_cursor(m_in.chance(kSomeIn256) ? head.head : m_in.below(4));
                if (m_in.chance(kSomeIn256)) cursor.set_digest(head.digest);
            }
        }
    }

    // True when there was one to break: a signature of something else.
    static bool breakSignature(Exchange& request) {
        bool broke = false;
        for (protocol::Message& message : *request.mutable_messages()) {
            if (!message.has_push()) continue;
            message.mutable_push()->set_signature(Hand::sign("something else"));
            broke = true;
        }
        return broke;
    }

    Input& m_in;
    Store& m_store;
    std::vector<Hand> m_hands{Hand(0, kHolder), Hand(1, kOther), Hand(2, kManager)};
    std::vector<Written> m_lastEdits;
};

Authority& authority() {
    static Authority one;
    return one;
}
}  // namespace

void run(base::ByteView bytes) {
    authority().visit([&](Store& store) {
        Input input(bytes);
        Script(input, store).play();
    });
}

std::vector<Seed> seeds() {
    std::vector<Seed> made;
    for (std::uint64_t number = 1; number <= kSeedScripts; ++number)
        made.push_back(
            {"script-" + std::to_string(number), randomScript(number, kSeedScriptBytes)});
    return made;
}

}  // namespace hearth::fuzz
