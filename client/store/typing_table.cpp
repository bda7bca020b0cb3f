#include "client/store/typing_table.hpp"

#include "shared/sqlite/query.hpp"

namespace hearth::client::store {

using base::Result;
using base::Status;
using sqlite::runSql;

namespace {
using TextParam = sqlite::Statement::Text;
}  // namespace

std::optional<base::EntityId> idInForm(std::string_view form) {
    constexpr std::size_t kHexDigits = 2 * base::EntityId::kSize;
    for (std::size_t start = 0; start + kHexDigits <= form.size(); ++start) {
        const auto id = base::EntityId::fromHex(form.substr(start, kHexDigits));
        if (id) return *id;
    }
    return std::nullopt;
}

Status TypingTable::keep(const std::string& form, base::ByteView content,
                         const base::ScopeId& scope, base::WallTime at) {
    if (scope.isNil())
        return runSql(m_connection,
                      "INSERT INTO typing (form, content, kept_at) VALUES (?, ?, ?) "
                      "ON CONFLICT (form) DO UPDATE SET content = excluded.content, "
                      "kept_at = excluded.kept_at",
                      TextParam{form}, content, at.millis);
    return runSql(m_connection,
                  "INSERT INTO typing (form, scope, content, kept_at) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (form) DO UPDATE SET scope = excluded.scope, "
                  "content = excluded.content, kept_at = excluded.kept_at",
                  TextParam{form}, scope.view(), content, at.millis);
}

Result<std::optional<base::Bytes>> TypingTable::find(const std::string& form) {
    std::optional<base::Bytes> found;
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT content FROM typing WHERE form = ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            found = row.blob(0);
            return false;
        },
        TextParam{form}));
    return found;
}

Result<std::vector<std::string>> TypingTable::forms() {
    std::vector<std::string> found;
    HEARTH_TRY(sqlite::eachRow(m_connection, "SELECT form FROM typing ORDER BY kept_at, form",
                               [&](const sqlite::Statement& row) -> Result<bool> {
                                   found.push_back(row.text(0));
                                   return true;
                               }));
    return found;
}

Status TypingTable::forget(const std::string& form) {
    return runSql(m_connection, "DELETE FROM typing WHERE form = ?", TextParam{form});
}

Result<std::vector<TypedForm>> TypingTable::formsIn(const base::ScopeId& scope) {
    std::vector<TypedForm> found;
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT form, content, kept_at FROM typing WHERE scope = ? ORDER BY form",
        [&](const sqlite::Statement& row) -> Result<bool> {
            found.push_back({row.text(0), row.blob(1), {row.integer(2)}});
            return true;
        },
        scope.view()));
    return found;
}

}  // namespace hearth::client::store
