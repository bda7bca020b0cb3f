// The tablet's session machine over the real encrypted store. A script of saves and sync runs
// against a server in memory (real session machine, real merge), whose answers are lost or spoilt
// in any place, and which is now and then put back to an earlier state. Afterwards the server is
// itself again: nothing that was saved may be missing there, unless a spoilt answer said it was.
// Each run begins from a copy of one new store.
#include <filesystem>
#include <set>

#include "client/store/tablet_store.hpp"
#include "schema/records/family.pb.h"
#include "shared/crypto/hash.hpp"
#include "shared/crypto/signature.hpp"
#include "shared/protocol/frame.hpp"
#include "tests/client/store/memory_server.hpp"
#include "tests/fuzz/hand.hpp"
#include "tests/fuzz/maker.hpp"
#include "tests/fuzz/sample_exchanges.hpp"
#include "tests/fuzz/spoil.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/store_key.hpp"

namespace hearth::fuzz {

namespace fs = std::filesystem;
using client::store::TabletStore;
using protocol::Exchange;
using tests::MemoryServer;

namespace {
constexpr std::size_t kStepsMax = 16;
constexpr std::size_t kExchangesMax = 8;
constexpr std::size_t kCalmExchangesMax = 40;
constexpr std::uint64_t kStoreSeed = 7;
constexpr unsigned kFewIn256 = 12;
constexpr unsigned kSomeIn256 = 64;
constexpr std::uint64_t kSeedScripts = 40;
constexpr std::size_t kSeedScriptBytes = 400;

const base::ScopeId kFamily = idOf<base::ScopeId>(0xFA);
const base::ScopeId kOtherFamily = idOf<base::ScopeId>(0xFB);
const base::WorkerId kWorker = idOf<base::WorkerId>(0x40);
const base::WorkerId kCoWorker = idOf<base::WorkerId>(0x41);

std::set<base::ScopeId> allScopes() {
    return {kFamily, kOtherFamily, base::kReferenceScope, base::scopeOf(kWorker)};
}

// A new tablet's store, made once, and the place where each run's copy lies.
class Template {
public:
    Template() {
        base::SeededRandom random(kStoreSeed);
        auto store = TabletStore::open(file(), tests::storeKey('k', 's'), m_clock, random,
                                       sqlite::OpenMode::CreateOrOpen)
                         .value();
        INVARIANT(store.setIdentity({Hand(0, kWorker).device, kWorker}));
        INVARIANT(store.checkpoint());
    }
    [[nodiscard]] fs::path file() const { return m_folder.path() / "new.db"; }
    [[nodiscard]] fs::path freshCopy() const {
        fs::path copy = m_folder.path() / "tablet.db";
        for (const char* suffix : {"", "-wal", "-shm", ".lock"})
            fs::remove(copy.string() + suffix);
        fs::copy_file(file(), copy);
        return copy;
    }

private:
    tests::Folder m_folder;
    StillClock m_clock;
};

const Template& newTablet() {
    static const Template one;
    return one;
}

class Script {
public:
    explicit Script(Input& input)
        : m_in(input),
          m_store(TabletStore::open(newTablet().freshCopy(), tests::storeKey('k', 's'), m_clock,
                                    m_random)
                      .value()) {
        for (const base::WorkerId& worker : {kWorker, kCoWorker})
            m_server.grants[worker] = allScopes();
        m_backup = m_server.state;
    }

    void play() {
        for (std::size_t i = 0; i < kStepsMax && !m_in.isEmpty(); ++i)
            step();
        calm();
    }

private:
    void step() {
        switch (m_in.below(8)) {
            case 0:
            case 1:
            case 2:
                return save();
            case 3:
                return coWorkerWrites();
            case 4:
                return m_in.chance(kSomeIn256) ? restore() : backUp();
            case 5:
                return changeGrants();
            default:
                return sync();
        }
    }

    [[nodiscard]] Known known(const base::WorkerId& author) {
        Known known{{}, m_server.state.epoch, m_server.state.log.size(), kFamily, author};
        if (author == kCoWorker) {
            known.entities = m_server.inScope(kFamily);
            return known;
        }
        for (const records::TypeInfo& type : records::allTypes()) {
            const auto views = m_store.list(kFamily, type.number);
            require(views.has_value(), "the view can be read");
            for (const auto& view : *views)
                known.entities.push_back(view.entity);
        }
        return known;
    }

    void save() {
        const auto saved = m_store.save(Maker(m_in).ops(known(kWorker)));
        if (!saved) return requireTyped(saved.error());
        m_saved.insert(saved->id);
        require(m_store.checkView(), "the view is what base and edits make");
    }

    void coWorkerWrites() {
        const Written written = m_coWorker.write(Maker(m_in).ops(known(kCoWorker)));
        m_coWorker.take(written);
        protocol::ServerSession session(m_server, m_coWorker.peer());
        require(session.receive(m_coWorker.exchange({written}, {})), "the server goes on");
    }

    void backUp() {
        m_backup = m_server.state;
        m_coWorkerThen = m_coWorker;
    }
    // The server comes back from its backup, as one that knows it has: under a new epoch.
    void restore() {
        // A case that left the tablet took its acknowledged edits with it, durable or not: what the
        // server forgot of it since is nowhere (README.md here, "What is not asked").
        m_leftBeforeRestore = m_leftBeforeRestore || m_caseLeft;
        m_server.state = m_backup;
        m_coWorker = m_coWorkerThen;
        m_server.newEpoch();
    }

    void changeGrants() {
        auto& scopes = m_server.grants[kWorker];
        const base::ScopeId& scope = m_in.chance(128) ? kFamily : kOtherFamily;
        if (scopes.erase(scope) == 0) scopes.insert(scope);
    }

