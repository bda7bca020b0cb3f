// Tests of view models need an event loop and nothing on a screen.
#include <QCoreApplication>

#include <gtest/gtest.h>

#include "shared/crypto/secret.hpp"

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    const QCoreApplication application(argc, argv);
    if (!hearth::crypto::initialise()) return 1;
    return RUN_ALL_TESTS();
}
