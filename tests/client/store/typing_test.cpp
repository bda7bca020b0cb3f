// What is typed and not yet saved.
#include <gtest/gtest.h>

#include "tests/client/store/kit.hpp"

namespace hearth::tests {
namespace {

TEST(TabletTyping, IsKeptAcrossClosingAndReplacedByTheNext) {
    Tablet tablet(1);
    ASSERT_TRUE(tablet->keepTyping("visit/new", "Mother said"));
    ASSERT_TRUE(tablet->keepTyping("visit/new", "Mother said the lock was mended"));
    tablet.reopen();
    EXPECT_EQ(tablet->typing("visit/new").value(), "Mother said the lock was mended");
    EXPECT_EQ(tablet->typingForms().value(), std::vector<std::string>{"visit/new"});
}

TEST(TabletTyping, OfAFormNobodyWroteInIsNothing) {
    Tablet tablet(1);
    EXPECT_FALSE(tablet->typing("visit/new").value().has_value());
}

TEST(TabletTyping, IsGoneWhenForgotten) {
    Tablet tablet(1);
    ASSERT_TRUE(tablet->keepTyping("visit/new", "draft"));
    ASSERT_TRUE(tablet->forgetTyping("visit/new"));
    EXPECT_TRUE(tablet->typingForms().value().empty());
}

TEST(TabletTyping, IsForgottenWithTheSaveThatTakesItOver) {
    Tablet tablet(1);
    ASSERT_TRUE(tablet->keepTyping("visit/new", "draft"));
    records::ChangeBuilder builder;
    builder.create({records::typeNumber<records::Visit>(), tablet->newId()}, kFamily,
                   visitSaying("draft"));
    ASSERT_TRUE(tablet->save(builder.take(), "visit/new"));
    EXPECT_TRUE(tablet->typingForms().value().empty());
}

TEST(TabletTyping, StaysWhenTheSaveIsRefused) {
    Tablet tablet(1);
    ASSERT_TRUE(tablet->keepTyping("visit/new", "draft"));
    records::ChangeBuilder builder;
    builder.create({records::typeNumber<records::Visit>(), {}}, kFamily, visitSaying("draft"));
    ASSERT_FALSE(tablet->save(builder.take(), "visit/new"));
    EXPECT_EQ(tablet->typing("visit/new").value(), "draft");
}

TEST(TabletTyping, MayHoldAnyBytes) {
    Tablet tablet(1);
    const base::Bytes bytes("a\0b\xff", 4);
    ASSERT_TRUE(tablet->keepTyping("form", bytes));
    EXPECT_EQ(tablet->typing("form").value(), bytes);
}

}  // namespace
}  // namespace hearth::tests
