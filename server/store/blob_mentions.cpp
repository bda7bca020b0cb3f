#include "server/store/blob_mentions.hpp"

#include "server/store/log_table.hpp"
#include "shared/records/blob_names.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::runSql;

Status BlobMentions::note(const records::Edit& edit) {
    for (const records::Op& op : edit.ops)
        for (const base::Digest& hash : records::blobsNamedBy(op))
            HEARTH_TRY(runSql(m_connection,
                              "INSERT OR IGNORE INTO blob_mention (hash, scope, type, id) "
                              "VALUES (?, ?, ?, ?)",
                              hash.view(), op.scope.view(), op.target.type, op.target.id.view()));
    return {};
}

Result<std::vector<base::ScopeId>> BlobMentions::scopesNaming(const base::Digest& hash) {
    std::vector<base::ScopeId> scopes;
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT DISTINCT scope FROM blob_mention WHERE hash = ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            const auto scope = sqlite::idColumn<base::ScopeId>(row, 0);
            if (!scope) return scope.error();
            scopes.push_back(*scope);
            return true;
        },
        hash.view()));
    return scopes;
}

Status BlobMentions::noteLog() {
    const auto done = m_connection.queryInt("SELECT blobs_indexed FROM meta");
    if (!done) return done.error();
    if (*done != 0) return {};
    Status noted;
    HEARTH_TRY(LogTable(m_connection).read(0, [&](const LogRow& row) {
        protocol::EditAck ack;
        const auto edit = records::decodeEdit(row.bytes);
        if (!edit || !ack.ParseFromString(row.outcome))
            noted =
                Error(ErrorCode::Corrupt, "revision " + std::to_string(row.rev) + " of the log");
        else if (ack.verdict() != protocol::HELD)
            noted = note(*edit);
        return noted.has_value();
    }));
    HEARTH_TRY(std::move(noted));
    return runSql(m_connection, "UPDATE meta SET blobs_indexed = 1");
}

}  // namespace hearth::server::store
