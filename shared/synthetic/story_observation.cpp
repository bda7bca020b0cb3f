#include "shared/synthetic/story.hpp"

namespace hearth::synthetic {

namespace {

constexpr std::int64_t kYear = 365;
constexpr std::int64_t kToddlerDays = 3 * kYear;
constexpr std::int64_t kSchoolDays = 5 * kYear;
constexpr std::int64_t kMiddleDays = 8 * kYear;
constexpr std::int64_t kTeenDays = 12 * kYear;

records::Answer yesIf(bool yes) {
    return yes ? records::YES : records::NO;
}

void setNotSeen(records::Observation& observation, std::string why) {
    observation.set_seen(records::NO);
    observation.set_seen_alone(records::NO);
    observation.set_spoken_alone(records::NO);
    observation.set_not_alone_reason(records::WORKER_UNABLE);
    observation.set_not_alone_detail(std::move(why));
}

// Care Planning Regulations 2010, reg. 29: the child refuses, it is inappropriate for their age and
// understanding, or the worker is unable to.
void setNotAlone(records::Observation& observation, std::int64_t age, const Filling& filling,
                 Dice& dice) {
    observation.set_seen_alone(records::NO);
    observation.set_spoken_alone(records::NO);
    if (age < kToddlerDays || (age < kSchoolDays && dice.chance(50))) {
        observation.set_not_alone_reason(records::INAPPROPRIATE_AGE);
    } else if (age >= kMiddleDays && dice.chance(40)) {
        observation.set_not_alone_reason(records::CHILD_REFUSED);
        observation.set_not_alone_detail(filled(dice.pick(words("visit.refused")), filling));
    } else {
        observation.set_not_alone_reason(records::WORKER_UNABLE);
        observation.set_not_alone_detail(filled(dice.pick(words("visit.unable")), filling));
    }
}

unsigned alonePercent(std::int64_t age) {
    if (age < kToddlerDays) return 0;
    if (age < kSchoolDays) return 40;
    return 78;
}

void setAlone(records::Observation& observation, const ChildPlan& child, std::int64_t age,
              const Filling& filling, Dice& dice) {
    if (child.habit == AloneHabit::NotRecorded && dice.chance(60)) {
        observation.set_seen_alone(records::NOT_RECORDED);
        observation.set_spoken_alone(records::NOT_RECORDED);
        return;
    }
    if (child.habit == AloneHabit::Never || !dice.chance(alonePercent(age))) {
        setNotAlone(observation, age, filling, dice);
        return;
    }
    observation.set_seen_alone(records::YES);
    // Seen alone and yet not spoken to: some children do not want to.
    const bool spoken = !dice.chance(8);
    observation.set_spoken_alone(yesIf(spoken));
    if (spoken) return;
    observation.set_not_alone_reason(records::CHILD_REFUSED);
    observation.set_not_alone_detail(filled(dice.pick(words("visit.refused")), filling));
}

std::string_view wordsSection(const ChildPlan& child, std::int64_t age, bool well) {
    if (age < kToddlerDays) return "child.baby";
    if (child.withoutSpeech) return "child.nospeech";
    if (age < kMiddleDays) return well ? "child.smallhappy" : "child.smallworried";
    if (age < kTeenDays) return well ? "child.middlehappy" : "child.middleworried";
    return well ? "child.teenhappy" : "child.teenworried";
}

std::string methodUsed(const ChildPlan& child, std::int64_t age, Dice& dice) {
    if (!child.record.communication_method().empty() && !dice.chance(15))
        return child.record.communication_method();
    return age < kToddlerDays ? "OBSERVATION" : child.withoutSpeech ? "FAMILIAR_ADULT" : "SPEECH";
}

}  // namespace

records::Observation observe(const Household& family, const ChildPlan& child,
                             const base::EntityId& visit, std::int64_t day, bool seen, Dice& dice) {
    const Filling filling = family.fillingFor(child);
    const std::int64_t age = day - child.bornDay;
    records::Observation observation;
    observation.set_visit_id(visit.bytes());
    observation.set_child_id(child.id.bytes());
    if (!seen) {
        setNotSeen(observation, filled(dice.pick(words("visit.childaway")), filling));
        return observation;
    }
    const bool well = dice.chance(family.goesWellPercent);
    observation.set_seen(records::YES);
    setAlone(observation, child, age, filling, dice);
    observation.set_awake(yesIf(age >= kSchoolDays || dice.chance(85)));
    observation.set_bedroom_seen(yesIf(dice.chance(55)));
    observation.set_communication_method(methodUsed(child, age, dice));
    const unsigned saysPercent = observation.spoken_alone() == records::YES ? 92 : 45;
    if (dice.chance(saysPercent))
        observation.set_own_words(
            filled(dice.pick(words(wordsSection(child, age, well))), filling));
    observation.set_presentation(filled(
        dice.pickSome(words(well ? "child.seemedwell" : "child.seemedlow"), 2, " "), filling));
    return observation;
}

}  // namespace hearth::synthetic
