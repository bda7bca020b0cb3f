// Group commit: many exchanges, one disk sync, and nobody is told what is not on disk.
#include <atomic>
#include <future>
#include <optional>

#include "server/store/store_worker.hpp"
#include "shared/crypto/hash.hpp"
#include "shared/crypto/signature.hpp"
#include "tests/server/store/kit.hpp"
#include "tests/server/store/passing_store.hpp"

namespace hearth::server::store {
namespace {

// Counts commits, holds the first group up, and fails commits on demand.
class WatchedStore final : public PassingStore {
public:
    using PassingStore::PassingStore;

    base::Status begin() override {
        if (gate) {
            entered.set_value();
            gate->wait();
            gate.reset();
        }
        return PassingStore::begin();
    }
    base::Status commit() override {
        ++commits;
        if (failCommits == 0) return PassingStore::commit();
        --failCommits;
        PassingStore::rollback();
        return base::Error(base::ErrorCode::DiskFull, "no space left");
    }
    base::Result<protocol::EditAck> apply(const protocol::Peer& peer, base::ByteView bytes,
                                          const records::Edit& edit) override {
        if (edit.id == broken) return base::Error(base::ErrorCode::Io, "a bad sector");
        return PassingStore::apply(peer, bytes, edit);
    }
    base::Status checkpoint() override {
        ++checkpoints;
        return PassingStore::checkpoint();
    }

    std::atomic<int> commits{0};
    std::atomic<int> checkpoints{0};
    int failCommits = 0;
    base::EditId broken;
    std::optional<std::shared_future<void>> gate;
    std::promise<void> entered;
};

// An exchange of a tablet with its edits, signed.
protocol::Exchange pushOf(const Hand& hand, const crypto::SigningKey& key,
                          const std::vector<SentEdit>& edits) {
    protocol::Exchange exchange;
    protocol::Hello& hello = *exchange.add_messages()->mutable_hello();
    hello.set_protocol_min(1);
    hello.set_protocol_max(1);
    hello.set_device_id(hand.device.bytes());
    hello.set_incarnation(hand.incarnation.bytes());
    hello.set_last_seq(edits.back().edit.seq);
    hello.set_last_hash(crypto::sha256(edits.back().bytes).bytes());
    protocol::Push& push = *exchange.add_messages()->mutable_push();
    for (const SentEdit& edit : edits)
        push.add_edits(edit.bytes);
    push.set_signature(key.sign(edits.back().bytes).value());
    return exchange;
}

class StoreWorkerTest : public StoreTest {
protected:
    StoreWorkerTest() {
        imported(*store, small.office.write(
                             small.involve(small.newId(), small.workerB, records::CO_WORKER)));
    }

    using Answer = std::future<base::Result<ExchangeResult>>;
    Answer submit(StoreWorker& worker, const Hand& hand, const std::vector<SentEdit>& edits) {
        auto promise = std::make_shared<std::promise<base::Result<ExchangeResult>>>();
        Answer answer = promise->get_future();
        protocol::Peer peer = hand.peer();
        peer.publicKeyDer = key.publicDer().value();
        worker.submit(peer, pushOf(hand, key, edits),
                      [promise](base::Result<ExchangeResult> result) {
                          promise->set_value(std::move(result));
                      });
        return answer;
    }
    base::Status run(StoreWorker& worker, std::function<base::Status(Store&)> job) {
        std::promise<base::Status> done;
        worker.run(std::move(job), [&](const base::Status& status) { done.set_value(status); });
        return done.get_future().get();
    }
    static protocol::Verdict verdictOf(const ExchangeResult& result) {
        for (const auto& message : result.reply.messages())
            if (message.has_push_ack()) return message.push_ack().acks(0).verdict();
        return protocol::VERDICT_UNSPECIFIED;
    }
    // The worker stands before its first group until the promise is kept; what is submitted
    // meanwhile waits together.
    std::promise<void> closeGate() {
        std::promise<void> open;
        watched.gate = open.get_future().share();
        return open;
    }

    crypto::SigningKey key = crypto::SigningKey::generate().value();
    WatchedStore watched{*store};
};

TEST_F(StoreWorkerTest, AnswersAnExchangeAfterItIsCommitted) {
    StoreWorker worker(watched);
    auto answer = submit(worker, handA, {handA.write(small.addTask("Ring the school"))});
    const auto result = answer.get();
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_EQ(verdictOf(*result), protocol::APPLIED);
    ASSERT_EQ(result->touched.size(), 1U);
    EXPECT_EQ(result->touched[0], small.family);
    worker.stop();
    EXPECT_EQ(watched.commits, 1);
}

TEST_F(StoreWorkerTest, CommitsWhatWaitedTogetherAsOneGroup) {
    auto open = closeGate();
    StoreWorker worker(watched);
    auto first = submit(worker, handA, {handA.write(small.addTask("The first"))});
    watched.entered.get_future().wait();
    std::vector<Hand> hands;
    for (std::uint64_t i = 0; i < 20; ++i)
        hands.emplace_back(small.workerA, 900 + i);
    std::vector<Answer> answers;
    answers.reserve(hands.size());
    for (Hand& hand : hands)
        answers.push_back(submit(worker, hand, {hand.write(small.addTask("Of many"))}));
    open.set_value();
    EXPECT_TRUE(first.get());
    for (Answer& answer : answers)
        EXPECT_EQ(verdictOf(answer.get().value()), protocol::APPLIED);
    worker.stop();
    EXPECT_EQ(watched.commits, 2);
}

TEST_F(StoreWorkerTest, TellsEveryExchangeOfAGroupWhenItsCommitFails) {
    watched.failCommits = 1;
    const records::Rev before = headRev();
    auto open = closeGate();
    StoreWorker worker(watched);
    const SentEdit mine = handA.write(small.addTask("A's"));
    auto first = submit(worker, handA, {mine});
    watched.entered.get_future().wait();
    open.set_value();
    const auto failed = first.get();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), base::ErrorCode::DiskFull);
    // Nothing was kept, and the tablet may send it again.
    auto again = submit(worker, handA, {mine});
    EXPECT_EQ(verdictOf(again.get().value()), protocol::APPLIED);
    worker.stop();
    EXPECT_EQ(headRev(), before + 1);
    EXPECT_TRUE(store->verifyChain());
}

