#include "server/store/packed_pages.hpp"

#include "server/store/pull_queries.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Result;
using base::Status;
using protocol::KeptPage;
using sqlite::eachRow;
using sqlite::runSql;

namespace {

// More wait until they are asked for again.
constexpr std::size_t kAskedMax = 4096;
// Packed anew, and not handed out until then, when more than one part in this many of what is
// packed has changed since; gone on with when more than that of the scope is not packed.
constexpr std::uint64_t kChangedShare = 4;

}  // namespace

Result<std::optional<KeptPage>> PackedPages::find(const base::ScopeId& scope, records::Rev cursor) {
    std::optional<KeptPage> found;
    if (cursor == 0) {
        ask(scope);
        const auto packed = kept(scope);
        if (!packed) return packed.error();
        const auto unchanged = m_entities.countUpTo(scope, packed->until);
        if (!unchanged) return unchanged.error();
        if (packed->isStale(*unchanged)) return found;
    }
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        KeptPage page;
        page.page.set_scope_id(scope.bytes());
        page.nextCursor = sqlite::unsignedColumn(row, 0);
        page.page.set_packed(row.blob(1));
        const auto bytes = protocol::unpackedSize(page.page.packed());
        if (!bytes)
            return base::Error(base::ErrorCode::Corrupt, "a packed page of scope " + scope.hex());
        page.unpackedBytes = *bytes;
        found = std::move(page);
        return false;
    };
    HEARTH_TRY(eachRow(m_connection, kPackedPageSql, read, scope.view(), cursor));
    return found;
}

void PackedPages::ask(const base::ScopeId& scope) {
    if (m_asked.size() >= kAskedMax || !m_isAsked.insert(scope).second) return;
    m_asked.push_back({scope, {}});
}

Status PackedPages::packOne() {
    if (m_asked.empty()) return {};
    const Asked asked = m_asked.front();
    // Whatever goes wrong, the next tablet asks again.
    m_asked.pop_front();
    m_isAsked.erase(asked.scope);
    std::optional<records::Rev> until = asked.until;
    if (!until) {
        const auto decided = decide(asked.scope);
        if (!decided) return decided.error();
        until = *decided;
    }
    if (!until) return {};
    const auto done = addPage(asked.scope, *until);
    if (!done) return done.error();
    if (*done || !m_isAsked.insert(asked.scope).second) return {};
    m_asked.push_front({asked.scope, until});
    return {};
}

Result<PackedPages::Kept> PackedPages::kept(const base::ScopeId& scope) {
    Kept kept;
    const auto read = [&](const sqlite::Statement& row) -> Result<bool> {
        kept = {sqlite::unsignedColumn(row, 0), sqlite::unsignedColumn(row, 1)};
        return false;
    };
    HEARTH_TRY(eachRow(m_connection, kKeptSql, read, scope.view()));
    return kept;
}

// A tablet takes longer to take a record twice than to have it once from an ordinary page.
bool PackedPages::Kept::isStale(std::uint64_t unchanged) const noexcept {
    return (entities - unchanged) * kChangedShare > entities;
}

Result<std::optional<records::Rev>> PackedPages::decide(const base::ScopeId& scope) {
    const auto head = m_entities.scopeHead(scope);
    if (!head) return head.error();
    const auto packed = kept(scope);
    if (!packed) return packed.error();
    const auto unchanged = m_entities.countUpTo(scope, packed->until);
    if (!unchanged) return unchanged.error();
    std::uint64_t rest = head->count;
    if (packed->isStale(*unchanged))
        HEARTH_TRY(forget(scope));
    else
        rest -= *unchanged;
    if (rest < m_fewest || rest * kChangedShare <= head->count)
        return std::optional<records::Rev>{};
    return std::optional(head->head);
}

// Pages of one scope may be packed at different times: an entity whose revision is in a page's
// range has not changed since, whenever the page was packed; any other comes again after the last
// page.
Result<bool> PackedPages::addPage(const base::ScopeId& scope, records::Rev until) {
    const auto before = kept(scope);
    if (!before) return before.error();
    if (before->until >= until) return true;
    const auto page = m_entities.page(scope, before->until, protocol::kPackedPageBytes);
    if (!page) return page.error();
    // What it would have held has changed meanwhile.
    if (page->entities_size() == 0) return true;
    const auto packed = protocol::packPage(*page);
    if (!packed) return packed.error();
    HEARTH_TRY(runSql(m_connection,
                      "INSERT INTO packed_page (scope, after, next, entities, packed) "
                      "VALUES (?, ?, ?, ?, ?)",
                      scope.view(), before->until, packed->nextCursor,
                      static_cast<std::int64_t>(page->entities_size()),
                      base::ByteView(packed->page.packed())));
    return packed->nextCursor >= until;
}

Status PackedPages::forget(const base::ScopeId& scope) {
    return runSql(m_connection, "DELETE FROM packed_page WHERE scope = ?", scope.view());
}

}  // namespace hearth::server::store
