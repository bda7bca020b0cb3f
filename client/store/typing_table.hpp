// What is in a form and not yet saved: written within a second of the keystroke, so that a crash, a
// lock or a flat battery loses nothing.
// Owner: Tables. Threads: the store thread. Errors: the connection's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/ids.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::client::store {

// The id in a form's name ("visit/<32 hex digits>"), if it has one.
[[nodiscard]] std::optional<base::EntityId> idInForm(std::string_view form);

struct TypedForm {
    std::string name;
    base::Bytes content;
    base::WallTime keptAt;
};

class TypingTable {
public:
    explicit TypingTable(sqlite::Connection& connection) noexcept : m_connection(connection) {}

    // `scope`: nil if it is not known (yet); what is known stays known.
    [[nodiscard]] base::Status keep(const std::string& form, base::ByteView content,
                                    const base::ScopeId& scope, base::WallTime at);
    [[nodiscard]] base::Result<std::optional<base::Bytes>> find(const std::string& form);
    [[nodiscard]] base::Result<std::vector<std::string>> forms();
    [[nodiscard]] base::Status forget(const std::string& form);
    [[nodiscard]] base::Result<std::vector<TypedForm>> formsIn(const base::ScopeId& scope);

private:
    sqlite::Connection& m_connection;
};

}  // namespace hearth::client::store