TEST_F(StoreWorkerTest, UndoesOneExchangeOfAGroupAndKeepsTheOthers) {
    const SentEdit good = handA.write(small.addTask("Kept"));
    const SentEdit half = handB.write(small.addTask("Undone with the next"));
    const SentEdit bad = handB.write(small.addTask("Meets a bad sector"));
    watched.broken = bad.edit.id;
    auto open = closeGate();
    StoreWorker worker(watched);
    auto gatekeeper = submit(worker, handA, {good});
    watched.entered.get_future().wait();
    auto failing = submit(worker, handB, {half, bad});
    Hand third(small.workerA, 910);
    auto other = submit(worker, third, {third.write(small.addTask("Kept as well"))});
    open.set_value();
    EXPECT_TRUE(gatekeeper.get());
    const auto failed = failing.get();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), base::ErrorCode::Io);
    EXPECT_EQ(verdictOf(other.get().value()), protocol::APPLIED);
    worker.stop();
    EXPECT_EQ(store->deviceHead(handB.device, handB.incarnation).value().seq, 0U);
    EXPECT_TRUE(store->verifyChain());
    EXPECT_TRUE(store->verifyReplay());
}

TEST_F(StoreWorkerTest, RunsAJobAloneAndKeepsItOnlyIfItSucceeds) {
    StoreWorker worker(watched);
    const SentEdit first = small.office.write(small.addTask("Undone"));
    const auto failed = run(worker, [&](Store& inside) -> base::Status {
        const auto ack = inside.import(first.bytes, first.edit);
        if (!ack) return ack.error();
        return base::Error(base::ErrorCode::InvalidArgument, "on second thoughts");
    });
    EXPECT_FALSE(failed);
    const records::Rev before = headRev();
    const auto kept = run(worker, [&](Store& inside) -> base::Status {
        const auto ack = inside.import(first.bytes, first.edit);
        return ack ? base::Status{} : base::Status(ack.error());
    });
    EXPECT_TRUE(kept);
    worker.stop();
    EXPECT_EQ(headRev(), before + 1);
}

TEST_F(StoreWorkerTest, BacksUpAsAJob) {
    StoreWorker worker(watched);
    const auto done = run(worker, [&](Store& inside) -> base::Status {
        const auto rev = inside.backup(folder.file("backup.db"));
        return rev ? base::Status{} : base::Status(rev.error());
    });
    EXPECT_TRUE(done) << done.error().message();
    worker.stop();
    EXPECT_EQ(store->head().value().durableRev, headRev());
}

TEST_F(StoreWorkerTest, IsBusyWhenItsQueueIsFullAndWhenItHasStopped) {
    auto open = closeGate();
    StoreWorker worker(watched);
    auto first = submit(worker, handA, {handA.write(small.addTask("The first"))});
    watched.entered.get_future().wait();
    std::atomic<int> busy{0};
    std::atomic<int> served{0};
    const auto count = [&](const base::Result<ExchangeResult>& result) {
        if (!result && result.error().code() == base::ErrorCode::Busy)
            ++busy;
        else
            ++served;
    };
    for (std::size_t i = 0; i < kQueuedExchangesMax + 5; ++i)
        worker.submit(handB.peer(), {}, count);
    EXPECT_EQ(busy, 5);
    open.set_value();
    worker.stop();
    EXPECT_EQ(served, static_cast<int>(kQueuedExchangesMax));
    worker.submit(handB.peer(), {}, count);
    EXPECT_EQ(busy, 6);
    bool told = false;
    worker.run([](Store&) -> base::Status { return {}; },
               [&](const base::Status& status) {
                   told = !status && status.error().code() == base::ErrorCode::Busy;
               });
    EXPECT_TRUE(told);
}

TEST_F(StoreWorkerTest, MovesTheWriteAheadLogWhenNothingElseIsToDo) {
    StoreWorker worker(watched);
    EXPECT_TRUE(submit(worker, handA, {handA.write(small.addTask("Ring"))}).get());
    for (int waited = 0; watched.checkpoints == 0 && waited < 100; ++waited)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    worker.stop();
    EXPECT_GE(watched.checkpoints, 1);
    EXPECT_EQ(store->pendingCheckpointBytes(), 0U);
}

TEST_F(StoreWorkerTest, FinishesWhatIsQueuedBeforeItStops) {
    std::vector<Answer> answers;
    {
        StoreWorker worker(watched);
        for (int i = 0; i < 10; ++i)
            answers.push_back(
                submit(worker, handA, {handA.write(small.addTask(std::to_string(i)))}));
    }
    for (Answer& answer : answers)
        EXPECT_TRUE(answer.get());
    EXPECT_EQ(store->deviceHead(handA.device, handA.incarnation).value().seq, 10U);
}

}  // namespace
}  // namespace hearth::server::store
