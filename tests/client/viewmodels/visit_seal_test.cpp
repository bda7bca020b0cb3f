#include <QSignalSpy>

#include "tests/client/viewmodels/visit_bench.hpp"

namespace hearth::client::viewmodels {

using tests::eventually;

class VisitSealTest : public tests::VisitBench {
protected:
    [[nodiscard]] QStringList missing() const {
        QStringList sentences;
        for (int i = 0; i < visit.missing()->count(); ++i) {
            sentences << visit.missing()->row<MissingRow>(i).sentence;
        }
        return sentences;
    }
    void answerEverything() {
        childStep("Amira").setSpokenAlone(Answers::Yes);
        childStep("Yusuf").setSpokenAlone(Answers::Yes);
    }
    // Waits for the seal; the edit that made it.
    std::vector<records::Op> sealNow() {
        QSignalSpy sealed(&visit, &VisitModel::sealed);
        visit.seal();
        EXPECT_TRUE(eventually([&] { return sealed.size() == 1; }));
        return records.saved().back();
    }
};

TEST_F(VisitSealTest, IsRefusedWhileAChildsAloneIsUnanswered) {
    arrive();
    childStep("Amira").setSpokenAlone(Answers::Yes);
    childStep("Yusuf").setSeen(Answers::Yes);
    EXPECT_FALSE(visit.canSeal());
    EXPECT_TRUE(missing().contains(QStringLiteral("Say whether Yusuf was seen alone.")));
    visit.seal();
    settle();
    for (const auto* entity : records.entities(records::typeNumber<records::Visit>())) {
        EXPECT_EQ(entity->sealed.has_value(), entity->key.id == family.sealedVisit);
    }
}

TEST_F(VisitSealTest, LeadsFromWhatIsMissingToWhereItIsPutRight) {
    arrive();
    childStep("Amira").setSpokenAlone(Answers::Yes);
    const auto row = visit.missing()->row<MissingRow>(0);
    EXPECT_EQ(row.sentence, QStringLiteral("Say whether Yusuf was seen."));
    visit.goTo(row.step);
    ASSERT_NE(visit.child(), nullptr);
    EXPECT_EQ(visit.child()->name(), QStringLiteral("Yusuf"));
}

TEST_F(VisitSealTest, SealsVisitAndObservationsInOneEdit) {
    arrive();
    answerEverything();
    const auto ops = sealNow();
    ASSERT_EQ(ops.size(), 3U);
    for (const auto& op : ops)
        EXPECT_EQ(op.kind, protocol::SEAL);
    EXPECT_EQ(typings(), 0U);
}

TEST_F(VisitSealTest, SavesTheLastWordsBeforeItSeals) {
    arrive();
    answerEverything();
    goTo(VisitStep::Analysis);
    visit.setAnalysis(QStringLiteral("The last word."));
    sealNow();
    for (const auto* entity : records.entities(records::typeNumber<records::Visit>())) {
        if (entity->key.id == family.sealedVisit) continue;
        EXPECT_TRUE(entity->sealed.has_value());
        EXPECT_EQ(entity->body.as<records::Visit>()->analysis(), "The last word.");
    }
}

TEST_F(VisitSealTest, AsksWhyAChildWasNotSeenAlone) {
    arrive();
    childStep("Amira").setSpokenAlone(Answers::Yes);
    auto& yusuf = childStep("Yusuf");
    yusuf.setSeen(Answers::Yes);
    yusuf.setSeenAlone(Answers::No);
    EXPECT_TRUE(missing().contains(QStringLiteral("Say why Yusuf was not seen alone.")));
    yusuf.setReason(Answers::WorkerUnable);
    EXPECT_FALSE(visit.canSeal());
    yusuf.setDetail(QStringLiteral("Asleep throughout."));
    EXPECT_TRUE(visit.canSeal());
}

TEST_F(VisitSealTest, OfNoAccessAsksWhatHappenedAndWhatHappensNext) {
    arrive(records::NO_ACCESS);
    EXPECT_TRUE(visit.isShortForm());
    EXPECT_FALSE(visit.canSeal());
    visit.setWhatHappened(QStringLiteral("Nobody came to the door."));
    EXPECT_FALSE(visit.canSeal());
    visit.setNextSteps(QStringLiteral("Told Sam at 14:20. Again tomorrow at nine."));
    EXPECT_TRUE(visit.canSeal());
    sealNow();
    int notSeen = 0;
    for (const auto* entity : records.entities(records::typeNumber<records::Observation>())) {
        const auto observation = entity->body.as<records::Observation>().value();
        if (observation.seen() != records::NO) continue;
        ++notSeen;
        EXPECT_EQ(observation.not_alone_detail(), "Nobody came to the door.");
    }
    EXPECT_EQ(notSeen, 2);
}

TEST_F(VisitSealTest, ChangesToAShortVisitAndBackWithoutInventingAnswers) {
    arrive();
    visit.setKind(records::CHILD_NOT_PRESENT);
    EXPECT_TRUE(visit.isShortForm());
    visit.setKind(records::HOME_VISIT);
    auto& amira = childStep("Amira");
    EXPECT_EQ(amira.seen(), Answers::Unanswered);
    EXPECT_EQ(amira.seenAlone(), Answers::Unanswered);
}

TEST_F(VisitSealTest, StaysADraftWhenTheSealCannotBeSaved) {
    arrive();
    answerEverything();
    visit.flush();
    settle();
    records.failNextWrite(base::ErrorCode::Io);
    visit.seal();
    ASSERT_TRUE(eventually([&] { return !visit.failure().isEmpty(); }));
    EXPECT_TRUE(visit.hasArrived());
    EXPECT_EQ(typings(), 1U);
    sealNow();
}

}  // namespace hearth::client::viewmodels
