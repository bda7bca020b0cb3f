#include "client/store/staged_pages.hpp"

#include <algorithm>

#include "shared/protocol/packing.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::runSql;

Status StagedPages::add(const protocol::Page& page) {
    // Encrypting what is not packed costs more than packing it.
    const auto packed = protocol::pack(page.SerializeAsString(), protocol::kPackOnceLevel);
    if (!packed) return packed.error();
    const bool retires =
        std::any_of(page.entities().begin(), page.entities().end(),
                    [](const protocol::EntityState& state) { return state.has_retired(); });
    return runSql(m_connection, "INSERT INTO staged_page (scope, retires, packed) VALUES (?, ?, ?)",
                  base::ByteView(page.scope_id()), retires, *packed);
}

Status StagedPages::each(const base::ScopeId& scope, const Visit& visit) {
    return visitAll("SELECT packed FROM staged_page WHERE scope = ? ORDER BY page", scope, visit);
}

Status StagedPages::eachRetiring(const base::ScopeId& scope, const Visit& visit) {
    return visitAll("SELECT packed FROM staged_page WHERE scope = ? AND retires = 1 ORDER BY page",
                    scope, visit);
}

Status StagedPages::visitAll(std::string_view sql, const base::ScopeId& scope, const Visit& visit) {
    return sqlite::eachRow(
        m_connection, sql,
        [&](const sqlite::Statement& row) -> Result<bool> {
            const base::Bytes packed = row.blob(0);
            const auto bytes = protocol::unpackedSize(packed);
            if (!bytes) return Error(ErrorCode::Corrupt, "a staged page of " + scope.hex());
            const auto plain = protocol::unpack(packed, *bytes);
            protocol::Page page;
            if (!plain || !page.ParseFromString(*plain))
                return Error(ErrorCode::Corrupt, "a staged page of " + scope.hex());
            HEARTH_TRY(visit(page));
            return true;
        },
        scope.view());
}

Status StagedPages::drop(const base::ScopeId& scope) {
    return runSql(m_connection, "DELETE FROM staged_page WHERE scope = ?", scope.view());
}

Status StagedPages::dropAll() {
    return runSql(m_connection, "DELETE FROM staged_page");
}

}  // namespace hearth::client::store
