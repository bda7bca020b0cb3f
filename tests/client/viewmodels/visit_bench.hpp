// A visit being recorded on a tablet in memory.
#pragma once

#include "client/viewmodels/visit_model.hpp"
#include "tests/client/viewmodels/bench.hpp"

namespace hearth::tests {

class VisitBench : public Bench {
protected:
    void arrive(records::VisitKind kind = records::HOME_VISIT) {
        visit.begin(family.scope);
        ASSERT_TRUE(eventually([this] { return visit.isLoaded(); }));
        visit.arrive(kind);
        ASSERT_TRUE(eventually([this] { return visit.hasArrived(); }));
        settle();
    }
    // Goes to the step of a child.
    client::viewmodels::ChildForm& childStep(const char* name) {
        using client::viewmodels::StepRow;
        for (int i = 0; i < visit.steps()->count(); ++i) {
            if (visit.steps()->row<StepRow>(i).title == QString::fromUtf8(name)) visit.goTo(i);
        }
        INVARIANT(visit.child() != nullptr);
        return *visit.child();
    }
    void goTo(int kind) {
        using client::viewmodels::StepRow;
        for (int i = 0; i < visit.steps()->count(); ++i) {
            if (visit.steps()->row<StepRow>(i).kind == kind) visit.goTo(i);
        }
    }
    [[nodiscard]] std::optional<records::Visit> savedVisit() const {
        for (const auto* entity : records.entities(records::typeNumber<records::Visit>())) {
            if (entity->key.id == family.sealedVisit) continue;
            return entity->body.as<records::Visit>().value();
        }
        return std::nullopt;
    }
    [[nodiscard]] std::size_t typings() { return records.typingForms()->size(); }

    client::viewmodels::VisitModel visit{session};
};

}  // namespace hearth::tests
