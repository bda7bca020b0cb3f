// Deciding as an older program did: while an AsOf lives, its thread knows of the record types only
// what schema version `version` knew. A type, field or enum value that came later is then unknown
// and goes by the rules for what is unknown, so that a replay of the log gives what an older server
// made of it. Code that decides by more than the schema's options asks versionInForce(). Owner: the
// caller, on the stack; one inside another is allowed. Threads: each its own.
#pragma once

#include <cstdint>

namespace hearth::records {

class AsOf {
public:
    explicit AsOf(std::uint32_t version) noexcept;
    AsOf(const AsOf&) = delete;
    AsOf& operator=(const AsOf&) = delete;
    ~AsOf();

private:
    std::uint32_t m_before;
};

// kSchemaVersion, unless an AsOf says otherwise.
[[nodiscard]] std::uint32_t versionInForce() noexcept;

}  // namespace hearth::records
