#include "shared/merge/text3.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "shared/merge/limits.hpp"

namespace hearth::merge {

namespace {
constexpr std::string_view kSeparator = "\n\n";

// Paragraphs as numbers: equal numbers are equal texts, byte for byte.
using Paragraphs = std::vector<std::uint32_t>;

class Numbering {
public:
    // Joined by the separator the paragraphs give the text again. An empty text has none.
    Paragraphs split(std::string_view text) {
        Paragraphs paragraphs;
        if (text.empty()) return paragraphs;
        for (;;) {
            const std::size_t at = text.find(kSeparator);
            paragraphs.push_back(numberOf(text.substr(0, at)));
            if (at == std::string_view::npos) return paragraphs;
            text.remove_prefix(at + kSeparator.size());
        }
    }

    [[nodiscard]] std::string join(const Paragraphs& paragraphs) const {
        std::string text;
        for (std::size_t i = 0; i < paragraphs.size(); ++i) {
            if (i > 0) text += kSeparator;
            text += m_texts[paragraphs[i]];
        }
        return text;
    }

private:
    std::uint32_t numberOf(std::string_view paragraph) {
        const auto [at, added] =
            m_numbers.try_emplace(paragraph, static_cast<std::uint32_t>(m_texts.size()));
        if (added) m_texts.push_back(paragraph);
        return at->second;
    }

    std::map<std::string_view, std::uint32_t> m_numbers;
    std::vector<std::string_view> m_texts;
};

// Lengths of common subsequences, one per pair of positions.
class Lengths {
public:
    Lengths(std::size_t rows, std::size_t columns)
        : m_columns(columns + 1), m_cells((rows + 1) * (columns + 1)) {}

    std::uint16_t& at(std::size_t row, std::size_t column) {
        return m_cells[row * m_columns + column];
    }

private:
    std::size_t m_columns;
    std::vector<std::uint16_t> m_cells;
};
static_assert(kParagraphsMax < UINT16_MAX, "a common subsequence must fit its counter");

// For each paragraph of `a` where it is in `b`; empty: gone.
using Places = std::vector<std::optional<std::size_t>>;

// Of the paragraphs before (row, column).
Lengths commonBefore(const Paragraphs& a, const Paragraphs& b) {
    Lengths lengths(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j)
            lengths.at(i + 1, j + 1) = a[i] == b[j]
                                           ? static_cast<std::uint16_t>(lengths.at(i, j) + 1)
                                           : std::max(lengths.at(i, j + 1), lengths.at(i + 1, j));
    return lengths;
}

// Of the paragraphs from (row, column) on.
Lengths commonAfter(const Paragraphs& a, const Paragraphs& b) {
    Lengths lengths(a.size(), b.size());
    for (std::size_t i = a.size(); i-- > 0;)
        for (std::size_t j = b.size(); j-- > 0;)
            lengths.at(i, j) = a[i] == b[j]
                                   ? static_cast<std::uint16_t>(lengths.at(i + 1, j + 1) + 1)
                                   : std::max(lengths.at(i + 1, j), lengths.at(i, j + 1));
    return lengths;
}

// The longest common subsequence, if there is only one way to lay it: with two, nobody can say
// which of two equal paragraphs was meant. Every pair that lies on some longest way is found; when
// they are no more than its length, they are one way.
std::optional<Places> align(const Paragraphs& a, const Paragraphs& b) {
    Lengths before = commonBefore(a, b);
    Lengths after = commonAfter(a, b);
    const std::size_t longest = after.at(0, 0);
    std::size_t pairs = 0;
    Places places(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j) {
            const bool onWay =
                a[i] == b[j] && before.at(i, j) + 1U + after.at(i + 1, j + 1) == longest;
            if (!onWay) continue;
            places[i] = j;
            ++pairs;
        }
    if (pairs != longest) return std::nullopt;
    return places;
}

struct Region {
    std::size_t from = 0;
    std::size_t to = 0;
};

Paragraphs cut(const Paragraphs& whole, Region region) {
    return {whole.begin() + static_cast<std::ptrdiff_t>(region.from),
            whole.begin() + static_cast<std::ptrdiff_t>(region.to)};
}

// Between two paragraphs that all three have: only one side may have changed anything, or both the
// same.
std::optional<Paragraphs> settle(const Paragraphs& base, const Paragraphs& current,
                                 const Paragraphs& theirs) {
    if (current == base) return theirs;
    if (theirs == base || theirs == current) return current;
    return std::nullopt;
}

std::optional<Paragraphs> mergeParagraphs(const Paragraphs& base, const Paragraphs& current,
                                          const Paragraphs& theirs) {
    const auto inCurrent = align(base, current);
    const auto inTheirs = align(base, theirs);
    if (!inCurrent || !inTheirs) return std::nullopt;
    Paragraphs merged;
    std::size_t b = 0;
    std::size_t c = 0;
    std::size_t t = 0;
    for (std::size_t k = 0; k <= base.size(); ++k) {
        const bool end = k == base.size();
        if (!end && (!(*inCurrent)[k] || !(*inTheirs)[k])) continue;
        const std::size_t cTo = end ? current.size() : *(*inCurrent)[k];
        const std::size_t tTo = end ? theirs.size() : *(*inTheirs)[k];
        const auto settled =
            settle(cut(base, {b, k}), cut(current, {c, cTo}), cut(theirs, {t, tTo}));
        if (!settled) return std::nullopt;
        merged.insert(merged.end(), settled->begin(), settled->end());
        if (!end) merged.push_back(base[k]);
        b = k + 1;
        c = cTo + 1;
        t = tTo + 1;
    }
    return merged;
}
}  // namespace

std::optional<std::string> mergeText3(std::string_view base, std::string_view current,
                                      std::string_view theirs) {
    if (theirs == base || theirs == current) return std::string(current);
    if (current == base) return std::string(theirs);
    Numbering numbering;
    const Paragraphs baseParts = numbering.split(base);
    const Paragraphs currentParts = numbering.split(current);
    const Paragraphs theirParts = numbering.split(theirs);
    const std::size_t longest =
        std::max({baseParts.size(), currentParts.size(), theirParts.size()});
    if (longest > kParagraphsMax) return std::nullopt;
    const auto merged = mergeParagraphs(baseParts, currentParts, theirParts);
    if (!merged) return std::nullopt;
    return numbering.join(*merged);
}

}  // namespace hearth::merge
