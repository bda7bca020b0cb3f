#include "client/viewmodels/review_model.hpp"

#include <QSignalSpy>

#include "tests/client/viewmodels/bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class ReviewModelTest : public tests::Bench {
protected:
    void openTheOnlyOne() {
        reviews.read();
        ASSERT_TRUE(eventually([this] { return reviews.reviews()->count() == 1; }));
        reviews.open(reviews.reviews()->row<ReviewRow>(0).id);
        ASSERT_TRUE(eventually([this] { return reviews.isOpen(); }));
    }
    void settleIt() {
        QSignalSpy settled(&reviews, &ReviewModel::settled);
        reviews.settle();
        ASSERT_TRUE(eventually([&] { return settled.size() == 1; }));
        settle();
    }
    [[nodiscard]] std::string address() const {
        return records.entity(family.caseFileKey())->body.as<records::CaseFile>()->address();
    }
    ReviewModel reviews{session};
};

TEST_F(ReviewModelTest, ShowsTwoAnswersSideBySideWithWhoAndWhen) {
    tests::disagreeAboutAddress(records, family, clock);
    openTheOnlyOne();
    EXPECT_EQ(reviews.title(), QStringLiteral("Case file: Address"));
    EXPECT_EQ(reviews.family(), QStringLiteral("Khan"));
    EXPECT_EQ(reviews.cause(), QStringLiteral("Two answers"));
    ASSERT_EQ(reviews.sides()->count(), 2);
    const auto stands = reviews.sides()->row<SideRow>(0);
    const auto other = reviews.sides()->row<SideRow>(1);
    EXPECT_TRUE(stands.value.contains(QStringLiteral("2 Weir Cottages")));
    EXPECT_EQ(stands.who, QStringLiteral("You"));
    EXPECT_EQ(stands.recorded, QStringLiteral("today 09:05"));
    EXPECT_TRUE(other.value.contains(QStringLiteral("9 Lock Street")));
    EXPECT_EQ(other.who, QStringLiteral("Sam Reed"));
    EXPECT_EQ(other.received, QStringLiteral("today 11:05"));
}

TEST_F(ReviewModelTest, SettlesNothingWithoutAReason) {
    tests::disagreeAboutAddress(records, family, clock);
    openTheOnlyOne();
    reviews.setChoice(1);
    EXPECT_FALSE(reviews.canSettle());
    reviews.setReason(QStringLiteral("  "));
    EXPECT_FALSE(reviews.canSettle());
    reviews.setReason(QStringLiteral("Seen on the tenancy."));
    EXPECT_TRUE(reviews.canSettle());
}

TEST_F(ReviewModelTest, TakesTheOtherAnswerAndKeepsTheFirst) {
    tests::disagreeAboutAddress(records, family, clock);
    openTheOnlyOne();
    reviews.setChoice(1);
    reviews.setReason(QStringLiteral("Seen on the tenancy."));
    settleIt();
    EXPECT_EQ(address(), "9 Lock Street");
    const auto& siblings = records.entity(family.caseFileKey())->siblings;
    EXPECT_FALSE(siblings.empty());
    EXPECT_EQ(reviews.openCount(), 0);
    EXPECT_EQ(reviews.reviews()->row<ReviewRow>(0).reason, QStringLiteral("Seen on the tenancy."));
}

TEST_F(ReviewModelTest, KeepsWhatStands) {
    tests::disagreeAboutAddress(records, family, clock);
    openTheOnlyOne();
    reviews.setChoice(0);
    reviews.setReason(QStringLiteral("The mother said so today."));
    settleIt();
    EXPECT_EQ(address(), "2 Weir Cottages");
    EXPECT_EQ(reviews.openCount(), 0);
}

TEST_F(ReviewModelTest, TakesAThirdAnswer) {
    tests::disagreeAboutAddress(records, family, clock);
    openTheOnlyOne();
    ASSERT_TRUE(reviews.mayWriteThird());
    reviews.setChoice(2);
    reviews.third()->setText(0, QStringLiteral("11 Lock Street"));
    reviews.setReason(QStringLiteral("Both are out of date."));
    settleIt();
    EXPECT_EQ(address(), "11 Lock Street");
}

TEST_F(ReviewModelTest, NamesEveryAnswerThatWasShown) {
    tests::disagreeAboutAddress(records, family, clock);
    openTheOnlyOne();
    reviews.setChoice(0);
    reviews.setReason(QStringLiteral("x"));
    settleIt();
    const auto& ops = records.saved().back();
    ASSERT_EQ(ops.size(), 1U);
    EXPECT_EQ(ops[0].kind, protocol::RESOLVE);
    EXPECT_EQ(ops[0].sawSiblings.size(), 1U);
    EXPECT_EQ(ops[0].reason, "x");
}

TEST_F(ReviewModelTest, LeavesTheDecisionToWhomItBelongs) {
    tests::disagreeAboutAddress(records, family, clock);
    records.setWorker(family.coWorker);
    openTheOnlyOne();
    EXPECT_FALSE(reviews.mayDecide());
    EXPECT_EQ(reviews.owner(), QStringLiteral("Jo Bell"));
    reviews.setChoice(0);
    reviews.setReason(QStringLiteral("x"));
    EXPECT_FALSE(reviews.canSettle());
}

TEST_F(ReviewModelTest, HidesAProtectedAddressUntilItIsAskedFor) {
    const auto change = [&](const char* address) {
        const auto opened = records.open(family.caseFileKey());
        records::CaseFile file;
        EXPECT_TRUE((*opened)->body.into(file).has_value());
        file.set_protected_address(address);
        records::ChangeBuilder builder;
        builder.update(**opened, file);
        return builder.take();
    };
    const auto mine = change("Refuge A");
    const auto theirs = change("Refuge B");
    records.receive(mine, family.worker, clock.wallNow() - base::hours(2));
    records.receive(theirs, family.coWorker, clock.wallNow() - base::hours(1), true);
    openTheOnlyOne();
    EXPECT_TRUE(reviews.isMasked());
    EXPECT_EQ(reviews.sides()->count(), 0);
    reviews.reveal();
    EXPECT_EQ(reviews.sides()->count(), 2);
}

}  // namespace hearth::client::viewmodels
