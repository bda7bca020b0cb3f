#include "shared/records/code_list.hpp"

#include <set>

#include <gtest/gtest.h>

#include "schema/embedded/code_lists.hpp"
#include "shared/base/random.hpp"
#include "shared/base/time.hpp"
#include "shared/records/csv.hpp"

namespace hearth::records {
namespace {

using base::ErrorCode;

TEST(CodeLists, AreAllEmbeddedAndEachCodeStandsOnce) {
    ASSERT_GE(schema::code_lists().size(), 17U);
    for (const auto& file : schema::code_lists()) {
        const auto codes = codeList(file.name.substr(0, file.name.find('.')));
        ASSERT_FALSE(codes.empty()) << file.name;
        std::set<std::string> seen;
        for (const Code& code : codes) {
            EXPECT_TRUE(seen.insert(code.code).second) << file.name << " " << code.code;
            EXPECT_FALSE(code.label.empty()) << file.name << " " << code.code;
        }
    }
}

TEST(CodeLists, HoldTheStatutoryCodes) {
    EXPECT_EQ(codeList("disability").size(), 13U);
    EXPECT_EQ(codeList("sen_primary_need").size(), 12U);
    EXPECT_EQ(codeList("referral_source").size(), 22U);
    EXPECT_EQ(codeList("primary_need").size(), 10U);
    EXPECT_EQ(codeList("closure_reason").size(), 9U);
    EXPECT_EQ(codeList("cp_category").size(), 5U);
    EXPECT_EQ(codeList("ethnicity").size(), 20U);
    EXPECT_EQ(codeList("upn_unknown").size(), 7U);
    EXPECT_EQ(findCode("primary_need", "N1")->label, "Abuse, neglect and exploitation");
    EXPECT_NE(findCode("assessment_factor", "24A"), nullptr);
}

TEST(CodeLists, KnowTheLettersOfAnnexA) {
    EXPECT_EQ(findCode("referral_source", "6")->column("annex_a"), "q");
    EXPECT_EQ(findCode("referral_source", "10")->column("annex_a"), "u");
    EXPECT_EQ(findCode("referral_source", "5D")->column("annex_a"), "");
    EXPECT_EQ(findCode("ethnicity", "NOBT")->column("annex_a"), "t");
    EXPECT_EQ(findCode("cp_category", "MUL")->column("annex_a"), "e");
    EXPECT_EQ(findCode("sex", "U")->column("annex_a"), "c");
    EXPECT_EQ(findCode("disability", "AUT")->column("annex_a"), "");
}

TEST(CodeLists, OfferWaysToCommunicateWithoutSpeech) {
    for (const char* code : {"BSL", "MAKATON", "SYMBOLS", "EYE_POINTING", "AID", "INTERPRETER",
                             "FAMILIAR_ADULT", "OBSERVATION"})
        EXPECT_NE(findCode("communication_method", code), nullptr) << code;
}

TEST(CodeLists, AnswerAnUnknownListOrCodeWithNothing) {
    EXPECT_TRUE(codeList("nothing").empty());
    EXPECT_EQ(findCode("nothing", "A"), nullptr);
    EXPECT_EQ(findCode("disability", "disability"), nullptr);
}

TEST(Csv, ReadsQuotesCommasAndLineEndsInsideAField) {
    const auto rows = parseCsv("code,label\r\n\"a\",\"one, \"\"two\"\"\nthree\"\r\n\nb,\n");
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 3U);
    EXPECT_EQ((*rows)[1], (CsvRow{"a", "one, \"two\"\nthree"}));
    EXPECT_EQ((*rows)[2], (CsvRow{"b", ""}));
}

TEST(Csv, ReadsALastLineWithoutItsEnd) {
    EXPECT_EQ(parseCsv("a,b\nc,d")->size(), 2U);
    EXPECT_EQ(parseCsv("")->size(), 0U);
    EXPECT_EQ(parseCsv("a,\"b\"")->front(), (CsvRow{"a", "b"}));
}

TEST(Csv, RefusesWhatCannotBeReadInOneWay) {
    for (const char* text : {"a,\"b", "a,\"b\"c\n", "a,b\"c\n", "a,b\nc\n", "a,b\nc,d,e\n", "a\rb"})
        EXPECT_EQ(parseCsv(text).error().code(), ErrorCode::Malformed) << text;
}

TEST(Csv, AnswersRandomTextWithoutCrashing) {
    base::SeededRandom random(9);
    constexpr std::string_view kLetters = "a,\"\n\r";
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::uint64_t length = random.below(12); length > 0; --length)
            text.push_back(kLetters[random.below(kLetters.size())]);
        const auto rows = parseCsv(text);
        if (!rows) {
            ++refused;
            continue;
        }
        for (const CsvRow& row : *rows)
            EXPECT_EQ(row.size(), rows->front().size());
    }
    EXPECT_GT(refused, 0);
}

TEST(Csv, IsACodeListOnlyWithACodeAndALabel) {
    EXPECT_EQ(parseCodeList("").error().code(), ErrorCode::Malformed);
    EXPECT_EQ(parseCodeList("code\nA\n").error().code(), ErrorCode::Malformed);
    EXPECT_EQ(parseCodeList("code,label\nA\n").error().code(), ErrorCode::Malformed);
    EXPECT_TRUE(parseCodeList("code,label\n")->empty());
}

}  // namespace
}  // namespace hearth::records
