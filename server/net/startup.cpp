#include "server/net/startup.hpp"

#include <chrono>
#include <thread>

#include "shared/crypto/signature.hpp"

namespace hearth::server::net {

using base::Error;
using base::ErrorCode;
using base::Status;

namespace {

// hearthctl may have the store for a moment; another hearthd keeps it.
constexpr std::chrono::milliseconds kTryAgain{100};
constexpr int kTriesMax = 50;

base::Result<std::unique_ptr<store::Store>> openPatiently(const std::string& file,
                                                          const sqlite::DatabaseKey& key,
                                                          const base::Clock& clock,
                                                          base::Random& random) {
    for (int i = 0;; ++i) {
        auto store = store::openSqlcipherStore(file, key, clock, random);
        if (store || store.error().code() != ErrorCode::Busy || i == kTriesMax) return store;
        std::this_thread::sleep_for(kTryAgain);
    }
}

// Tablets let a large part of what they hold go only with the authority's signature.
Status signRevocations(Opened& opened) {
    auto key = crypto::SigningKey::fromDer(opened.keys.issuing.keyDer);
    if (!key) return key.error();
    const auto shared = std::make_shared<const crypto::SigningKey>(std::move(*key));
    opened.store->signRevocationsWith([shared](base::ByteView text) { return shared->sign(text); });
    return {};
}

// A missing store is never made anew here: an empty server would answer where a folder was not
// mounted, and every tablet would take it for a restored one.
Status openStore(const Config& config, const base::Clock& clock, base::Random& random,
                 Opened& opened) {
    const std::string file = config.storeFile().string();
    if (!std::filesystem::exists(file))
        return Error(ErrorCode::NotFound,
                     file + "; put a backup there, or make a new authority with hearthctl init");
    auto store = openPatiently(file, opened.keys.storeKey, clock, random);
    if (!store && store.error().code() == ErrorCode::Corrupt)
        return Error(ErrorCode::Corrupt,
                     file + " (" + store.error().detail() +
                         "); it was left as it is: keep it, and put the newest backup of " +
                         config.backupFolder().string() + " in its place");
    if (!store) return store.error();
    opened.store = std::move(*store);
    opened.store->setMinimumSchemaForWriting(config.minimumSchemaForWriting);
    HEARTH_TRY(signRevocations(opened));
    const auto rows = opened.store->devices();
    if (!rows) return rows.error();
    opened.devices.load(*rows);
    return {};
}

}  // namespace

base::Result<Opened> openAll(const Config& config, const base::Clock& clock, base::Random& random) {
    auto keys = auth::loadAuthority(config.dataDirectory);
    if (!keys) return keys.error();
    Opened opened;
    opened.keys = std::move(*keys);
    auto sync = makeTlsContext(opened.keys, api::Door::Sync);
    if (!sync) return sync.error();
    auto enrol = makeTlsContext(opened.keys, api::Door::Enrol);
    if (!enrol) return enrol.error();
    opened.syncTls = std::move(*sync);
    opened.enrolTls = std::move(*enrol);
    HEARTH_TRY(openStore(config, clock, random, opened));
    return opened;
}

}  // namespace hearth::server::net
