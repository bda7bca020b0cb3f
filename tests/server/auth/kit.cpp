#include "tests/server/auth/kit.hpp"

#include "schema/records/reference.pb.h"
#include "shared/records/change.hpp"

namespace hearth::server::auth {

AuthTest::AuthTest() {
    EXPECT_TRUE(crypto::initialise());
    EXPECT_TRUE(createAuthority(folder.path(), {"Made-up Borough", {"localhost"}}, clock.now));
    keys = loadAuthority(folder.path()).value();
    store = store::openSqlcipherStore((folder.path() / "central.db").string(), keys.storeKey, clock,
                                      random, sqlite::OpenMode::CreateOrOpen)
                .value();
    worker = addWorker("Made-up Worker");
}

base::WorkerId AuthTest::addWorker(const std::string& name) {
    base::WorkerId id;
    random.fill(id.octets);
    records::Worker record;
    record.set_name(name);
    records::Edit edit;
    random.fill(edit.id.octets);
    random.fill(edit.incarnation.octets);
    edit.seq = 1;
    edit.claimed = clock.now;
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops =
        records::ChangeBuilder()
            .create({records::typeNumber<records::Worker>(), id}, base::kReferenceScope, record)
            .take();
    const base::Bytes bytes = records::encodeEdit(edit);
    inGroup([&] {
        EXPECT_TRUE(store->import(bytes, edit));
        return true;
    });
    return id;
}

}  // namespace hearth::server::auth
