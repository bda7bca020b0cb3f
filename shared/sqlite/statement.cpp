#include <limits>

#include "shared/sqlite/connection.hpp"
#include "shared/sqlite/failure.hpp"

namespace hearth::sqlite {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {
// An empty string_view may point nowhere, which SQLite would take as NULL.
constexpr const char* kNothing = "";
}  // namespace

void Statement::note(int code) noexcept {
    if (code != SQLITE_OK && m_bindError == SQLITE_OK) m_bindError = code;
}

void Statement::bindOne(int index, std::int64_t value) noexcept {
    note(sqlite3_bind_int64(m_handle, index, value));
}

void Statement::bindOne(int index, std::uint64_t value) noexcept {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return note(SQLITE_MISMATCH);
    bindOne(index, static_cast<std::int64_t>(value));
}

void Statement::bindOne(int index, std::string_view blob) noexcept {
    note(sqlite3_bind_blob64(m_handle, index, blob.empty() ? kNothing : blob.data(), blob.size(),
                             SQLITE_TRANSIENT));
}

void Statement::bindOne(int index, Text text) noexcept {
    const std::string_view value = text.value;
    note(sqlite3_bind_text64(m_handle, index, value.empty() ? kNothing : value.data(), value.size(),
                             SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bindOne(int index, std::nullopt_t) noexcept {
    note(sqlite3_bind_null(m_handle, index));
}

Status Statement::run() {
    const auto row = next();
    if (!row) return row.error();
    reset();
    return {};
}

Result<bool> Statement::next() {
    if (m_bindError == SQLITE_OK && m_bound != sqlite3_bind_parameter_count(m_handle))
        m_bindError = SQLITE_RANGE;
    if (m_bindError != SQLITE_OK) {
        const bool isTooLarge = m_bindError == SQLITE_TOOBIG;
        reset();
        if (isTooLarge) return Error(ErrorCode::TooLarge, "a value larger than SQLite's limit");
        return Error(ErrorCode::InvalidArgument, "parameters that do not fit the statement");
    }
    if (Status allowed = mayRun(m_handle, *m_trouble); !allowed) {
        reset();
        return allowed.error();
    }
    const int code = sqlite3_step(m_handle);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    noteTrouble(*m_trouble, code);
    Error error = errorFor(sqlite3_db_handle(m_handle), code);
    reset();
    return error;
}

void Statement::reset() noexcept {
    // Its result repeats the last step's, which next() has already told.
    sqlite3_reset(m_handle);
    sqlite3_clear_bindings(m_handle);
    m_bindError = SQLITE_OK;
    m_bound = 0;
}

std::int64_t Statement::integer(int column) const noexcept {
    return sqlite3_column_int64(m_handle, column);
}

base::Bytes Statement::blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_handle, column));
    const int size = sqlite3_column_bytes(m_handle, column);
    return data == nullptr ? base::Bytes() : base::Bytes(data, static_cast<std::size_t>(size));
}

std::string Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_handle, column));
    const int size = sqlite3_column_bytes(m_handle, column);
    return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

bool Statement::isNull(int column) const noexcept {
    return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

}  // namespace hearth::sqlite
