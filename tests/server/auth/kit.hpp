// What tests of keys, codes and devices need: a store with a worker, a clock to turn, an issuing
// CA.
#pragma once

#include <filesystem>
#include <memory>

#include <gtest/gtest.h>

#include "server/auth/authority_keys.hpp"
#include "server/store/store.hpp"
#include "shared/crypto/signature.hpp"
#include "tests/support/folder.hpp"

namespace hearth::server::auth {

class TurnedClock final : public base::Clock {
public:
    [[nodiscard]] base::WallTime wallNow() const override { return now; }
    [[nodiscard]] base::BootTime bootNow() const override { return {now.millis}; }
    void turn(base::Millis by) { now = now + by; }
    base::WallTime now = base::SystemClock().wallNow();
};

using tests::Folder;

class AuthTest : public ::testing::Test {
protected:
    AuthTest();
    // A worker of the authority; one more edit in the log.
    base::WorkerId addWorker(const std::string& name);
    // Runs `work` as one group of the store.
    template <class Work>
    auto inGroup(Work work) {
        EXPECT_TRUE(store->begin());
        auto result = work();
        EXPECT_TRUE(store->commit());
        return result;
    }

    Folder folder;
    TurnedClock clock;
    crypto::SystemRandom random;
    AuthorityKeys keys;
    std::unique_ptr<store::Store> store;
    base::WorkerId worker;
};

}  // namespace hearth::server::auth
