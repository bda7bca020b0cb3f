#include "client/viewmodels/child_form.hpp"

#include <gtest/gtest.h>

#include "shared/records/validation.hpp"

namespace hearth::client::viewmodels {

namespace {
class ChildFormTest : public testing::Test {
protected:
    ChildFormTest() : form(ChildCardRow{}, records::Observation{}, nullptr) {}
    [[nodiscard]] bool isFreeOfContradictions() const {
        return records::contradictions(records::typeNumber<records::Observation>(),
                                       records::Body::of(form.observation()))
            .empty();
    }
    ChildForm form;
};
}  // namespace

TEST_F(ChildFormTest, AnswersNothingForTheWorker) {
    EXPECT_EQ(form.seen(), Answers::Unanswered);
    EXPECT_EQ(form.seenAlone(), Answers::Unanswered);
    EXPECT_EQ(form.spokenAlone(), Answers::Unanswered);
}

TEST_F(ChildFormTest, SpokenToAloneMeansSeenAlone) {
    form.setSpokenAlone(Answers::Yes);
    EXPECT_EQ(form.seen(), Answers::Yes);
    EXPECT_EQ(form.seenAlone(), Answers::Yes);
}

TEST_F(ChildFormTest, NotSeenMeansNeitherSeenNorSpokenToAlone) {
    form.setSeen(Answers::No);
    EXPECT_EQ(form.seenAlone(), Answers::No);
    EXPECT_EQ(form.spokenAlone(), Answers::No);
    EXPECT_FALSE(form.asksReason());
    EXPECT_TRUE(form.asksDetail());
}

TEST_F(ChildFormTest, SeenSaysNothingOfAlone) {
    form.setSeen(Answers::Yes);
    EXPECT_EQ(form.seenAlone(), Answers::Unanswered);
}

TEST_F(ChildFormTest, NotAloneAsksWhy) {
    form.setSeen(Answers::Yes);
    form.setSeenAlone(Answers::No);
    EXPECT_TRUE(form.asksReason());
    EXPECT_EQ(form.reasons().size(), 3);
}

TEST_F(ChildFormTest, NotRecordedIsNotNo) {
    form.setSeenAlone(Answers::NotRecorded);
    EXPECT_EQ(form.observation().seen_alone(), records::NOT_RECORDED);
    EXPECT_FALSE(form.asksReason());
}

TEST_F(ChildFormTest, AReasonGivenByMistakeComesBackWithTheAnswerItBelongsTo) {
    form.setSeen(Answers::Yes);
    form.setSeenAlone(Answers::No);
    form.setReason(Answers::WorkerUnable);
    form.setDetail(QStringLiteral("asleep"));
    form.setSpokenAlone(Answers::Yes);
    EXPECT_EQ(form.observation().not_alone_reason(), records::NOT_ALONE_UNSPECIFIED);
    EXPECT_TRUE(form.observation().not_alone_detail().empty());
    form.setSeenAlone(Answers::No);
    EXPECT_EQ(form.reason(), Answers::WorkerUnable);
    EXPECT_EQ(form.detail(), QStringLiteral("asleep"));
}

TEST_F(ChildFormTest, NoOrderOfTapsLeavesAContradiction) {
    const int answers[] = {Answers::Yes, Answers::No, Answers::NotRecorded};
    for (const auto first : answers) {
        for (const auto second : answers) {
            for (const auto third : answers) {
                form.setSeen(first);
                form.setSpokenAlone(second);
                form.setAwake(Answers::Yes);
                form.setSeenAlone(third);
                if (form.seen() != Answers::NotRecorded) {
                    EXPECT_TRUE(isFreeOfContradictions()) << first << second << third;
                }
                form.setSeen(Answers::No);
                EXPECT_TRUE(isFreeOfContradictions()) << first << second << third;
            }
        }
    }
}

}  // namespace hearth::client::viewmodels
