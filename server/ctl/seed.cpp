#include "schema/records/reference.pb.h"
#include "server/ctl/make.hpp"
#include "shared/records/body.hpp"
#include "shared/synthetic/edit_chain.hpp"

namespace hearth::server::ctl {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

// Takes the story's actions as they come and commits them in groups.
class Importer {
public:
    Importer(store::Store& store, std::uint64_t seed,
             const std::function<void(std::uint64_t)>& progress)
        : m_store(store), m_chain(seed), m_progress(progress) {}

    void take(synthetic::SyntheticAction action) {
        if (!m_status) return;  // the first failure stays
        m_status = import(std::move(action));
    }

    Status finish() {
        if (m_status && m_inGroup > 0) m_status = commit();
        if (!m_status) m_store.rollback();
        return m_status;
    }

    [[nodiscard]] std::uint64_t edits() const noexcept { return m_edits; }
    [[nodiscard]] std::uint64_t reviews() const noexcept { return m_reviews; }
    [[nodiscard]] std::uint64_t held() const noexcept { return m_held; }

private:
    Status import(synthetic::SyntheticAction action) {
        if (m_inGroup == 0) HEARTH_TRY(m_store.begin());
        const synthetic::ChainedEdit chained = m_chain.next(std::move(action));
        const auto ack = m_store.import(chained.bytes, chained.edit);
        if (!ack) return ack.error();
        if (ack->verdict() == protocol::APPLIED_WITH_REVIEW) ++m_reviews;
        if (ack->verdict() == protocol::HELD) ++m_held;
        ++m_edits;
        return ++m_inGroup == kSeedGroupEdits ? commit() : Status{};
    }

    Status commit() {
        HEARTH_TRY(m_store.commit());
        m_inGroup = 0;
        m_progress(m_edits);
        return {};
    }

    store::Store& m_store;
    synthetic::EditChain m_chain;
    const std::function<void(std::uint64_t)>& m_progress;
    Status m_status;
    std::size_t m_inGroup = 0;
    std::uint64_t m_edits = 0;
    std::uint64_t m_reviews = 0;
    std::uint64_t m_held = 0;
};

base::Result<std::string> nameOf(store::Store& store, const base::WorkerId& id) {
    const auto entity = store.entity({records::typeNumber<records::Worker>(), id});
    if (!entity) return entity.error();
    if (!*entity) return Error(ErrorCode::Internal, "the made-up worker is not in the record");
    const auto worker = (*entity)->body.as<records::Worker>();
    if (!worker) return worker.error();
    return worker->name();
}

protocol::AdminSeeded describe(const synthetic::AuthorityFacts& facts) {
    protocol::AdminSeeded seeded;
    seeded.set_authority(facts.name);
    seeded.set_teams(facts.teams);
    seeded.set_workers(facts.workers);
    seeded.set_families(facts.families);
    seeded.set_children(facts.children);
    seeded.set_disabled_children(facts.disabledChildren);
    seeded.set_visits(facts.visits);
    seeded.set_demo_worker(facts.demoWorker.hex());
    seeded.set_demo_co_worker(facts.demoCoWorker.hex());
    seeded.set_demo_case_file(facts.demoCaseFile.hex());
    seeded.set_largest_caseload_worker(facts.largestCaseloadWorker.hex());
    seeded.set_largest_caseload(facts.largestCaseload);
    return seeded;
}

}  // namespace

base::Result<protocol::AdminSeeded> seed(store::Store& store,
                                         const synthetic::AuthorityInput& input,
                                         const std::function<void(std::uint64_t)>& progress) {
    const auto head = store.head();
    if (!head) return head.error();
    if (head->rev != 0)
        return Error(ErrorCode::AlreadyExists,
                     "this record is in use; made-up data goes into an empty one only");
    Importer importer(store, input.seed, progress);
    const synthetic::AuthorityFacts facts = synthetic::makeAuthority(
        input,
        [&importer](synthetic::SyntheticAction action) { importer.take(std::move(action)); });
    HEARTH_TRY(importer.finish());
    protocol::AdminSeeded seeded = describe(facts);
    seeded.set_edits(importer.edits());
    seeded.set_reviews(importer.reviews());
    seeded.set_held(importer.held());
    const auto worker = nameOf(store, facts.demoWorker);
    if (!worker) return worker.error();
    const auto coWorker = nameOf(store, facts.demoCoWorker);
    if (!coWorker) return coWorker.error();
    seeded.set_demo_worker_name(*worker);
    seeded.set_demo_co_worker_name(*coWorker);
    return seeded;
}

}  // namespace hearth::server::ctl
