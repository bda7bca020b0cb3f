#include "tests/server/auth/kit.hpp"

#include <unistd.h>

#include "schema/records/reference.pb.h"
#include "shared/records/change.hpp"

namespace hearth::server::auth {

Folder::Folder() {
    static int count = 0;
    m_path = std::filesystem::temp_directory_path() /
             ("hearth_auth_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
    std::filesystem::create_directories(m_path);
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

AuthTest::AuthTest() {
    EXPECT_TRUE(crypto::initialise());
    EXPECT_TRUE(createAuthority(folder.path(), {"Made-up Borough", {"localhost"}}, clock.now));
    keys = loadAuthority(folder.path()).value();
    store = store::openSqlcipherStore((folder.path() / "central.db").string(), keys.storeKey, clock,
                                      random)
                .value();
    random.fill(worker.octets);
    records::Worker record;
    record.set_name("Made-up Worker");
    records::Edit edit;
    random.fill(edit.id.octets);
    random.fill(edit.incarnation.octets);
    edit.seq = 1;
    edit.claimed = clock.now;
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops =
        records::ChangeBuilder()
            .create({records::typeNumber<records::Worker>(), worker}, base::kReferenceScope, record)
            .take();
    const base::Bytes bytes = records::encodeEdit(edit);
    inGroup([&] {
        EXPECT_TRUE(store->import(bytes, edit));
        return true;
    });
}

}  // namespace hearth::server::auth
