// The tablet's side of a sync session: what it has to say, and what becomes of the answers. Every
// call is one transaction, durable when it returns.
// Owner: TabletStore. Threads: the store thread.
#pragma once

#include <functional>
#include <optional>

#include "client/store/fold.hpp"

namespace hearth::client::store {

// The last time the server was heard, on the clock that nobody sets. That clock says nothing across
// a restart of the machine.
struct Contact {
    base::BootTime at;
    base::WallTime serverTime;  // 0: not yet
};

// Pictures that were looked at and can be fetched again: some twenty of the largest.
inline constexpr std::uint64_t kSeenBytesMax = 256ULL * 1024ULL * 1024ULL;

class ClientPort final : public protocol::ClientPort {
public:
    ClientPort(Tables& tables, Fold& fold, const base::Clock& clock, base::IdSource& ids)
        : m_tables(tables), m_fold(fold), m_clock(clock), m_ids(ids) {}

    using Signer = std::function<base::Result<base::Bytes>(base::ByteView)>;
    void setSigner(Signer sign) { m_sign = std::move(sign); }
    [[nodiscard]] const Contact& contact() const noexcept { return m_contact; }
    // The last contact of an earlier run of the program, if the boot clock went on since.
    [[nodiscard]] base::Status recallContact();
    // Of pictures that a verified backup of the server has, at most so much stays here.
    void keepSeenBytes(std::uint64_t bytesMax) noexcept { m_seenBytesMax = bytesMax; }
    // Of the last welcome; nil before the first.
    [[nodiscard]] const base::Epoch& serverEpoch() const noexcept { return m_serverEpoch; }
    // What the server answered to a part of an attachment.
    [[nodiscard]] base::Status blobTaken(const protocol::BlobState& state);
    void trustRevocationsOf(base::Bytes authorityKeyDer) {
        m_authorityKey = std::move(authorityKeyDer);
    }

    [[nodiscard]] base::Result<protocol::Hello> hello() override;
    [[nodiscard]] base::Result<std::vector<protocol::ScopeCursor>> cursors() override;
    [[nodiscard]] base::Result<std::vector<protocol::PendingEdit>> unsent(
        std::size_t editsMax, std::size_t bytesMax) override;
    [[nodiscard]] base::Result<base::Bytes> signBatch(base::ByteView lastEdit) override;

    [[nodiscard]] base::Status welcomed(const protocol::Welcome& welcome) override;
    [[nodiscard]] base::Status acknowledged(const protocol::PushAck& ack) override;
    [[nodiscard]] base::Status diverged(const protocol::Diverged& diverged) override;
    [[nodiscard]] base::Status stage(const std::vector<protocol::Page>& pages) override;
    [[nodiscard]] base::Status dropStaged() override;
    [[nodiscard]] base::Status applyScope(const protocol::Checkpoint& checkpoint,
                                          const std::vector<protocol::Page>& pages,
                                          const protocol::Done& done,
                                          const protocol::Repair* repair) override;
    [[nodiscard]] base::Result<protocol::Reoffer> reoffer(std::size_t editsMax) override;
    [[nodiscard]] base::Status wanted(const protocol::Reoffer& offered,
                                      const protocol::Want& want) override;
    [[nodiscard]] base::Result<protocol::Differences> compare(
        const protocol::Manifest& manifest,
        const std::optional<records::EntityKey>& after) override;
    [[nodiscard]] base::Status startAnew(const base::ScopeId& scope) override;
    [[nodiscard]] base::Status checkpointComplete(const protocol::Checkpoint& checkpoint) override;
    [[nodiscard]] base::Status revokeScope(const protocol::Revoke& revoke) override;
    [[nodiscard]] base::Result<std::vector<protocol::Purged>> receipts() override;
    [[nodiscard]] base::Status receiptsTaken(
        const std::vector<protocol::Purged>& receipts) override;

    [[nodiscard]] base::Result<protocol::BlobQuery> blobsToAsk(std::size_t max) override;
    [[nodiscard]] base::Status blobsHeard(const protocol::BlobStates& states) override;

private:
    // A message's checkpoint with its ids decoded.
    struct Place {
        base::Epoch epoch;
        records::Rev rev = 0;
        base::Digest chain;
        records::Seq containedSeq = 0;
    };
    [[nodiscard]] static base::Result<Place> placeOf(const protocol::Checkpoint& checkpoint);

