// Administration: what hearthctl asks, answered on the store, in a running hearthd or by hearthctl
// itself when no hearthd runs. There is no command that reads case content.
// Threads: the store's.
#pragma once

#include "schema/protocol/admin.pb.h"
#include "server/api/backup.hpp"
#include "shared/crypto/certificate.hpp"

namespace hearth::server::api {

struct AdminEnvironment {
    base::Bytes rootDer;
    std::string authority;
    std::uint16_t enrolPort = 0;
    base::WallTime serverCertificateUntil;
    base::WallTime issuingCertificateUntil;
    BackupRule backups;
    base::Random& random;
};

// Inside a group of the store. Errors become the reply's AdminFailure through `adminFailure`; the
// caller rolls back then.
[[nodiscard]] base::Result<protocol::AdminReply> answerAdmin(store::Store& store,
                                                             const AdminEnvironment& environment,
                                                             const protocol::AdminRequest& request);
[[nodiscard]] protocol::AdminReply adminFailure(const base::Error& error);

// The one worker a request means. NotFound, or InvalidArgument when a name is not one worker's.
[[nodiscard]] base::Result<base::WorkerId> findWorker(store::Store& store, const std::string& id,
                                                      const std::string& name);

}  // namespace hearth::server::api
