#include "shared/records/schema.hpp"

#include <filesystem>
#include <set>

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/records/code_list.hpp"

namespace hearth::records {
namespace {

namespace fs = std::filesystem;

const TypeInfo& observation() {
    return *findType(typeNumber<Observation>());
}

TEST(Schema, KnowsEveryRecordTypeOfEveryFormatFile) {
    std::set<std::string> withTypes;
    for (const TypeInfo& type : allTypes())
        withTypes.insert(fs::path(type.descriptor->file()->name()).filename().string());
    for (const auto& entry : fs::directory_iterator(fs::path(HEARTH_SCHEMA_DIR) / "records")) {
        const std::string name = entry.path().filename().string();
        const bool onlyShares = name == "options.proto" || name == "common.proto";
        if (entry.path().extension() == ".proto" && !onlyShares) {
            EXPECT_EQ(withTypes.count(name), 1U) << name << " is not named in schema.cpp";
        }
    }
}

TEST(Schema, GivesEachTypeItsOwnNumberAscending) {
    std::set<TypeNumber> numbers;
    TypeNumber last = 0;
    for (const TypeInfo& type : allTypes()) {
        EXPECT_GT(type.number, last) << type.name;
        last = type.number;
        EXPECT_EQ(findType(type.number), &type);
        EXPECT_FALSE(type.label.empty()) << type.name;
    }
}

TEST(Schema, GivesEachFieldALabelAPolicyAndASensitivity) {
    for (const TypeInfo& type : allTypes())
        for (const FieldInfo& field : type.fields) {
            EXPECT_FALSE(field.label.empty()) << type.name << "." << field.name;
            EXPECT_NE(field.sensitivity, SENSITIVITY_UNSPECIFIED) << type.name << "." << field.name;
            EXPECT_FALSE(field.safety && field.policy == LAST_WRITER)
                << type.name << "." << field.name << " is for safety and may not be last writer";
        }
}

TEST(Schema, LetsTheFieldsOfAGroupShareOnePolicy) {
    for (const TypeInfo& type : allTypes())
        for (const FieldInfo& field : type.fields)
            EXPECT_EQ(field.policy, type.unit(field.unit)->policy)
                << type.name << "." << field.name;
}

TEST(Schema, MakesSetsOfRepeatedTextsOnly) {
    using google::protobuf::FieldDescriptor;
    for (const TypeInfo& type : allTypes())
        for (const UnitInfo& unit : type.units) {
            if (unit.policy != ADD_WINS_SET) continue;
            const FieldInfo& field = *type.field(unit.number);
            EXPECT_EQ(unit.fields.size(), 1U) << field.name;
            EXPECT_TRUE(field.repeated) << field.name;
            EXPECT_EQ(field.descriptor->cpp_type(), FieldDescriptor::CPPTYPE_STRING) << field.name;
        }
}

TEST(Schema, NamesOnlyCodeListsThatExist) {
    for (const TypeInfo& type : allTypes())
        for (const FieldInfo& field : type.fields)
            if (!field.codeList.empty()) {
                EXPECT_FALSE(codeList(field.codeList).empty()) << field.codeList;
            }
}

TEST(Schema, TakesWhatIsSaidOfSeeingAChildAsOneUnit) {
    const UnitInfo unit = unitOf(&observation(), observation().fieldNamed("spoken_alone")->number);
    EXPECT_EQ(unit.number, 3U);
    EXPECT_EQ(unit.fields, (std::vector<FieldNumber>{3, 4, 5, 6, 7}));
    EXPECT_EQ(unit.policy, REVIEW);
    EXPECT_TRUE(unit.safety);
}

TEST(Schema, TreatsWhatItDoesNotKnowAsAUnitOfItsOwnForReview) {
    EXPECT_EQ(findType(9'999), nullptr);
    for (const TypeInfo* type : {static_cast<const TypeInfo*>(nullptr), &observation()}) {
        const UnitInfo unit = unitOf(type, 900);
        EXPECT_EQ(unit.number, 900U);
        EXPECT_EQ(unit.policy, REVIEW);
        EXPECT_TRUE(unit.safety);
        EXPECT_EQ(unit.fields, std::vector<FieldNumber>{900});
        EXPECT_EQ(policyOf(type, 900), REVIEW);
    }
}

TEST(Schema, FindsFieldsByNumberAndName) {
    EXPECT_EQ(observation().field(11)->name, "own_words");
    EXPECT_EQ(observation().field(11)->sensitivity, OWN_WORDS);
    EXPECT_EQ(observation().field(900), nullptr);
    EXPECT_EQ(observation().fieldNamed("nothing"), nullptr);
    EXPECT_EQ(observation().unit(4), nullptr) << "seen_alone belongs to the unit of seen";
}

TEST(Schema, NamesAnswersAsAPersonReadsThem) {
    const FieldInfo& seen = *observation().fieldNamed("seen");
    EXPECT_EQ(labelOf(seen, NOT_RECORDED), "Not recorded");
    EXPECT_EQ(labelOf(seen, NO), "No");
    EXPECT_EQ(labelOf(seen, 77), "77");
    EXPECT_EQ(labelOf(*observation().fieldNamed("not_alone_reason"), 0), "Not answered yet");
    EXPECT_EQ(labelOf(*observation().fieldNamed("own_words"), 3), "3");
}

TEST(Schema, RanksAHazardItDoesNotKnowAboveAllOthers) {
    const FieldInfo& level = *findType(typeNumber<Alert>())->fieldNamed("level");
    EXPECT_LT(protectionOf(level, HAZARD_NONE), protectionOf(level, HAZARD_UNSPECIFIED));
    EXPECT_LT(protectionOf(level, HAZARD_UNSPECIFIED), protectionOf(level, HAZARD_CAUTION));
    EXPECT_LT(protectionOf(level, HAZARD_TWO_WORKERS), protectionOf(level, HAZARD_DO_NOT_VISIT));
    EXPECT_LT(protectionOf(level, HAZARD_DO_NOT_VISIT), protectionOf(level, 99));
}

}  // namespace
}  // namespace hearth::records
