// What happened, in order: hashed, so that two runs of one seed can be compared, and kept as lines
// when somebody wants to read them. Owner: the world. Threads: one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::simulation {

// How often the interesting things really happened. A run of many seeds in which a named point
// stays at zero has not tested what it says.
class Points {
public:
    void reached(const std::string& name, std::uint64_t times = 1) { m_counts[name] += times; }
    [[nodiscard]] std::uint64_t of(const std::string& name) const {
        const auto found = m_counts.find(name);
        return found == m_counts.end() ? 0 : found->second;
    }
    [[nodiscard]] const std::map<std::string, std::uint64_t>& all() const { return m_counts; }
    void add(const Points& other) {
        for (const auto& [name, times] : other.m_counts)
            m_counts[name] += times;
    }

private:
    std::map<std::string, std::uint64_t> m_counts;
};

class Trace {
public:
    explicit Trace(bool keep) noexcept : m_keep(keep) {}

    void line(std::string text) {
        for (const char c : text)
            m_hash = (m_hash ^ static_cast<unsigned char>(c)) * kPrime;
        m_hash = (m_hash ^ '\n') * kPrime;
        if (m_keep) m_lines.push_back(std::move(text));
    }
    [[nodiscard]] std::uint64_t hash() const noexcept { return m_hash; }
    [[nodiscard]] const std::vector<std::string>& lines() const noexcept { return m_lines; }

private:
    // FNV-1a, 64 bits.
    static constexpr std::uint64_t kPrime = 1'099'511'628'211ULL;
    std::uint64_t m_hash = 14'695'981'039'346'656'037ULL;
    bool m_keep;
    std::vector<std::string> m_lines;
};

}  // namespace hearth::simulation
