// Disks that fail at every single step of a conversation, on either side: the run ends with the
// disk's error, nothing is acknowledged that was not taken, and the next run brings both together.
#include <functional>
#include <utility>

#include <gtest/gtest.h>

#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

// Counts the calls of a port and fails one of them.
class Disk {
public:
    std::size_t failAt = 0;  // 0: never
    [[nodiscard]] Status use() {
        if (++m_used != failAt) return {};
        return base::Error(ErrorCode::Io, "the disk does not answer");
    }
    [[nodiscard]] bool hasFailed() const { return failAt != 0 && m_used >= failAt; }

private:
    std::size_t m_used = 0;
};

class ServerOnDisk final : public FakeServer {
public:
    Disk disk;

    // These two call others of the port, which is no use of the disk of its own.
    Result<protocol::ServerHead> head() override {
        HEARTH_TRY(disk.use());
        const Disk now = std::exchange(disk, Disk());
        auto head = FakeServer::head();
        disk = now;
        return head;
    }
    Result<protocol::ServerHead> historyForked() override {
        HEARTH_TRY(disk.use());
        const Disk now = std::exchange(disk, Disk());
        auto head = FakeServer::historyForked();
        disk = now;
        return head;
    }
    Result<std::optional<base::Digest>> chainAt(records::Rev rev) override {
        HEARTH_TRY(disk.use());
        return FakeServer::chainAt(rev);
    }
    Result<protocol::DeviceHead> deviceHead(const base::DeviceId& device,
                                            const base::Incarnation& incarnation) override {
        HEARTH_TRY(disk.use());
        return FakeServer::deviceHead(device, incarnation);
    }
    Result<protocol::EditAck> apply(const protocol::Peer& peer, base::ByteView bytes,
                                    const records::Edit& edit) override {
        HEARTH_TRY(disk.use());
        return FakeServer::apply(peer, bytes, edit);
    }
    Result<std::vector<base::ScopeId>> scopesOf(const base::WorkerId& worker) override {
        HEARTH_TRY(disk.use());
        return FakeServer::scopesOf(worker);
    }
    Result<protocol::ScopeHead> scopeHead(const base::ScopeId& scope) override {
        HEARTH_TRY(disk.use());
        return FakeServer::scopeHead(scope);
    }
    Result<protocol::Page> page(const base::ScopeId& scope, records::Rev cursor,
                                std::size_t bytesMax) override {
        HEARTH_TRY(disk.use());
        return FakeServer::page(scope, cursor, bytesMax);
    }
    Result<protocol::Manifest> manifest(const base::ScopeId& scope,
                                        const std::optional<records::EntityKey>& after,
                                        std::size_t entriesMax) override {
        HEARTH_TRY(disk.use());
        return FakeServer::manifest(scope, after, entriesMax);
    }
    Result<std::optional<records::Entity>> entity(const records::EntityKey& key) override {
        HEARTH_TRY(disk.use());
        return FakeServer::entity(key);
    }
    Result<std::optional<records::Rev>> revOf(const base::EditId& edit,
                                              const base::Digest& hash) override {
        HEARTH_TRY(disk.use());
        return FakeServer::revOf(edit, hash);
    }
    Result<protocol::Revoke> revoke(const protocol::Peer& peer,
                                    const base::ScopeId& scope) override {
        HEARTH_TRY(disk.use());
        return FakeServer::revoke(peer, scope);
    }
    Status purged(const protocol::Peer& peer, const protocol::Purged& receipt) override {
        HEARTH_TRY(disk.use());
        return FakeServer::purged(peer, receipt);
    }
    Status contact(const protocol::Peer& peer, const protocol::Hello& hello) override {
        HEARTH_TRY(disk.use());
        return FakeServer::contact(peer, hello);
    }
};

class TabletOnDisk final : public FakeTablet {
public:
    Disk disk;

    Result<protocol::Hello> hello() override {
        HEARTH_TRY(disk.use());
        return FakeTablet::hello();
    }
    Result<std::vector<protocol::ScopeCursor>> cursors() override {
        HEARTH_TRY(disk.use());
        return FakeTablet::cursors();
    }
    Result<std::vector<protocol::PendingEdit>> unsent(std::size_t editsMax,
                                                      std::size_t bytesMax) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::unsent(editsMax, bytesMax);
    }
    Result<base::Bytes> signBatch(base::ByteView lastEdit) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::signBatch(lastEdit);
    }
    Status welcomed(const protocol::Welcome& welcome) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::welcomed(welcome);
    }
    Status acknowledged(const protocol::PushAck& ack) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::acknowledged(ack);
    }
    Status diverged(const protocol::Diverged& kind) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::diverged(kind);
    }
    Result<protocol::Reoffer> reoffer(std::size_t editsMax) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::reoffer(editsMax);
    }
    Status wanted(const protocol::Reoffer& asked, const protocol::Want& want) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::wanted(asked, want);
    }
    Status applyScope(const protocol::Checkpoint& reached, const std::vector<protocol::Page>& pages,
                      const protocol::Done& done, const protocol::Repair* repair) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::applyScope(reached, pages, done, repair);
    }
    Result<protocol::Differences> compare(const protocol::Manifest& manifest,
                                          const std::optional<records::EntityKey>& after) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::compare(manifest, after);
    }
    Status checkpointComplete(const protocol::Checkpoint& reached) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::checkpointComplete(reached);
    }
    Status revokeScope(const protocol::Revoke& revoke) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::revokeScope(revoke);
    }
    Result<std::vector<protocol::Purged>> receipts() override {
        HEARTH_TRY(disk.use());
        return FakeTablet::receipts();
    }
    Status receiptsTaken(const std::vector<protocol::Purged>& taken) override {
        HEARTH_TRY(disk.use());
        return FakeTablet::receiptsTaken(taken);
    }
};

