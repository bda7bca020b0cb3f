#include "server/auth/secret_file.hpp"
#include "server/ctl/make.hpp"

namespace hearth::server::ctl {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;

namespace {

base::Status refuseToOverwrite(const fs::path& folder) {
    for (const char* name : {"hearthd.conf", "keys", "central.db"})
        if (fs::exists(folder / name))
            return Error(ErrorCode::AlreadyExists,
                         (folder / name).string() + "; nothing is overwritten here");
    return {};
}

base::Status makeFolder(const fs::path& folder) {
    std::error_code code;
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), code);
    if (code) return Error(ErrorCode::Io, folder.string() + ": " + code.message());
    if (fs::exists(folder)) return {};
    return auth::makePrivateFolder(folder);
}

}  // namespace

base::Result<protocol::AdminMade> init(const InitOrder& order) {
    HEARTH_TRY(refuseToOverwrite(order.folder));
    HEARTH_TRY(makeFolder(order.folder));
    const base::SystemClock clock;
    HEARTH_TRY(auth::createAuthority(order.folder, order.authority, clock.wallNow()));
    const auto keys = auth::loadAuthority(order.folder);
    if (!keys) return keys.error();
    net::Config placed = order.config;
    placed.dataDirectory = order.folder;
    crypto::SystemRandom random;
    const auto store = store::openSqlcipherStore(placed.storeFile().string(), keys->storeKey, clock,
                                                 random, sqlite::OpenMode::CreateOrOpen);
    if (!store) return store.error();
    // Last: a folder with settings is a folder that is complete.
    const fs::path configFile = order.folder / "hearthd.conf";
    HEARTH_TRY(
        auth::writeNewFile(configFile, net::writeConfig(order.config), auth::FileKind::Public));
    protocol::AdminMade made;
    made.set_config_file(configFile.string());
    made.set_authority(order.authority.authority);
    made.set_sync_port(order.config.syncPort);
    made.set_enrol_port(order.config.enrolPort);
    made.set_root_key_file((order.folder / "keys" / "offline" / "root.key").string());
    return made;
}

}  // namespace hearth::server::ctl
