#include "client/viewmodels/caseload_model.hpp"

#include <algorithm>
#include <map>

#include "client/viewmodels/family_rows.hpp"
#include "client/viewmodels/words.hpp"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

constexpr int kFilterCount = CaseloadModel::Disability + 1;
constexpr int kSearchDelayMillis = 120;
constexpr std::size_t kHitsMax = 50;
// The store marks matches with these (client/store/tablet_store.hpp).
constexpr char16_t kMatchBegin = 0x2068;
constexpr char16_t kMatchEnd = 0x2069;

bool anyChild(const FamilyFacts& family, bool (*holds)(const ChildLine&), base::WallTime now) {
    return std::any_of(family.children.begin(), family.children.end(),
                       [&](const auto& child) { return holds(childLine(child, now)); });
}

bool passes(const FamilyFacts& family, int filter, base::WallTime now) {
    switch (filter) {
        case CaseloadModel::Overdue:
            return family.clock() != nullptr && family.clock()->overdue;
        case CaseloadModel::NotSeenAlone:
            return anyChild(
                family, [](const auto& line) { return line.aloneLevel != Urgency::Calm; }, now);
        case CaseloadModel::OnPlan:
            return anyChild(
                family, [](const auto& line) { return !line.plan.isEmpty(); }, now);
        case CaseloadModel::Disability:
            return anyChild(
                family, [](const auto& line) { return line.disabled; }, now);
        default:
            return true;
    }
}

QString boldMatches(const std::string& snippet) {
    auto text = QString::fromStdString(snippet).toHtmlEscaped();
    text.replace(QChar(kMatchBegin), QLatin1String("<b>"));
    return text.replace(QChar(kMatchEnd), QLatin1String("</b>"));
}

base::Result<std::vector<SearchRow>> findRows(RecordSource& source, const std::string& words) {
    const auto hits = source.search(words, kHitsMax);
    if (!hits) return hits.error();
    const auto files = source.listAll(records::typeNumber<records::CaseFile>());
    if (!files) return files.error();
    std::map<base::ScopeId, QString> names;
    for (const auto& file : *files) {
        const auto record = file.entity.body.as<records::CaseFile>();
        if (record) names[file.entity.scope] = QString::fromStdString(record->family_name());
    }
    std::vector<SearchRow> rows;
    for (const auto& hit : *hits) {
        const auto* type = records::findType(hit.key.type);
        const auto name = names.find(hit.scope);
        if (name == names.end()) continue;  // not a family's record: nothing to open
        SearchRow row;
        row.scope = QString::fromStdString(hit.scope.hex());
        row.family = name->second;
        row.kind = type == nullptr ? QString() : QString::fromStdString(type->label);
        row.snippet = boldMatches(hit.snippet);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

CaseloadModel::CaseloadModel(Session& session, CaseloadFeed& feed, QObject* parent)
    : QObject(parent),
      m_session(session),
      m_feed(feed),
      m_counts(kFilterCount, 0),
      m_families(RowsModel::of<FamilyRow>(this)),
      m_hits(RowsModel::of<SearchRow>(this)) {
    m_searchSoon.setSingleShot(true);
    m_searchSoon.setInterval(kSearchDelayMillis);
    connect(&m_searchSoon, &QTimer::timeout, this, &CaseloadModel::search);
    connect(&m_feed, &CaseloadFeed::changed, this, &CaseloadModel::show);
}

void CaseloadModel::setFilter(int filter) {
    if (filter == m_filter || filter < 0 || filter >= kFilterCount) return;
    m_filter = filter;
    show();
}

void CaseloadModel::setSearchText(const QString& text) {
    if (text == m_searchText) return;
    m_searchText = text;
    if (isSearching()) {
        m_searchSoon.start();
    } else {
        m_searchSoon.stop();
        m_hits->setRows(std::vector<SearchRow>{});
    }
    emit changed();
}

void CaseloadModel::search() {
    m_session.ask(
        this,
        [words = m_searchText.toStdString()](RecordSource& source) {
            return findRows(source, words);
        },
        [this, asked = m_searchText](base::Result<std::vector<SearchRow>> rows) {
            if (asked != m_searchText) return;  // the words have changed since
            m_failure = rows ? QString() : Words::failure(rows.error());
            if (rows) m_hits->setRows(*rows);
            emit changed();
        });
}

void CaseloadModel::show() {
    const auto caseload = m_feed.current();
    m_failure = m_feed.failure();
    if (caseload == nullptr) return emit changed();
    std::vector<FamilyRow> rows;
    std::size_t children = 0;
    m_counts.fill(0);
    for (const auto& family : caseload->families) {
        children += family.children.size();
        for (int filter = 0; filter < kFilterCount; ++filter) {
            if (passes(family, filter, caseload->now)) ++m_counts[filter];
        }
        if (passes(family, m_filter, caseload->now)) {
            rows.push_back(familyRow(family, caseload->now));
        }
    }
    m_families->setRows(rows);
    m_summary = tr("%1 families, %2 children").arg(caseload->families.size()).arg(children);
    emit changed();
}

}  // namespace hearth::client::viewmodels