Status run(FakeTablet& tablet, FakeServer& server) {
    protocol::ClientSession session(tablet);
    while (true) {
        auto request = session.next();
        if (!request) return request.error();
        if (!*request) return {};
        protocol::ServerSession answering(server,
                                          {kDevice, kWorker, deviceKey().publicDer().value()});
        HEARTH_TRY(answering.receive(**request));
        auto reply = answering.reply();
        if (!reply) return reply.error();
        HEARTH_TRY(session.receive(std::move(*reply)));
    }
}

struct Story {
    const char* name;
    std::function<void(FakeTablet&, FakeServer&)> prepare;
};

void syncThree(FakeTablet& tablet, FakeServer& server) {
    for (std::uint8_t n = 1; n <= 3; ++n)
        tablet.write(n);
    INVARIANT(tablet.syncWith(server).has_value());
}

const Story kStories[] = {
    {"a first sync", [](FakeTablet& tablet, FakeServer&) { tablet.write(1); }},
    {"a server that lost its newest edit",
     [](FakeTablet& tablet, FakeServer& server) {
         syncThree(tablet, server);
         server.log.pop_back();
         server.entities[kCase].erase(3);
     }},
    {"a server of another epoch",
     [](FakeTablet& tablet, FakeServer& server) {
         syncThree(tablet, server);
         server.epoch = idOf<base::Epoch>(0xEF);
     }},
    {"a tablet that lost a row",
     [](FakeTablet& tablet, FakeServer& server) {
         syncThree(tablet, server);
         tablet.base[kCase.bytes()].erase(tablet.base[kCase.bytes()].begin());
         tablet.held[kCase.bytes()].set_digest(base::Bytes(32, 'z'));
     }},
    {"a case that was taken away",
     [](FakeTablet& tablet, FakeServer& server) {
         syncThree(tablet, server);
         server.scopes.clear();
         tablet.write(4);
     }},
};

// The run without a failure, then one for each call that may fail, each followed by a good one.
void failEverywhere(const Story& story, bool atServer) {
    constexpr std::size_t kCallsMax = 500;
    SCOPED_TRACE(story.name);
    for (std::size_t call = 1; call < kCallsMax; ++call) {
        ServerOnDisk server;
        TabletOnDisk tablet;
        story.prepare(tablet, server);
        Disk& disk = atServer ? server.disk : tablet.disk;
        disk = Disk();
        disk.failAt = call;
        const auto acked = tablet.acked;
        const Status first = run(tablet, server);
        if (!disk.hasFailed()) {
            EXPECT_TRUE(first) << "with a sound disk";
            EXPECT_GT(call, 8U) << "the story used the disk";
            return;
        }
        ASSERT_FALSE(first) << "call " << call << " failed and nobody was told";
        EXPECT_EQ(first.error().code(), ErrorCode::Io);
        EXPECT_LE(tablet.acked, std::max<std::size_t>(acked, server.log.size()));
        disk = Disk();
        const Status second = run(tablet, server);
        ASSERT_TRUE(second) << "call " << call << ": " << second.error().message();
        EXPECT_EQ(server.log.size(), tablet.edits.size()) << "call " << call;
        EXPECT_TRUE(tablet.purged.empty()) << "call " << call;
        EXPECT_EQ(tablet.base[kCase.bytes()].size(),
                  server.scopes.empty() ? 0U : tablet.edits.size())
            << "call " << call;
    }
    ADD_FAILURE() << "the run does not end";
}

TEST(SessionStoreError, WhenTheServersDiskFailsAtAnyStepTheNextSyncFindsEverything) {
    for (const Story& story : kStories)
        failEverywhere(story, true);
}

TEST(SessionStoreError, WhenTheTabletsDiskFailsAtAnyStepTheNextSyncFindsEverything) {
    for (const Story& story : kStories)
        failEverywhere(story, false);
}

TEST(SessionStoreError, AServersDiskThatFailsAcknowledgesNothing) {
    ServerOnDisk server;
    FakeTablet tablet;
    tablet.write(1);
    protocol::ClientSession session(tablet);
    const auto request = *session.next().value();
    server.disk.failAt = 4;  // apply
    protocol::ServerSession answering(server, {kDevice, kWorker, deviceKey().publicDer().value()});
    EXPECT_EQ(answering.receive(request).error().code(), ErrorCode::Io);
    EXPECT_TRUE(server.log.empty());
    EXPECT_TRUE(answering.touchedScopes().empty()) << "nobody is told of it either";
}

}  // namespace
}  // namespace hearth::tests
