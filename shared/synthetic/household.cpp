#include "shared/synthetic/household.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hearth::synthetic {

namespace {

struct Origin {
    std::string_view name;
    std::string_view ethnicity;  // schema/codes/ethnicity.csv
    unsigned weight;
};
constexpr Origin kOrigins[] = {
    {"british", "WBRI", 8},     {"welsh", "WBRI", 2},     {"irish", "WIRI", 1},
    {"eastern", "WOTH", 2},     {"pakistani", "APKN", 2}, {"indian", "AIND", 1},
    {"bangladeshi", "ABAN", 1}, {"african", "BAFR", 2},   {"caribbean", "BCRB", 1},
    {"chinese", "CHNE", 1},     {"mixed", "MWBC", 2}};

constexpr std::int64_t kDaysPerYear = 365;
constexpr std::int64_t kEldestDays = 16 * kDaysPerYear;
constexpr std::int64_t kTalksFromDays = 3 * kDaysPerYear;
constexpr std::int64_t kSchoolDays = 4 * kDaysPerYear + kDaysPerYear / 2;
constexpr std::int64_t kSecondaryDays = 11 * kDaysPerYear + kDaysPerYear / 2;
constexpr unsigned kNicknamePercent = 8;
constexpr unsigned kSpecialSchoolPercent = 55;
constexpr unsigned kUnbornPercent = 3;
constexpr unsigned kDisabledPercent = 7;  // outside the team for disabled children
constexpr unsigned kNeverAlonePercent = 5;
constexpr unsigned kNotRecordedPercent = 3;
// By number and not by chance, so that every seed has some, the demonstration's caseload as well.
constexpr unsigned kOverdueEvery = 11;
constexpr unsigned kClosedEvery = 20;
constexpr unsigned kOpenedBeforePercent = 75;
constexpr std::int64_t kOpenDaysMin = 60;  // of a case that was closed

const Origin& pickOrigin(Dice& dice) {
    unsigned total = 0;
    for (const Origin& origin : kOrigins)
        total += origin.weight;
    auto left = static_cast<unsigned>(dice.below(total));
    for (const Origin& origin : kOrigins) {
        if (left < origin.weight) return origin;
        left -= origin.weight;
    }
    return kOrigins[0];
}

std::string pickTheme(TeamWork work, Dice& dice) {
    static constexpr std::string_view kSafeguarding[] = {"neglect",      "domestic", "neglect",
                                                         "mentalhealth", "domestic", "substances",
                                                         "exploitation", "physical"};
    if (work == TeamWork::Disabilities) return "disability";
    if (work == TeamWork::LookedAfter) return "care";
    return std::string(kSafeguarding[dice.below(std::size(kSafeguarding))]);
}

// Ofcom keeps 01632 960000-960999 and 07700 900000-900999 for drama.
std::string pickPhone(Dice& dice) {
    const std::int64_t number = dice.between(0, 999);
    return dice.chance(70) ? fmt::format("07700 900{:03}", number)
                           : fmt::format("01632 960{:03}", number);
}

std::string pickPostcode(Dice& dice) {
    static constexpr std::string_view kLetters = "ABDEFGHJLNPQRSTUWXYZ";
    const std::int64_t district = dice.between(1, 19);
    const std::int64_t sector = dice.between(1, 9);
    const char first = kLetters[dice.below(kLetters.size())];
    const char second = kLetters[dice.below(kLetters.size())];
    return fmt::format("ZZ{} {}{}{}", district, sector, first, second);
}

std::string pickAddress(Dice& dice) {
    const std::int64_t number = dice.between(1, 118);
    const std::string_view street = dice.pick(words("places.streets"));
    return fmt::format("{} {}, {}", number, street, dice.pick(words("places.districts")));
}

void makeFile(Household& family, const std::string& origin, bool demo, Dice& dice) {
    records::CaseFile& file = family.file;
    const std::string surname(dice.pick(words(origin, "surnames")));
    const bool motherLeads = dice.chance(80);
    family.carer = dice.pick(words(origin, motherLeads ? "mothers" : "fathers"));
    file.set_family_name(surname);
    file.set_address(pickAddress(dice));
    file.set_postcode(pickPostcode(dice));
    file.set_phone(pickPhone(dice));
    if (demo || dice.chance(45))
        file.set_access_note(std::string(dice.pick(words("places.access"))));
    const std::string_view role = family.theme == "care" ? "Foster carer"
                                  : motherLeads          ? "Mother"
                                                         : "Father";
    file.add_household_members(fmt::format("{}, {}", role, family.carer));
    if (dice.chance(35))
        file.add_household_members(
            fmt::format("{}, {}", motherLeads ? "Father" : "Mother",
                        dice.pick(words(origin, motherLeads ? "fathers" : "mothers"))));
    if (dice.chance(15))
        file.add_household_members(
            fmt::format("Grandmother, {}", dice.pick(words(origin, "mothers"))));
    if (!demo && family.theme == "domestic" && dice.chance(12)) {
        file.set_protected_address(fmt::format("{} {}", pickAddress(dice), pickPostcode(dice)));
        file.set_protected_address_reason("The former partner must not learn where they are.");
    }
}

// The plan as it stands, a paragraph a part: paragraphs are what a text is merged by.
std::string writePlan(const Household& family) {
    std::string plan;
    for (const std::string_view part : words(family.theme, "plan")) {
        if (!plan.empty()) plan += "\n\n";
        plan += filled(part, family.fillingFor(family.children.front()));
    }
    return plan;
}

void giveDisability(ChildPlan& child, std::int64_t ageDays, Dice& dice) {
    static const Lines kMethods{"SPEECH",    "MAKATON",       "SYMBOLS", "EYE_POINTING",
                                "OBJECTS",   "AID",           "BSL",     "SIGN_OTHER",
                                "INTENSIVE", "FAMILIAR_ADULT"};
    static const Lines kCodes{"MOB",  "HAND", "PC",  "INC", "COMM", "LD",
                              "HEAR", "VIS",  "BEH", "CON", "AUT",  "DDA"};
    child.disabled = true;
    Lines left = kCodes;
    for (std::int64_t count = dice.between(1, 4); count > 0; --count) {
        const std::size_t chosen = dice.below(left.size());
        child.record.add_disability_codes(std::string(left[chosen]));
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    const std::string_view method = dice.pick(kMethods);
    child.record.set_communication_method(std::string(method));
    child.withoutSpeech = method != "SPEECH" && ageDays >= kTalksFromDays;
    const std::string yesNo(
        dice.pick(words(method == "SPEECH" ? "communication.spoken" : "communication.yesno")));
    const std::string helps = dice.pickSome(words("communication.helps"), 2, " ");
    const std::string avoid = dice.pickSome(words("communication.avoid"), 2, " ");
    const std::string profile =
        fmt::format("Yes and no\n{}\n\nWhat helps\n{}\n\nPlease avoid\n{}", yesNo, helps, avoid);
    child.record.set_communication_profile(filled(profile, {child.called, "", ""}));
}

void setPlan(ChildPlan& child, const Household& family, records::PlanKind kind, Dice& dice) {
    if (kind == records::PLAN_UNSPECIFIED) return;
    static constexpr std::uint32_t kEveryWorkingDays[] = {0, 20, 10, 30, 60, 30};  // by PlanKind
    child.plan.set_child_id(child.id.bytes());
    child.plan.set_kind(kind);
    child.plan.set_start_day(family.openedDay + dice.between(0, 20));
    if (dice.chance(50)) child.plan.set_visit_every_working_days(kEveryWorkingDays[kind]);
    if (kind == records::CHILD_PROTECTION)
        child.plan.set_category_of_abuse(std::string(words(family.theme, "category").front()));
}

std::string legalStatus(records::PlanKind kind, Dice& dice) {
    if (kind != records::LOOKED_AFTER) return "";
    return dice.chance(60)   ? "Full care order"
           : dice.chance(50) ? "Interim care order"
                             : "Accommodated under section 20";
}

AloneHabit pickHabit(bool demo, Dice& dice) {
    if (!demo && dice.chance(kNeverAlonePercent)) return AloneHabit::Never;
    if (!demo && dice.chance(kNotRecordedPercent)) return AloneHabit::NotRecorded;
    return AloneHabit::Usual;
}

// Brothers and sisters have different names.
std::string newForename(const Household& family, const Lines& names, Dice& dice) {
    while (true) {
        std::string forename(dice.pick(names));
        const bool taken = std::any_of(
            family.children.begin(), family.children.end(),
            [&](const ChildPlan& child) { return child.record.forename() == forename; });
        if (!taken) return forename;
    }
}

ChildPlan makeChild(Household& family, const Origin& origin, std::int64_t ageDays,
                    const Period& period, Dice& dice) {
    ChildPlan child;
    child.id = dice.idAt<base::EntityId>(localTime(period.firstDay, 9 * kMinutesPerHour));
    const std::string names = "names." + std::string(origin.name);
    const bool girl = dice.chance(50);
    const bool unborn = ageDays < 0;
    const std::string forename =
        unborn ? "Baby" : newForename(family, words(names, girl ? "girls" : "boys"), dice);
    child.called = forename;
    child.record.set_forename(forename);
    child.record.set_surname(family.file.family_name());
    child.record.set_ethnicity(std::string(origin.ethnicity));
    child.record.set_sex(unborn ? "U" : girl ? "F" : "M");
    child.record.set_la_child_id(
        fmt::format("LM{:04}{:02}", family.index + 1, family.children.size() + 1));
    if (unborn) {
        child.record.set_expected_day(period.today - ageDays);
        return child;
    }
    child.bornDay = period.today - ageDays;
    child.record.set_born_day(child.bornDay);
    if (ageDays >= kSecondaryDays)
        child.record.set_school(std::string(dice.pick(words("places.secondaries"))));
    else if (ageDays >= kSchoolDays)
        child.record.set_school(family.school);
    if (dice.chance(kNicknamePercent)) {
        child.called = dice.pick(words("names.nicknames"));
        child.record.set_preferred_name(child.called);
    }
    return child;
}

// Two years and two months lie between brothers and sisters on the average.
void makeChildren(Household& family, const Origin& origin, const Period& period, TeamWork work,
                  bool demo, Dice& dice) {
    static constexpr std::int64_t kCounts[] = {1, 1, 2, 2, 2, 2, 3, 3, 3, 4};
    const std::int64_t count = demo ? 3 : kCounts[dice.below(std::size(kCounts))];
    std::int64_t ageDays = demo ? 11 * kDaysPerYear : dice.between(2 * kDaysPerYear, kEldestDays);
    for (std::int64_t i = 0; i < count; ++i) {
        ChildPlan child = makeChild(family, origin, ageDays, period, dice);
        const bool firstOfDisabled = work == TeamWork::Disabilities && i == 0;
        if (firstOfDisabled || (!demo && dice.chance(kDisabledPercent))) {
            giveDisability(child, ageDays, dice);
            if (!child.record.school().empty() && dice.chance(kSpecialSchoolPercent))
                child.record.set_school(std::string(dice.pick(words("places.special"))));
        }
        child.habit = pickHabit(demo, dice);
        family.children.push_back(std::move(child));
        ageDays -= dice.between(kDaysPerYear, 3 * kDaysPerYear + kDaysPerYear / 2);
        if (ageDays < 30) break;
    }
    if (!demo && dice.chance(kUnbornPercent))
        family.children.push_back(makeChild(family, origin, -dice.between(20, 150), period, dice));
}

records::PlanKind pickPlan(TeamWork work, bool demo, Dice& dice) {
    if (demo) return records::CHILD_PROTECTION;
    if (work == TeamWork::LookedAfter) return records::LOOKED_AFTER;
    if (work == TeamWork::Disabilities)
        return dice.chance(60) ? records::SHORT_BREAKS : records::CHILD_IN_NEED;
    if (dice.chance(45)) return records::CHILD_PROTECTION;
    return dice.chance(95) ? records::CHILD_IN_NEED : records::PRIVATE_FOSTERING;
}

std::int64_t visitEveryDays(records::PlanKind kind) {
    static constexpr std::int64_t kDays[] = {28, 28, 14, 42, 84, 42};  // by PlanKind
    return kDays[kind];
}

}  // namespace

const Holding& Household::allocatedOn(std::int64_t day) const {
    const Holding* last = nullptr;
    for (const Holding& holding : holdings) {
        if (holding.role != records::ALLOCATED) continue;
        if (last == nullptr || holding.fromDay <= day) last = &holding;
    }
    INVARIANT(last != nullptr);
    return *last;
}

Household makeHousehold(unsigned index, const Staff& staff, const Period& period, std::size_t team,
                        bool demo, Dice& dice) {
    const TeamWork work = staff.teams[team].work;
    Household family;
    family.index = index;
    family.team = team;
    family.theme = demo ? "domestic" : pickTheme(work, dice);
    family.school = dice.pick(words("places.primaries"));
    const std::int64_t wholePeriod = period.today - period.firstDay;
    family.openedDay = demo || dice.chance(kOpenedBeforePercent)
                           ? period.firstDay - dice.between(10, 400)
                           : period.firstDay + dice.between(1, wholePeriod * 9 / 10);
    family.scope = dice.idAt<base::ScopeId>(
        localTime(std::max(family.openedDay, period.firstDay), 9 * kMinutesPerHour));
    const Origin& origin = pickOrigin(dice);
    makeFile(family, "names." + std::string(origin.name), demo, dice);
    makeChildren(family, origin, period, work, demo, dice);

    family.file.set_plan_text(writePlan(family));

    const records::PlanKind kind = pickPlan(work, demo, dice);
    for (ChildPlan& child : family.children) {
        child.planId = dice.idAt<base::EntityId>(localTime(period.firstDay, 9 * kMinutesPerHour));
        const bool ownPlan = kind != records::SHORT_BREAKS || child.disabled;
        setPlan(child, family, ownPlan ? kind : records::PLAN_UNSPECIFIED, dice);
        child.record.set_legal_status(legalStatus(child.plan.kind(), dice));
    }
    family.visitEveryDays = visitEveryDays(kind);
    family.goesWellPercent = static_cast<unsigned>(dice.between(20, 80));
    if (index % kOverdueEvery == kOverdueEvery / 2)
        family.visitsEndBefore = family.visitEveryDays * 3 / 2 + dice.between(3, 30);
    const std::int64_t closesFrom = std::max(family.openedDay, period.firstDay) + kOpenDaysMin;
    if (index % kClosedEvery == kClosedEvery / 2 && closesFrom < period.today)
        family.closedDay = dice.between(closesFrom, period.today - 1);
    return family;
}

}  // namespace hearth::synthetic
