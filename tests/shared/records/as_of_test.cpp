// Deciding as an older program did.
#include "shared/records/as_of.hpp"

#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "shared/records/validation.hpp"

namespace hearth::records {
namespace {

TEST(AsOf, AVersionBeforeTheFirstKnowsNoTypeAndAsksAPersonAboutEveryField) {
    const TypeNumber alert = typeNumber<Alert>();
    const FieldInfo level = *findType(alert)->fieldNamed("level");
    const AsOf none(0);
    EXPECT_EQ(versionInForce(), 0U);
    EXPECT_TRUE(allTypes().empty());
    EXPECT_EQ(findType(alert), nullptr);
    EXPECT_EQ(policyOf(findType(alert), 1), REVIEW);
    EXPECT_EQ(typeNumber<Alert>(), alert) << "what the program is written in terms of stays known";
    EXPECT_EQ(labelOf(level, HAZARD_CAUTION), "Take care")
        << "a value that was there from the first";
}

TEST(AsOf, EndsWithItsScopeAndAnInnerOneGivesWayToTheOuter) {
    {
        const AsOf outer(0);
        {
            const AsOf inner(kSchemaVersion);
            EXPECT_FALSE(allTypes().empty());
        }
        EXPECT_TRUE(allTypes().empty());
    }
    EXPECT_EQ(versionInForce(), kSchemaVersion);
    EXPECT_NE(findType(typeNumber<Alert>()), nullptr);
}

TEST(AsOf, AVersionBeyondThisProgramsIsThisPrograms) {
    const AsOf later(kSchemaVersion + 1);
    EXPECT_EQ(versionInForce(), kSchemaVersion);
}

TEST(AsOf, WhatAnOlderProgramTookUnreadIsNotRefused) {
    // Not text, in a field of text.
    const auto body = Body::parse(encodeText(2, "\xff"));
    EXPECT_FALSE(checkStructure(typeNumber<Alert>(), body.value()));
    const AsOf none(0);
    EXPECT_TRUE(checkStructure(typeNumber<Alert>(), body.value()));
}

}  // namespace
}  // namespace hearth::records
