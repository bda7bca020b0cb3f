#include <algorithm>
#include <functional>

#include "schema/records/family.pb.h"
#include "schema/records/involvement.pb.h"
#include "schema/records/visit.pb.h"
#include "shared/records/validation.hpp"

namespace hearth::records {

namespace {
// Collects what is broken, naming the unit by one of its fields.
class Findings {
public:
    explicit Findings(const TypeInfo& type) : m_type(type) {}

    void addIf(bool broken, std::string_view field, std::string sentence) {
        if (!broken) return;
        const FieldInfo* info = m_type.fieldNamed(field);
        INVARIANT(info != nullptr);
        m_found.push_back({info->unit, std::move(sentence)});
    }
    [[nodiscard]] std::vector<Violation> take() { return std::move(m_found); }

private:
    const TypeInfo& m_type;
    std::vector<Violation> m_found;
};

// Both days known, and the end before the start; 0 is "not set".
bool endsBeforeStart(std::int64_t start, std::int64_t end) {
    return start != 0 && end != 0 && end < start;
}

void check(const Observation& child, Findings& findings) {
    const bool notSeen = child.seen() == NO || child.seen() == NOT_RECORDED;
    const std::string seen = child.seen() == NO ? "Not seen" : "Seen is not recorded";
    findings.addIf(notSeen && child.seen_alone() == YES, "seen", seen + ", yet seen alone.");
    findings.addIf(notSeen && child.spoken_alone() == YES, "seen", seen + ", yet spoken to alone.");
    findings.addIf(!notSeen && child.seen_alone() == NO && child.spoken_alone() == YES, "seen",
                   "Not seen alone, yet spoken to alone.");
    // Seen alone but not spoken to alone may have a reason: regulation 29 is about speaking.
    const bool alone = child.seen_alone() == YES && child.spoken_alone() != NO &&
                       child.spoken_alone() != NOT_RECORDED;
    findings.addIf(alone && child.not_alone_reason() != NOT_ALONE_UNSPECIFIED, "seen",
                   "Seen alone, yet a reason for not being alone is given.");
    findings.addIf(alone && child.not_alone_reason() == NOT_ALONE_UNSPECIFIED &&
                       !child.not_alone_detail().empty(),
                   "seen", "Seen alone, yet something is said to have prevented it.");
    findings.addIf(child.seen() == NO && child.awake() == YES, "awake", "Not seen, yet awake.");
}

void check(const Visit& visit, Findings& findings) {
    findings.addIf(endsBeforeStart(visit.occurred_at(), visit.left_at()), "left_at",
                   "The worker left before they arrived.");
}

void check(const Child& child, Findings& findings) {
    findings.addIf(child.born_day() != 0 && child.expected_day() != 0, "born_day",
                   "A date of birth and an expected date of birth are both given.");
    // CIN census 2025: the sex of an unborn child is U.
    const bool unborn = child.expected_day() != 0 && child.born_day() == 0;
    findings.addIf(unborn && !child.sex().empty() && child.sex() != "U", "sex",
                   "The child is not born yet, and a sex is recorded.");
    const auto& codes = child.disability_codes();
    const bool none = std::find(codes.begin(), codes.end(), "NONE") != codes.end();
    findings.addIf(none && codes.size() > 1, "disability_codes",
                   "\"None\" stands beside other disabilities.");
}

void check(const CaseFile& file, Findings& findings) {
    // Whoever may read the ordinary address would read the protected one.
    findings.addIf(!file.protected_address().empty() && file.protected_address() == file.address(),
                   "protected_address",
                   "The protected address also stands as the ordinary address.");
    findings.addIf(file.protected_address().empty() && !file.protected_address_reason().empty(),
                   "protected_address",
                   "A reason for protecting an address is given, but no protected address.");
}

void check(const Involvement& involvement, Findings& findings) {
    findings.addIf(endsBeforeStart(involvement.start_day(), involvement.end_day()), "start_day",
                   "The involvement ends before it starts.");
}

void check(const Plan& plan, Findings& findings) {
    findings.addIf(endsBeforeStart(plan.start_day(), plan.end_day()), "start_day",
                   "The plan ends before it starts.");
    const bool another = plan.kind() != CHILD_PROTECTION && plan.kind() != PLAN_UNSPECIFIED;
    findings.addIf(another && !plan.category_of_abuse().empty(), "category_of_abuse",
                   "A category of abuse is given for a plan that is not for child protection.");
}

template <class Record>
bool checkIf(TypeNumber type, const Body& body, Findings& findings) {
    if (type != typeNumber<Record>()) return false;
    // What does not decode is a matter of structure, not of contradiction.
    const auto record = body.as<Record>();
    if (record) check(*record, findings);
    return true;
}
}  // namespace

std::vector<Violation> contradictions(TypeNumber number, const Body& body) {
    const TypeInfo* type = findType(number);
    if (type == nullptr) return {};
    Findings findings(*type);
    static_cast<void>(
        checkIf<Observation>(number, body, findings) || checkIf<Visit>(number, body, findings) ||
        checkIf<Child>(number, body, findings) || checkIf<CaseFile>(number, body, findings) ||
        checkIf<Involvement>(number, body, findings) || checkIf<Plan>(number, body, findings));
    return findings.take();
}

}  // namespace hearth::records