    // --- client_port.cpp
    [[nodiscard]] base::Status acknowledgeOne(const protocol::EditAck& ack,
                                              std::set<records::EntityKey>& held);
    [[nodiscard]] base::Status completeScope(const base::ScopeId& scope, const Place& place);

    // --- blob_words.cpp
    [[nodiscard]] base::Status hearBlob(const protocol::BlobState& state,
                                        std::optional<records::Rev> rev);

    // --- scope_arrival.cpp
    // What a scope's arrival is made of.
    struct Delivery {
        const std::vector<protocol::Page>& pages;
        const protocol::Done& done;
        const protocol::Repair* repair;
    };
    // A scope while it comes. A large one has more records than should be in memory: only those
    // that pending edits make something of are remembered.
    struct Arrival {
        ScopeRow row;
        // From its start: a record may come twice, so it is indexed when all of it is there.
        bool isWhole = false;
        std::set<records::EntityKey> open;     // with pending edits or a prediction
        std::set<records::EntityKey> touched;  // to be folded again
    };
    [[nodiscard]] base::Status arrive(const Place& place, const Delivery& delivery,
                                      const base::ScopeId& scope);
    [[nodiscard]] base::Result<std::set<records::EntityKey>> openKeys();
    [[nodiscard]] base::Status mend(const protocol::Repair& repair, Arrival& arrival);
    [[nodiscard]] base::Status guardRetirements(const Delivery& delivery,
                                                const base::ScopeId& scope);
    // Adds to `retiring` what is shown now and would not be any more.
    [[nodiscard]] base::Status collectRetiring(const protocol::Page& page,
                                               std::set<records::EntityKey>& retiring);
    [[nodiscard]] base::Status dropRaised(const base::ScopeId& scope,
                                          std::set<records::EntityKey>& touched);
    [[nodiscard]] base::Status takePage(const protocol::Page& page, Arrival& arrival);
    [[nodiscard]] base::Status show(const records::Entity& entity, Arrival& arrival);
    [[nodiscard]] base::Status indexWhole(const Arrival& arrival);
    // What the server's state at `place` says about this tablet's edits in the scope.
    [[nodiscard]] base::Status takeContainment(const base::ScopeId& scope, const Place& place,
                                               bool isAnother,
                                               std::set<records::EntityKey>& touched);

    // --- departure.cpp
    [[nodiscard]] base::Status leave(const base::ScopeId& scope, const protocol::Revoke& revoke);
    [[nodiscard]] bool isSigned(const protocol::Revoke& revoke, const base::ScopeId& scope,
                                const Meta& meta) const;
    [[nodiscard]] base::Status sendTyped(const base::ScopeId& scope,
                                         const std::vector<TypedForm>& forms);
    [[nodiscard]] base::Result<records::Edit> nextEdit(std::vector<records::Op> ops);
    [[nodiscard]] base::Status purgeScope(const base::ScopeId& scope);

    // --- divergence.cpp
    [[nodiscard]] base::Status beginAgain();
    // Every acknowledged edit was asked about: what the server lacks is pending again.
    [[nodiscard]] base::Status resumeIfAnswered();
    [[nodiscard]] base::Result<bool> isUnbroken(const std::vector<EditRow>& rows, const Meta& meta,
                                                records::Seq ackedSeq, base::ByteView ackedHash);
    // A new incarnation, whose first edits these become.
    [[nodiscard]] base::Status renumber(const std::vector<EditRow>& rows);

    Tables& m_tables;
    Fold& m_fold;
    const base::Clock& m_clock;
    base::IdSource& m_ids;
    Signer m_sign;
    Contact m_contact;
    base::Bytes m_authorityKey;  // empty: no signature counts
    std::uint64_t m_seenBytesMax = kSeenBytesMax;
    // Of the last welcome.
    base::Epoch m_serverEpoch;
    records::Rev m_serverRev = 0;
    records::Seq m_ackedSeq = 0;
    base::Bytes m_ackedHash;
};

}  // namespace hearth::client::store
