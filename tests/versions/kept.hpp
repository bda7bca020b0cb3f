// Databases of both sides as a release wrote them: made once by that release (keep_stores.cpp),
// kept in tests/versions/kept, opened by every later program (kept_test.cpp). Owner: the test.
// Threads: one.
#pragma once

#include <filesystem>
#include <string>

#include "schema/records/visit.pb.h"
#include "tests/e2e/real_tablet.hpp"

namespace hearth::versions {

inline constexpr std::uint8_t kKeptTablet = 211;  // its number
inline const std::string kKeptForm = "visit/kept";
inline const std::string kKeptWords = "What was typed and not saved";
// A word that only a field has which this release did not know.
inline const std::string kNewerWord = "Ukrainian";

struct KeptPlace {
    std::filesystem::path folder;

    [[nodiscard]] std::string server() const { return folder / "server.db"; }
    [[nodiscard]] std::filesystem::path tablet() const { return folder / "tablet.db"; }
    // One line for each record and each held edit of the server.
    [[nodiscard]] std::filesystem::path states() const { return folder / "states.txt"; }
};

// Who the kept record is about; the same in every release.
struct KeptWorld {
    server::store::TurnedClock clock;
    base::SeededRandom random{7};
    server::store::SmallAuthority small;
    records::EntityKey visit = server::store::keyOf<records::Visit>(small.newId());
    records::EntityKey observation = server::store::keyOf<records::Observation>(small.newId());
    records::EntityKey alert = server::store::keyOf<records::Alert>(small.newId());
    records::EntityKey caseFile{records::typeNumber<records::CaseFile>(),
                                base::rootOf(small.family)};
};

// What states.txt holds.
[[nodiscard]] std::string statesOf(server::store::Store& store, const KeptWorld& world);

// Makes both stores and states.txt in a folder that has none. How often what was recorded went
// where it should is asserted.
void keepStores(const KeptPlace& place);

}  // namespace hearth::versions
