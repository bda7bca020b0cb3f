#include "client/viewmodels/passphrase_offer.hpp"

#include <array>
#include <string_view>

namespace hearth::client::viewmodels {

namespace {

// Letters that are not mistaken for one another, said or read: 14 x 5 = 70 syllables.
constexpr std::string_view kConsonants = "bdfghjklmnprtv";
constexpr std::string_view kVowels = "aeiou";
constexpr int kWords = 3;
constexpr int kSyllablesPerWord = 3;

// Uniform in [0, bound): octets that would favour the first letters are drawn again.
std::size_t below(base::Random& random, std::size_t bound) {
    constexpr std::size_t kOctetValues = 256;
    const auto fair = kOctetValues - kOctetValues % bound;
    std::array<std::uint8_t, 1> octet{};
    do {
        random.fill(octet);
    } while (octet[0] >= fair);
    return octet[0] % bound;
}

}  // namespace

std::string offerPassphrase(base::Random& random) {
    std::string phrase;
    for (int word = 0; word < kWords; ++word) {
        if (word > 0) phrase += '-';
        for (int syllable = 0; syllable < kSyllablesPerWord; ++syllable) {
            phrase += kConsonants[below(random, kConsonants.size())];
            phrase += kVowels[below(random, kVowels.size())];
        }
    }
    return phrase;
}

}  // namespace hearth::client::viewmodels
