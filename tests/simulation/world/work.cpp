// What workers do in a simulated world: visits, alerts, phone numbers, decisions; with forms that
// stay open while other things happen.
#include <array>

#include "schema/records/family.pb.h"
#include "schema/records/visit.pb.h"
#include "schema/records/work.pb.h"
#include "tests/simulation/world/world.hpp"

namespace hearth::simulation {

namespace {

constexpr unsigned kKeepFormOpenPercent = 25;
constexpr std::size_t kFormsMax = 4;
constexpr std::uint64_t kThingsMax = 8;
constexpr std::uint64_t kHazardLevels = 4;
constexpr std::uint64_t kPeople = 5;

template <class Record>
records::EntityKey keyOf(const base::EntityId& id) {
    return {records::typeNumber<Record>(), id};
}

}  // namespace

// Never the same twice, so that a value says which save it is from.
std::string World::words() {
    return "w" + std::to_string(++m_word);
}

// A worker does a few things at a time.
void World::work(MachineNumber number) {
    for (auto things = 1 + m_random->below(kThingsMax); things > 0; --things) {
        if (!m_violations.empty() || m_tablets[number]->isGone()) return;
        workOnce(number);
    }
}

void World::workOnce(MachineNumber number) {
    const auto what = m_random->below(100);
    if (what < 22)
        beginVisit(number);
    else if (what < 58)
        changeRecord(number);
    else if (what < 74)
        changeVisit(number);
    else if (what < 80)
        sealVisit(number);
    else if (what < 88)
        decide(number);
    else if (what < 91)
        typeWords(number);
    else
        saveOldForm(number);
}

std::optional<OpenForm> World::openForm(MachineNumber number, const records::EntityKey& key) {
    auto opened = m_tablets[number]->store().open(key);
    if (!expectOf(number, opened ? base::Status() : opened.error(), "opening")) return std::nullopt;

    if (!*opened) return std::nullopt;
    OpenForm form{std::move(**opened), {}};
    form.seen = m_ledger.before(form.opened, number);
    return form;
}

std::optional<records::EntityKey> World::anyRecord(MachineNumber number, records::TypeNumber type) {
    const auto& family = m_facts.families[m_random->below(m_facts.families.size())];
    const auto found = m_tablets[number]->store().list(family.scope, type);
    if (!expectOf(number, found ? base::Status() : found.error(), "listing")) return std::nullopt;

    if (found->empty()) return std::nullopt;
    return (*found)[m_random->below(found->size())].entity.key;
}

void World::save(MachineNumber number, std::vector<records::Op> ops,
                 const std::vector<const OpenForm*>& forms, const std::string& typedIn) {
    if (ops.empty()) return;
    Saved saved;
    saved.machine = number;
    saved.ops = ops;
    for (const OpenForm* form : forms) {
        // Own edits count as seen up to the save, whatever the form showed.
        auto seen = m_ledger.own(form->opened.key, number);
        seen.insert(form->seen.begin(), form->seen.end());
        saved.seen[form->opened.key] =
            std::make_shared<const std::set<base::EditId>>(std::move(seen));
    }
    const auto result = m_tablets[number]->store().save(std::move(ops), typedIn);
    if (!expectOf(number, result ? base::Status() : result.error(), "saving")) {
        if (m_tablets[number]->isGone()) m_uncertain[number] = std::move(saved);
        return;
    }

    saved.id = result->id;
    m_points.reached("edits");
    m_trace.line("save " + std::to_string(number) + " " + result->id.hex());
    m_ledger.saved(std::move(saved));
}

// One edit, several records: they stand or fall together.
void World::beginVisit(MachineNumber number) {
    client::store::TabletStore& store = m_tablets[number]->store();
    const auto& family = m_facts.families[m_random->below(m_facts.families.size())];
    const auto held = store.find(keyOf<records::CaseFile>(base::rootOf(family.scope)));
    if (!held || !*held) return;
    records::ChangeBuilder change;
    const base::EntityId id = store.newId();
    records::Visit visit;
    visit.set_kind(records::HOME_VISIT);
    visit.set_worker_id(m_tablets[number]->identity().worker.bytes());
    visit.set_occurred_at(m_tablets[number]->clock.wallNow().millis);
    visit.set_analysis(words());
    change.create(keyOf<records::Visit>(id), family.scope, visit);
    for (const base::EntityId& child : family.children) {
        records::Observation observation;
        observation.set_visit_id(id.bytes());
        observation.set_child_id(child.bytes());
        observation.set_seen(records::YES);
        observation.set_own_words(words());
        change.create(keyOf<records::Observation>(store.newId()), family.scope, observation);
    }
    save(number, change.take(), {});
}

void World::changeRecord(MachineNumber number) {
    const std::array<records::TypeNumber, 3> types{records::typeNumber<records::CaseFile>(),
                                                   records::typeNumber<records::Alert>(),
                                                   records::typeNumber<records::Child>()};
    const auto key = anyRecord(number, types[m_random->below(types.size())]);
    if (!key) return;
    auto form = openForm(number, *key);
    if (!form) return;
    auto& forms = m_tablets[number]->forms;
    if (m_random->chance(kKeepFormOpenPercent) && forms.size() < kFormsMax) {
        forms.push_back(std::move(*form));
        m_points.reached("forms kept open");
        return;
    }
    changeOpened(number, *form);
}

void World::saveOldForm(MachineNumber number) {
    auto& forms = m_tablets[number]->forms;
    if (forms.empty()) return;
    const OpenForm form = std::move(forms.front());
    forms.erase(forms.begin());
    // The case may have left meanwhile; then the form closes without a word saved.
    const auto still = m_tablets[number]->store().find(form.opened.key);
    if (still && *still) changeOpened(number, form);
}

void World::changeOpened(MachineNumber number, const OpenForm& form) {
    records::ChangeBuilder change;
    if (form.opened.key.type == records::typeNumber<records::CaseFile>()) {
        auto file = form.opened.body.as<records::CaseFile>().value();
        const auto what = m_random->below(4);
        if (what == 0)
            file.set_phone(words());
        else if (what == 1)
            file.set_family_name(words());
        else if (what == 2) {
            // One of them or both: they are one value all the same.
            const auto which = m_random->below(3);
            if (which != 0) file.set_address(words());
            if (which != 1) file.set_postcode(words());
        } else {
            file.set_plan_text(file.plan_text() + "\n\n" + words());
        }
        change.update(form.opened, file);
    } else if (form.opened.key.type == records::typeNumber<records::Alert>()) {
        auto alert = form.opened.body.as<records::Alert>().value();
        if (m_random->chance(70))
            alert.set_level(static_cast<records::HazardLevel>(1 + m_random->below(kHazardLevels)));
        else
            alert.set_what(words());
        change.update(form.opened, alert);
    } else {
        auto child = form.opened.body.as<records::Child>().value();
        if (m_random->chance(50))
            child.set_legal_status(words());
        else
            child.set_school(words());
        change.update(form.opened, child);
    }
    save(number, change.take(), {&form});
}

void World::changeVisit(MachineNumber number) {
    const auto key = anyRecord(number, records::typeNumber<records::Visit>());
    if (!key) return;
    const auto form = openForm(number, *key);
    if (!form) return;
    auto visit = form->opened.body.as<records::Visit>().value();
    if (m_random->chance(60)) {
        visit.add_people_present("p" + std::to_string(m_random->below(kPeople)));
    } else if (m_random->chance(50) && visit.people_present_size() > 0) {
        visit.mutable_people_present()->DeleteSubrange(0, 1);
    } else {
        visit.set_analysis(words());
    }
    save(number, records::ChangeBuilder().update(form->opened, visit).take(), {&*form});
}

void World::sealVisit(MachineNumber number) {
    const auto key = anyRecord(number, records::typeNumber<records::Visit>());
    if (!key) return;
    const auto form = openForm(number, *key);
    if (!form) return;
    records::ChangeBuilder change;
    if (m_random->chance(85))
        change.seal(form->opened);
    else
        change.retire(form->opened, "entered twice");
    save(number, change.take(), {&*form});
    m_points.reached("seals");
}

// Settles whatever lies beside one value of a record, having seen exactly that.
void World::decide(MachineNumber number) {
    const bool ofFamily = m_random->chance(60);
    const auto key = anyRecord(number, ofFamily ? records::typeNumber<records::CaseFile>()
                                                : records::typeNumber<records::Child>());
    if (!key) return;
    const auto view = m_tablets[number]->store().find(*key);
    if (!view || !*view) return;
    const records::TypeInfo* type = records::findType(key->type);
    std::vector<records::UnitInfo> undecided;
    for (const records::UnitInfo& unit : type->units)
        if (unit.policy == records::REVIEW && !(*view)->entity.openSiblings(unit.number).empty())
            undecided.push_back(unit);
    if (undecided.empty()) return;
    const auto form = openForm(number, *key);
    if (!form) return;
    const records::UnitInfo& unit = undecided[m_random->below(undecided.size())];
    std::vector<records::SiblingId> saw;
    std::vector<base::Bytes> values{(*view)->entity.body.unit(unit)};
    for (const records::Sibling& sibling : (*view)->entity.openSiblings(unit.number)) {
        saw.push_back(sibling.id);
        values.push_back(sibling.value);
    }
    base::Bytes value = values[m_random->below(values.size())];
    // Or something that nobody had said yet.
    if (unit.fields.size() == 1 && m_random->chance(50))
        value = records::encodeText(unit.number, words());
    save(number,
         records::ChangeBuilder().resolve(form->opened, unit.number, value, saw, "we spoke").take(),
         {&*form});
    m_points.reached("decisions");
}

}  // namespace hearth::simulation