    [[nodiscard]] Exchange answerTo(const Exchange& request) {
        const auto frame = protocol::encodeFrame(request, base::kExchangeBytesMax);
        require(frame.has_value(), "what a tablet says fits a frame");
        protocol::ServerSession session(m_server, Hand(0, kWorker).peer());
        require(session.receive(protocol::decodeFrame(*frame, base::kExchangeBytesMax).value()),
                "the server goes on");
        auto reply = session.reply().value();
        for (const protocol::Message& message : reply.messages())
            m_caseLeft = m_caseLeft || message.has_revoke();
        return reply;
    }

    // One sync run, whose answers may be lost or spoilt.
    void sync() {
        const bool honest = m_in.chance(128);
        protocol::ClientSession session(m_store.port(&Hand::sign));
        for (std::size_t i = 0; i < kExchangesMax; ++i) {
            const auto request = session.next();
            if (!request) return requireTyped(request.error());
            if (!*request) return;
            checkRequest(**request);
            Exchange reply = answerTo(**request);
            if (m_in.chance(kFewIn256)) return;  // lost on its way
            for (std::size_t spoils = honest ? 0 : m_in.below(3); spoils > 0; --spoils) {
                m_spoilt = true;
                spoilExchange(reply, m_in);
            }
            const base::Status received = session.receive(std::move(reply));
            require(m_store.checkView(), "the view is what base and edits make");
            checkNothingVanished();
            if (!received) return requireServerSaid(received.error());
        }
    }

    // A server that is newer may fail for a reason that this tablet has no words for.
    void requireServerSaid(const base::Error& error) const {
        if (!m_spoilt) requireTyped(error);
        require(!error.message().empty(), "an error has a sentence");
    }

    // HELLO, then edits in one chain, signed, of the incarnation that HELLO names.
    static void checkRequest(const Exchange& request) {
        require(request.messages_size() > 0 && request.messages(0).has_hello(),
                "a tablet begins with HELLO");
        const protocol::Hello& hello = request.messages(0).hello();
        for (const protocol::Message& message : request.messages()) {
            base::Bytes previous;
            for (const auto& bytes : message.push().edits()) {
                const auto edit = records::decodeEdit(bytes);
                require(edit.has_value(), "what a tablet pushes can be read");
                require(edit->incarnation.view() == hello.incarnation(),
                        "a tablet pushes edits of its incarnation");
                require(edit->seq <= hello.last_seq(), "HELLO names the newest edit");
                require(previous.empty() || edit->prevHash == crypto::sha256(previous),
                        "edits are pushed in their chain");
                previous = bytes;
            }
            if (!message.has_push()) continue;
            require(crypto::verifySignature(Hand(0, kWorker).peer().publicKeyDer, previous,
                                            message.push().signature()),
                    "the last edit is signed");
        }
    }

    // An edit that the server does not have is kept: to be sent, or to be offered again.
    void checkNothingVanished() {
        if (m_spoilt || m_leftBeforeRestore) return;
        std::set<base::EditId> kept;
        const auto edits = m_store.keptEdits();
        require(edits.has_value(), "the kept edits can be read");
        for (const auto& edit : *edits)
            kept.insert(edit.id);
        for (const base::EditId& id : m_saved)
            require(kept.count(id) != 0 || m_server.state.byId.count(id) != 0,
                    "an edit is kept until the server has it");
    }

    // The server is itself again. Whatever was said before, a run of the sync ends.
    void calm() {
        m_server.grants[kWorker] = allScopes();
        for (std::size_t run = 0; run < 3; ++run)
            if (!calmRun() && !m_spoilt) require(false, "an honest sync run succeeds");
        require(m_store.checkView(), "the view is what base and edits make");
        require(m_store.checkIntegrity(), "the store is whole");
        if (m_spoilt || m_leftBeforeRestore) return;
        for (const base::EditId& id : m_saved)
            require(m_server.state.byId.count(id) != 0, "what was saved is at the server");
        for (const base::ScopeId& scope : {kFamily, kOtherFamily})
            for (const records::Entity& entity : m_server.inScope(scope)) {
                const auto view = m_store.find(entity.key);
                require(view && view->has_value() && (*view)->baseRev == entity.rev &&
                            !(*view)->pending,
                        "the tablet shows what the server has");
            }
    }

    bool calmRun() {
        protocol::ClientSession session(m_store.port(&Hand::sign));
        for (std::size_t i = 0; i < kCalmExchangesMax; ++i) {
            const auto request = session.next();
            if (!request) {
                requireTyped(request.error());
                return false;
            }
            if (!*request) return true;
            checkRequest(**request);
            const base::Status received = session.receive(answerTo(**request));
            if (!received) {
                requireTyped(received.error());
                if (!m_spoilt) require(received, "an honest answer is understood");
                return false;
            }
        }
        require(m_spoilt, "an honest sync run ends");
        return false;
    }

    Input& m_in;
    StillClock m_clock;
    base::SeededRandom m_random{kStoreSeed};
    TabletStore m_store;
    MemoryServer m_server;
    tests::ServerState m_backup;
    Hand m_coWorker{1, kCoWorker};
    Hand m_coWorkerThen{1, kCoWorker};
    std::set<base::EditId> m_saved;
    bool m_caseLeft = false;
    bool m_leftBeforeRestore = false;
    bool m_spoilt = false;  // an answer was not what the server said
};
}  // namespace

void run(base::ByteView bytes) {
    Input input(bytes);
    Script(input).play();
}

std::vector<Seed> seeds() {
    std::vector<Seed> made;
    for (std::uint64_t number = 1; number <= kSeedScripts; ++number)
        made.push_back(
            {"script-" + std::to_string(number), randomScript(number, kSeedScriptBytes)});
    return made;
}

}  // namespace hearth::fuzz
