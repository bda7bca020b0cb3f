#include "client/store/search_index.hpp"

#include <google/protobuf/descriptor.h>

#include "client/store/entity_row.hpp"
#include "shared/records/code_list.hpp"

namespace hearth::client::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using sqlite::runSql;

namespace {

using TextParam = sqlite::Statement::Text;

// A question of a person, not of a program.
constexpr std::size_t kQuestionBytesMax = 500;
constexpr std::int64_t kNoRow = 0;

bool isSearchable(const records::FieldInfo& field) {
    return field.descriptor->type() == google::protobuf::FieldDescriptor::TYPE_STRING &&
           field.sensitivity != records::WHEREABOUTS && field.sensitivity != records::REFERRER;
}

void appendWords(const records::FieldInfo& field, const base::Bytes& element, std::string& out) {
    const auto text = records::decodeText(element);
    if (!text || text->empty()) return;
    if (!out.empty()) out.push_back('\n');
    const records::Code* code =
        field.codeList.empty() ? nullptr : records::findCode(field.codeList, *text);
    out.append(code == nullptr ? *text : code->label);
}

// Each word quoted, so that nothing a person types is an operator, and as a prefix.
std::string questionOf(const std::string& words) {
    std::string question;
    std::string word;
    const auto finish = [&] {
        if (word.empty()) return;
        if (!question.empty()) question.append(" AND ");
        question.append("\"").append(word).append("\"*");
        word.clear();
    };
    for (const char c : words) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            finish();
        else if (c != '"' && c != '\0')
            word.push_back(c);
    }
    finish();
    return question;
}

}  // namespace

std::string searchableWords(const records::Entity& entity) {
    std::string words;
    const records::TypeInfo* type = records::findType(entity.key.type);
    if (type == nullptr) return words;
    for (const records::FieldInfo& field : type->fields) {
        if (!isSearchable(field)) continue;
        for (const base::Bytes& element : entity.body.elements(field.number))
            appendWords(field, element, words);
    }
    return words;
}

Result<std::int64_t> SearchIndex::rowOf(const records::EntityKey& key) {
    const auto rows =
        collectNumbers(m_connection, "SELECT row FROM search_entry WHERE type = ? AND id = ?",
                       key.type, key.id.view());
    if (!rows) return rows.error();
    return rows->empty() ? kNoRow : rows->front();
}

Result<std::string> SearchIndex::wordsOf(const records::EntityKey& key) {
    std::string words;
    const auto row = rowOf(key);
    if (!row) return row.error();
    HEARTH_TRY(sqlite::eachRow(
        m_connection, "SELECT words FROM search WHERE rowid = ?",
        [&](const sqlite::Statement& column) -> Result<bool> {
            words = column.text(0);
            return false;
        },
        *row));
    return words;
}

Status SearchIndex::put(const records::Entity& entity) {
    const std::string words = entity.retired ? std::string() : searchableWords(entity);
    if (words.empty()) return remove(entity.key);
    const auto row = rowOf(entity.key);
    if (!row) return row.error();
    if (*row != kNoRow) {
        const auto indexed = wordsOf(entity.key);
        if (!indexed) return indexed.error();
        if (*indexed == words) return {};
        return runSql(m_connection, "UPDATE search SET words = ? WHERE rowid = ?", TextParam{words},
                      *row);
    }
    HEARTH_TRY(runSql(m_connection, "INSERT INTO search_entry (type, id, scope) VALUES (?, ?, ?)",
                      entity.key.type, entity.key.id.view(), entity.scope.view()));
    const auto added = m_connection.queryInt("SELECT last_insert_rowid()");
    if (!added) return added.error();
    return runSql(m_connection, "INSERT INTO search (rowid, words) VALUES (?, ?)", *added,
                  TextParam{words});
}

Status SearchIndex::remove(const records::EntityKey& key) {
    const auto row = rowOf(key);
    if (!row) return row.error();
    if (*row == kNoRow) return {};
    HEARTH_TRY(runSql(m_connection, "DELETE FROM search WHERE rowid = ?", *row));
    return runSql(m_connection, "DELETE FROM search_entry WHERE row = ?", *row);
}

Status SearchIndex::forgetRemoved() {
    return m_connection.execute("INSERT INTO search (search) VALUES ('optimize')");
}

Result<std::vector<SearchHit>> SearchIndex::search(const std::string& words, std::size_t max) {
    std::vector<SearchHit> hits;
    if (words.size() > kQuestionBytesMax || !base::isValidText(words))
        return Error(ErrorCode::InvalidArgument, "too much or no text to search for");
    const std::string question = questionOf(words);
    if (question.empty()) return hits;
    // U+2068 and U+2069 around matches, an ellipsis where text is left out, twelve words.
    HEARTH_TRY(sqlite::eachRow(
        m_connection,
        "SELECT entry.type, entry.id, entry.scope, "
        "snippet(search, 0, char(0x2068), char(0x2069), char(0x2026), 12) "
        "FROM search JOIN search_entry AS entry ON entry.row = search.rowid "
        "WHERE search MATCH ? ORDER BY rank LIMIT ?",
        [&](const sqlite::Statement& row) -> Result<bool> {
            const auto key = keyOf(row);
            if (!key) return key.error();
            const auto scope = sqlite::idColumn<base::ScopeId>(row, 2);
            if (!scope) return scope.error();
            hits.push_back({*key, *scope, row.text(3)});
            return true;
        },
        TextParam{question}, static_cast<std::int64_t>(max)));
    return hits;
}

Result<std::uint64_t> SearchIndex::count() {
    const auto count = m_connection.queryInt("SELECT count(*) FROM search_entry");
    if (!count) return count.error();
    return static_cast<std::uint64_t>(*count);
}

Status SearchIndex::check() {
    const Status checked =
        m_connection.execute("INSERT INTO search (search) VALUES ('integrity-check')");
    if (checked) return {};
    return Error(ErrorCode::Corrupt, "the search index: " + checked.error().detail());
}

}  // namespace hearth::client::store
