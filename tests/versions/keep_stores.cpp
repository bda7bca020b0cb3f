// hearth-keep-stores FOLDER: what a release does once, so that every later program can show that it
// opens what this one wrote: tests/versions/README.md.
#include <iostream>

#include "shared/crypto/secret.hpp"
#include "tests/versions/kept.hpp"

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc != 2 || !hearth::crypto::initialise()) {
        std::cerr << "hearth-keep-stores FOLDER\n";
        return EXIT_FAILURE;
    }
    const hearth::versions::KeptPlace place{argv[1]};
    if (!std::filesystem::create_directories(place.folder)) {
        std::cerr << place.folder.string() << " is there already; what is kept is never changed\n";
        return EXIT_FAILURE;
    }
    hearth::versions::keepStores(place);
    std::filesystem::remove(place.server() + ".lock");
    std::filesystem::remove(place.tablet().string() + ".lock");
    return testing::UnitTest::GetInstance()->ad_hoc_test_result().Failed() ? EXIT_FAILURE
                                                                           : EXIT_SUCCESS;
}
