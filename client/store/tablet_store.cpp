#include "client/store/tablet_store.hpp"

#include "client/store/tablet_store_impl.hpp"
#include "schema/embedded/client_migrations.hpp"
#include "schema/records/work.pb.h"
#include "shared/sqlite/migrator.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

TabletStore::TabletStore(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
TabletStore::TabletStore(TabletStore&&) noexcept = default;
TabletStore& TabletStore::operator=(TabletStore&&) noexcept = default;
TabletStore::~TabletStore() = default;

Result<TabletStore> TabletStore::open(const std::filesystem::path& file,
                                      const sqlite::DatabaseKey& key, const base::Clock& clock,
                                      base::Random& random, sqlite::OpenMode mode) {
    auto connection = sqlite::Connection::open(file, key, mode);
    if (!connection) return connection.error();
    std::vector<sqlite::Migration> migrations;
    for (const schema::EmbeddedFile& migration : schema::client_migrations())
        migrations.push_back({migration.name, migration.text});
    const auto migrated = sqlite::migrate(*connection, migrations);
    if (!migrated) return migrated.error();

    auto impl = std::make_unique<Impl>(std::move(*connection), clock, random);
    const auto meta = impl->tables.meta.find();
    if (!meta) return meta.error();
    if (!*meta) {
        const auto incarnation = impl->ids.random<base::Incarnation>();
        HEARTH_TRY(impl->tables.connection.transaction(
            [&] { return impl->tables.meta.insert(incarnation); }));
    }
    HEARTH_TRY(impl->catchUp());
    HEARTH_TRY(impl->port.recallContact());
    HEARTH_TRY(impl->tables.connection.transaction([&] { return impl->indexBlobs(); }));
    return TabletStore(std::move(impl));
}

Status TabletStore::Impl::catchUp() {
    const auto made = tables.meta.viewSchema();
    if (!made) return made.error();
    if (*made == records::kSchemaVersion) return {};
    return tables.connection.transaction([&]() -> Status {
        HEARTH_TRY(fold.everything());
        return tables.meta.setViewSchema(records::kSchemaVersion);
    });
}

Result<std::optional<Identity>> TabletStore::identity() {
    const auto meta = m_impl->tables.meta.load();
    if (!meta) return meta.error();
    if (meta->device.isNil()) return std::optional<Identity>{};
    return std::optional<Identity>(Identity{meta->device, meta->worker});
}

Status TabletStore::setIdentity(const Identity& identity) {
    const auto known = this->identity();
    if (!known) return known.error();
    if (*known && ((*known)->device != identity.device || (*known)->worker != identity.worker))
        return Error(ErrorCode::AlreadyExists, "this tablet is somebody else's");
    return m_impl->tables.connection.transaction(
        [&] { return m_impl->tables.meta.setIdentity(identity.device, identity.worker); });
}

Status TabletStore::Impl::indexBlobs() {
    const auto done = tables.blobs.isIndexed();
    if (!done) return done.error();
    if (*done) return {};
    const auto keys = tables.view.allKeys();
    if (!keys) return keys.error();
    for (const records::EntityKey& key : *keys) {
        const auto view = tables.view.find(key);
        if (!view) return view.error();
        if (*view) HEARTH_TRY(tables.blobs.note((*view)->entity));
    }
    return tables.blobs.setIndexed();
}

Attachments& TabletStore::attachments() noexcept {
    return m_impl->attachments;
}

void TabletStore::keepSeenBytes(std::uint64_t bytesMax) noexcept {
    m_impl->port.keepSeenBytes(bytesMax);
}

Result<std::optional<ViewEntity>> TabletStore::find(const records::EntityKey& key) {
    return m_impl->tables.view.find(key);
}

Result<std::vector<ViewEntity>> TabletStore::list(const base::ScopeId& scope,
                                                  records::TypeNumber type) {
    return m_impl->tables.view.list(scope, type);
}

Result<std::vector<ViewEntity>> TabletStore::listAll(records::TypeNumber type) {
    return m_impl->tables.view.listAll(type);
}

Result<std::vector<SearchHit>> TabletStore::search(const std::string& words, std::size_t max) {
    return m_impl->tables.search.search(words, max);
}

Result<std::optional<records::Opened>> TabletStore::open(const records::EntityKey& key) {
    std::optional<records::Opened> opened;
    Tables& tables = m_impl->tables;
    HEARTH_TRY(tables.connection.transaction([&]() -> Status {
        auto view = tables.view.find(key);
        if (!view) return view.error();
        if (!*view) return {};
        const auto held = tables.base.find(key);
        if (!held) return held.error();
        records::Entity& entity = (*view)->entity;
        auto writers = records::writersBehind(entity);
        opened = records::Opened{key, entity.scope,           (*view)->baseRev,
                                 {},  std::move(entity.body), std::move(writers)};
        if (*held) {
            const auto scope = tables.base.scope((*held)->entity.scope);
            if (!scope) return scope.error();
            // The revision counts under the epoch it was given in.
            if (!(*held)->staleEpoch.isNil())
                opened->epoch = (*held)->staleEpoch;
            else if (*scope)
                opened->epoch = (*scope)->epoch;
        }
        const auto meta = tables.meta.load();
        if (!meta) return meta.error();
        return tables.audit.opened(m_impl->clock.wallNow(), meta->worker, key, opened->scope);
    }));
    return opened;
}

base::EntityId TabletStore::newId() {
    return m_impl->ids.timeOrdered<base::EntityId>();
}

Status TabletStore::keepTyping(const std::string& form, base::ByteView content) {
    Tables& tables = m_impl->tables;
    base::ScopeId scope;
    if (const auto id = idInForm(form)) {
        const auto known = tables.view.scopeOf(*id);
        if (!known) return known.error();
        scope = known->value_or(base::ScopeId{});
    }
    return tables.connection.transaction(
        [&] { return tables.typing.keep(form, content, scope, m_impl->clock.wallNow()); });
}

Result<std::optional<base::Bytes>> TabletStore::typing(const std::string& form) {
    return m_impl->tables.typing.find(form);
}

Result<std::vector<std::string>> TabletStore::typingForms() {
    return m_impl->tables.typing.forms();
}

Status TabletStore::forgetTyping(const std::string& form) {
    return m_impl->tables.connection.transaction(
        [&] { return m_impl->tables.typing.forget(form); });
}

protocol::ClientPort& TabletStore::port(Signer sign) {
    m_impl->port.setSigner(std::move(sign));
    return m_impl->port;
}

Result<std::vector<Departure>> TabletStore::departures(std::size_t max) {
    return m_impl->tables.departures.all(max);
}

void TabletStore::trustRevocationsOf(base::Bytes authorityKeyDer) {
    m_impl->port.trustRevocationsOf(std::move(authorityKeyDer));
}

Status TabletStore::checkpoint() {
    return m_impl->tables.connection.checkpoint();
}

}  // namespace hearth::client::store
