// A store that hands everything to another one; tests override what they want to go wrong.
#pragma once

#include "server/store/store.hpp"

namespace hearth::server::store {

class PassingStore : public Store {
public:
    explicit PassingStore(Store& real) noexcept : m_real(real) {}

    base::WallTime now() override { return m_real.now(); }
    base::Result<protocol::ServerHead> head() override { return m_real.head(); }
    base::Result<protocol::ServerHead> historyForked() override { return m_real.historyForked(); }
    base::Result<std::optional<base::Digest>> chainAt(records::Rev rev) override {
        return m_real.chainAt(rev);
    }
    base::Result<protocol::DeviceHead> deviceHead(const base::DeviceId& device,
                                                  const base::Incarnation& incarnation) override {
        return m_real.deviceHead(device, incarnation);
    }
    base::Result<protocol::EditAck> apply(const protocol::Peer& peer, base::ByteView bytes,
                                          const records::Edit& edit) override {
        return m_real.apply(peer, bytes, edit);
    }
    base::Result<std::vector<base::ScopeId>> scopesOf(const base::WorkerId& worker) override {
        return m_real.scopesOf(worker);
    }
    base::Result<protocol::ScopeHead> scopeHead(const base::ScopeId& scope) override {
        return m_real.scopeHead(scope);
    }
    base::Result<protocol::Page> page(const base::ScopeId& scope, records::Rev cursor,
                                      std::size_t bytesMax) override {
        return m_real.page(scope, cursor, bytesMax);
    }
    base::Result<std::optional<protocol::KeptPage>> packedPage(const base::ScopeId& scope,
                                                               records::Rev cursor) override {
        return m_real.packedPage(scope, cursor);
    }
    base::Result<bool> packOne() override { return m_real.packOne(); }
    base::Status forgetPacked(const base::ScopeId& scope) override {
        return m_real.forgetPacked(scope);
    }
    void setFewestPacked(std::uint64_t entities) override { m_real.setFewestPacked(entities); }
    base::Result<protocol::Manifest> manifest(const base::ScopeId& scope,
                                              const std::optional<records::EntityKey>& after,
                                              std::size_t entriesMax) override {
        return m_real.manifest(scope, after, entriesMax);
    }
    base::Result<std::optional<records::Rev>> revOf(const base::EditId& edit,
                                                    const base::Digest& hash) override {
        return m_real.revOf(edit, hash);
    }
    base::Result<protocol::Revoke> revoke(const protocol::Peer& peer,
                                          const base::ScopeId& scope) override {
        return m_real.revoke(peer, scope);
    }
    std::uint32_t minimumSchemaForWriting() override { return m_real.minimumSchemaForWriting(); }
    base::Result<std::vector<PurgeReceipt>> purgeReceipts() override {
        return m_real.purgeReceipts();
    }
    void signRevocationsWith(Signer sign) override { m_real.signRevocationsWith(std::move(sign)); }
    void setMinimumSchemaForWriting(std::uint32_t version) override {
        m_real.setMinimumSchemaForWriting(version);
    }
    base::Status purged(const protocol::Peer& peer, const protocol::Purged& receipt) override {
        return m_real.purged(peer, receipt);
    }
    base::Status tabletForked(const protocol::Peer& peer,
                              const base::Incarnation& incarnation) override {
        return m_real.tabletForked(peer, incarnation);
    }
    base::Status editsMissed(const protocol::Peer& peer,
                             const std::vector<base::EditId>& edits) override {
        return m_real.editsMissed(peer, edits);
    }
    base::Result<std::optional<NewBeginning>> newestBeginning() override {
        return m_real.newestBeginning();
    }
    base::Result<std::vector<CopyFound>> copiesFound() override { return m_real.copiesFound(); }
    base::Status contact(const protocol::Peer& peer, const protocol::Hello& hello) override {
        return m_real.contact(peer, hello);
    }
    base::Status begin() override { return m_real.begin(); }
    base::Status commit() override { return m_real.commit(); }
    void rollback() noexcept override { m_real.rollback(); }
    base::Status within(const std::function<base::Status()>& work) override {
        return m_real.within(work);
    }
    base::Result<protocol::EditAck> import(base::ByteView bytes,
                                           const records::Edit& edit) override {
        return m_real.import(bytes, edit);
    }
    base::Result<std::optional<records::Entity>> entity(const records::EntityKey& key) override {
        return m_real.entity(key);
    }
    base::Result<std::vector<records::Entity>> entitiesOf(records::TypeNumber type) override {
        return m_real.entitiesOf(type);
    }
    base::Result<std::vector<records::Entity>> entitiesIn(const base::ScopeId& scope) override {
        return m_real.entitiesIn(scope);
    }
    base::Status readLog(records::Rev from,
                         const std::function<bool(const LogRow&)>& visit) override {
        return m_real.readLog(from, visit);
    }
    base::Result<std::vector<HeldRow>> held() override { return m_real.held(); }
    base::Result<StoreCounts> counts() override { return m_real.counts(); }
    base::Result<std::optional<protocol::BlobState>> blobState(const protocol::Peer& peer,
                                                               const base::Digest& hash) override {
        return m_real.blobState(peer, hash);
    }
    BlobStore& blobs() override { return m_real.blobs(); }
    base::Status addEnrolment(const EnrolmentRow& row) override { return m_real.addEnrolment(row); }
    base::Result<std::optional<EnrolmentRow>> enrolment(const base::Digest& hash) override {
        return m_real.enrolment(hash);
    }
    base::Status updateEnrolment(const EnrolmentRow& row) override {
        return m_real.updateEnrolment(row);
    }
    base::Status putDevice(const DeviceRow& row) override { return m_real.putDevice(row); }
    base::Result<std::optional<DeviceRow>> device(const base::DeviceId& id) override {
        return m_real.device(id);
    }
    base::Result<std::vector<DeviceRow>> devices() override { return m_real.devices(); }
    base::Status verifyChain() override { return m_real.verifyChain(); }
    base::Status verifyReplay() override { return m_real.verifyReplay(); }
    base::Result<records::Rev> backup(const std::string& file) override {
        return m_real.backup(file);
    }
    base::Status checkpoint() override { return m_real.checkpoint(); }
    std::uint64_t pendingCheckpointBytes() const noexcept override {
        return m_real.pendingCheckpointBytes();
    }

private:
    Store& m_real;
};

}  // namespace hearth::server::store
