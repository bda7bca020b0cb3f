// A fresh tablet's first sync against a running server: seconds, bytes on the wire, records.
#include <iostream>

#include <fmt/format.h>

#include "client/platform/https_enroller.hpp"
#include "client/platform/https_transport.hpp"
#include "client/platform/key_store.hpp"
#include "client/sync/sync_engine.hpp"
#include "schema/records/family.pb.h"
#include "tests/bench/benches.hpp"
#include "tests/bench/measure.hpp"

namespace hearth::bench {

using base::Error;
using base::Status;
namespace sync = client::sync;

namespace {

// Made-up records only; whoever looks at the folder may know it.
constexpr std::string_view kPassphrase = "bench lantern copper willow";

Status syncOnce(sync::Tablet& tablet) {
    client::platform::HttpsTransport transport(tablet.enrolment(), tablet.deviceKey());
    sync::SyncEngine engine(tablet.store(), tablet.signer(), transport,
                            [](const std::function<void()>& job) { job(); });
    const Stopwatch watch;
    const sync::SyncReport report = engine.runOnce();
    const double seconds = watch.seconds();
    if (!report.complete) return Error(report.code, report.sentence);
    const auto cases = tablet.store().listAll(records::typeNumber<records::CaseFile>());
    if (!cases) return cases.error();
    const client::platform::Traffic traffic = transport.traffic();
    std::cout << fmt::format(
        "first sync: {:.3f} s, {} bytes received, {} bytes sent (TLS included), {} exchanges, "
        "{} cases, {} scopes, {} records\n",
        seconds, traffic.receivedBytes, traffic.sentBytes, report.progress.exchanges, cases->size(),
        report.progress.scopesDone, report.progress.entitiesReceived);
    HEARTH_TRY(tablet.store().checkView());
    return tablet.store().checkIntegrity();
}

}  // namespace

Status measureFirstSync(const Options& options) {
    const auto dir = options.text("dir");
    if (!dir) return dir.error();
    const auto server = options.text("server");
    if (!server) return server.error();
    const auto code = options.text("code");
    if (!code) return code.error();
    const auto address = parseAddress(*server);
    if (!address) return address.error();

    const std::filesystem::path folder = *dir;
    client::platform::FileKeyStore keyStore(folder / "keystore" / "device.secret");
    const auto secret = keyStore.deviceSecret();
    if (!secret) return secret.error();
    const auto passphrase = crypto::Secret::copyOf(kPassphrase);
    const base::SystemClock clock;
    crypto::SystemRandom random;
    client::platform::HttpsEnroller enroller;
    HEARTH_TRY(sync::Tablet::enrol({folder / "tablet", address->host, address->port, *code, "bench",
                                    passphrase, *secret, enroller},
                                   clock, random));
    auto tablet = sync::Tablet::unlock(folder / "tablet", passphrase, *secret, clock, random);
    if (!tablet) return tablet.error();
    return syncOnce(*tablet);
}

}  // namespace hearth::bench
