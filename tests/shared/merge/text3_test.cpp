#include "shared/merge/text3.hpp"

#include <gtest/gtest.h>

#include "shared/base/random.hpp"
#include "shared/merge/limits.hpp"

namespace hearth::merge {
namespace {

using std::string;

constexpr const char* kBase = "Goals\n\nSchool\n\nHealth\n\nMoney";

TEST(Text3, KeepsBothChangesWhenTwoWorkersEditParagraphsThatDoNotTouch) {
    EXPECT_EQ(mergeText3(kBase, "Goals, new\n\nSchool\n\nHealth\n\nMoney",
                         "Goals\n\nSchool\n\nHealth, new\n\nMoney"),
              "Goals, new\n\nSchool\n\nHealth, new\n\nMoney");
}

TEST(Text3, AsksWhenBothChangeTheSameParagraph) {
    EXPECT_EQ(mergeText3(kBase, "Goals A\n\nSchool\n\nHealth\n\nMoney",
                         "Goals B\n\nSchool\n\nHealth\n\nMoney"),
              std::nullopt);
}

TEST(Text3, AsksWhenTheChangedParagraphsAreNeighbours) {
    EXPECT_EQ(mergeText3(kBase, "Goals A\n\nSchool\n\nHealth\n\nMoney",
                         "Goals\n\nSchool B\n\nHealth\n\nMoney"),
              std::nullopt);
}

TEST(Text3, AsksWhenOneDeletesWhatTheOtherChanges) {
    EXPECT_EQ(mergeText3(kBase, "Goals\n\nHealth\n\nMoney", "Goals\n\nSchool B\n\nHealth\n\nMoney"),
              std::nullopt);
}

TEST(Text3, AsksWhenOneInsertsBesideAParagraphTheOtherChanges) {
    EXPECT_EQ(mergeText3(kBase, "Goals\n\nHousing\n\nSchool\n\nHealth\n\nMoney",
                         "Goals\n\nSchool B\n\nHealth\n\nMoney"),
              std::nullopt);
}

TEST(Text3, AsksWhenBothInsertDifferentThingsAtTheSamePlace) {
    EXPECT_EQ(mergeText3("Goals\n\nMoney", "Goals\n\nA\n\nMoney", "Goals\n\nB\n\nMoney"),
              std::nullopt);
}

TEST(Text3, TakesOnceWhatBothWroteAtTheSamePlace) {
    EXPECT_EQ(mergeText3("Goals\n\nSchool\n\nMoney", "Goals\n\nSchool\n\nMoney\n\nEnd",
                         "Goals, new\n\nSchool\n\nMoney\n\nEnd"),
              "Goals, new\n\nSchool\n\nMoney\n\nEnd");
}

TEST(Text3, KeepsAnAdditionAtTheEndAndADeletionAtTheBeginning) {
    EXPECT_EQ(mergeText3(kBase, "School\n\nHealth\n\nMoney",
                         "Goals\n\nSchool\n\nHealth\n\nMoney\n\nFamily"),
              "School\n\nHealth\n\nMoney\n\nFamily");
}

TEST(Text3, NeedsNoPersonWhenOnlyOneSideChanged) {
    EXPECT_EQ(mergeText3(kBase, kBase, "all new"), "all new");
    EXPECT_EQ(mergeText3(kBase, "all new", kBase), "all new");
    EXPECT_EQ(mergeText3(kBase, "all new", "all new"), "all new");
}

TEST(Text3, AsksWhenNobodyCanSayWhichOfTwoEqualParagraphsWasMeant) {
    // One deleted "None." once: the first or the second? The other wrote beside one of them.
    EXPECT_EQ(mergeText3("None.\n\nNone.\n\nHealth\n\nMoney", "None.\n\nHealth\n\nMoney",
                         "None.\n\nNone.\n\nHealth\n\nMoney, new"),
              std::nullopt);
}

TEST(Text3, IsNotTroubledByEqualParagraphsThatBothLeftWhereTheyWere) {
    EXPECT_EQ(mergeText3("School\n\nNone.\n\nHealth\n\nNone.\n\nMoney",
                         "School A\n\nNone.\n\nHealth\n\nNone.\n\nMoney",
                         "School\n\nNone.\n\nHealth\n\nNone.\n\nMoney B"),
              "School A\n\nNone.\n\nHealth\n\nNone.\n\nMoney B");
}

TEST(Text3, AsksWhenBothStartedFromNothing) {
    EXPECT_EQ(mergeText3("", "A", "B"), std::nullopt);
    EXPECT_EQ(mergeText3("", "A", ""), "A");
    EXPECT_EQ(mergeText3("A", "", "A"), "");
}

TEST(Text3, KeepsEveryByteOfSeparatorsAndLineEnds) {
    const string base = "\n\nA\n\n\nB  \n\nC\n\n\n\nD\n";
    EXPECT_EQ(mergeText3(base, base + "!", "x" + base), "x" + base + "!");
}

TEST(Text3, TreatsATextWithForeignLineEndsAsOneParagraph) {
    EXPECT_EQ(mergeText3("A\r\n\r\nB\r\n\r\nC", "A1\r\n\r\nB\r\n\r\nC", "A\r\n\r\nB\r\n\r\nC1"),
              std::nullopt);
}

TEST(Text3, AsksRatherThanComparesATextOfMoreParagraphsThanItMay) {
    string base;
    for (std::size_t i = 0; i < kParagraphsMax; ++i)
        base += std::to_string(i) + "\n\n";
    EXPECT_EQ(mergeText3(base, "x" + base, base + "y"), std::nullopt);
    const string shorter = base.substr(0, base.size() - 2);
    EXPECT_EQ(mergeText3(shorter, "x" + shorter, shorter + "y"), "x" + shorter + "y");
}

string randomText(base::SeededRandom& random, std::size_t paragraphs) {
    string text;
    for (std::size_t i = 0; i < paragraphs; ++i)
        text += (i == 0 ? "" : "\n\n") + string(1, static_cast<char>('a' + random.below(6)));
    return text;
}

// Whoever arrives first must make no difference to a shared text.
TEST(Text3, GivesTheSameTextWhicheverSideIsCalledCurrent) {
    base::SeededRandom random(20);
    unsigned merged = 0;
    for (int round = 0; round < 20'000; ++round) {
        const string base = randomText(random, random.below(7));
        const string a = randomText(random, random.below(7));
        const string b = randomText(random, random.below(7));
        const auto one = mergeText3(base, a, b);
        ASSERT_EQ(one, mergeText3(base, b, a)) << base << " | " << a << " | " << b;
        if (one) ++merged;
    }
    EXPECT_GT(merged, 100U);
}

// With all paragraphs different nothing that somebody inserted may be missing, and nothing that
// somebody deleted may be back.
TEST(Text3, LosesNoInsertionAndRevivesNoDeletion) {
    base::SeededRandom random(21);
    unsigned merged = 0;
    for (int round = 0; round < 5'000; ++round) {
        string base;
        string a;
        string b;
        string gone;
        string added;
        for (char p = 'a'; p < 'm'; ++p) {
            base += string(base.empty() ? "" : "\n\n") + p;
            const auto write = [&](string& text, char inserted) {
                const auto fate = random.below(8);
                if (fate == 0) {
                    gone += p;
                    return;
                }
                text += string(text.empty() ? "" : "\n\n") + p;
                if (fate != 1) return;
                text += "\n\n" + string(1, inserted);
                added += inserted;
            };
            write(a, static_cast<char>(p - 'a' + 'A'));
            write(b, static_cast<char>(p - 'a' + 'N'));
        }
        const auto one = mergeText3(base, a, b);
        if (!one) continue;
        ++merged;
        for (const char c : added)
            ASSERT_NE(one->find(c), string::npos) << base << " | " << a << " | " << b;
        for (const char c : gone)
            ASSERT_EQ(one->find(c), string::npos) << base << " | " << a << " | " << b;
    }
    EXPECT_GT(merged, 50U);
}

}  // namespace
}  // namespace hearth::merge
