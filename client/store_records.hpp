// The tablet's store as the view models' record source: every call is the store's own.
// Owner: the opened tablet. Threads: the store thread.
#pragma once

#include <functional>

#include "client/viewmodels/record_source.hpp"

namespace hearth::client {

class StoreRecords final : public viewmodels::RecordSource {
public:
    // `onSaved`: told after each edit that is on disk.
    StoreRecords(store::TabletStore& store, base::WorkerId worker, const base::Clock& clock,
                 std::function<void()> onSaved)
        : m_store(store), m_worker(worker), m_clock(clock), m_onSaved(std::move(onSaved)) {}

    [[nodiscard]] base::WorkerId worker() const override { return m_worker; }
    [[nodiscard]] base::WallTime now() const override { return m_clock.wallNow(); }

    [[nodiscard]] base::Result<std::optional<store::ViewEntity>> find(
        const records::EntityKey& key) override {
        return m_store.find(key);
    }
    [[nodiscard]] base::Result<std::vector<store::ViewEntity>> list(
        const base::ScopeId& scope, records::TypeNumber type) override {
        return m_store.list(scope, type);
    }
    [[nodiscard]] base::Result<std::vector<store::ViewEntity>> listAll(
        records::TypeNumber type) override {
        return m_store.listAll(type);
    }
    [[nodiscard]] base::Result<std::vector<store::SearchHit>> search(const std::string& words,
                                                                     std::size_t max) override {
        return m_store.search(words, max);
    }
    [[nodiscard]] base::Result<std::optional<records::Opened>> open(
        const records::EntityKey& key) override {
        return m_store.open(key);
    }
    [[nodiscard]] base::Result<store::OutboxEdit> save(std::vector<records::Op> ops) override {
        auto saved = m_store.save(std::move(ops));
        if (saved) m_onSaved();
        return saved;
    }
    [[nodiscard]] base::EntityId newId() override { return m_store.newId(); }
    [[nodiscard]] base::Status keepTyping(const std::string& form,
                                          base::ByteView content) override {
        return m_store.keepTyping(form, content);
    }
    [[nodiscard]] base::Result<std::optional<base::Bytes>> typing(
        const std::string& form) override {
        return m_store.typing(form);
    }
    [[nodiscard]] base::Result<std::vector<std::string>> typingForms() override {
        return m_store.typingForms();
    }
    [[nodiscard]] base::Status forgetTyping(const std::string& form) override {
        return m_store.forgetTyping(form);
    }
    [[nodiscard]] base::Result<store::SyncState> syncState() override {
        return m_store.syncState();
    }
    [[nodiscard]] base::Result<std::vector<store::OutboxEdit>> outbox() override {
        return m_store.outbox();
    }

private:
    store::TabletStore& m_store;
    base::WorkerId m_worker;
    const base::Clock& m_clock;
    std::function<void()> m_onSaved;
};

}  // namespace hearth::client
