#include "tests/client/store/random_run.hpp"

#include <array>

#include <gtest/gtest.h>

namespace hearth::tests {

namespace {

constexpr std::uint8_t kTablets = 3;
constexpr int kRoundsMax = 10;

const records::TypeNumber kVisitType = records::typeNumber<records::Visit>();
const records::TypeNumber kFamilyType = records::typeNumber<records::CaseFile>();
const records::TypeNumber kAmendmentType = records::typeNumber<records::Amendment>();
const records::TypeNumber kAlertType = records::typeNumber<records::Alert>();

}  // namespace

RandomRun::RandomRun(std::uint64_t seed) : m_random(seed) {
    for (std::uint8_t number = 1; number <= kTablets; ++number) {
        m_tablets.push_back(std::make_unique<Tablet>(number));
        grantBoth(m_server, *m_tablets.back());
    }
}

Tablet& RandomRun::anyTablet() {
    return *m_tablets[m_random.below(m_tablets.size())];
}

base::ScopeId RandomRun::anyScope() {
    return m_random.chance(50) ? kFamily : kOtherFamily;
}

std::string RandomRun::words() {
    constexpr std::array<const char*, 8> kWords{"harbour", "lantern", "copper",  "willow",
                                                "meadow",  "anchor",  "thimble", "orchard"};
    std::string text;
    for (std::uint64_t i = 0; i <= m_random.below(3); ++i)
        text.append(text.empty() ? "" : " ").append(kWords[m_random.below(kWords.size())]);
    return text;
}

std::optional<records::EntityKey> RandomRun::anyOf(Tablet& tablet, records::TypeNumber type) {
    const auto found = tablet->list(anyScope(), type).value();
    if (found.empty()) return std::nullopt;
    return found[m_random.below(found.size())].entity.key;
}

void RandomRun::noteSaved(const base::Result<store::OutboxEdit>& saved) {
    if (!saved) return;
    m_saved.insert(saved->id);
    ++m_counts.saves;
}

void RandomRun::record(Tablet& tablet) {
    records::ChangeBuilder builder;
    const base::ScopeId scope = anyScope();
    const records::EntityKey family{kFamilyType, base::rootOf(scope)};
    if (!tablet.has(family)) builder.create(family, scope, familyNamed(words()));
    if (m_random.chance(30)) {
        records::Alert alert;
        alert.set_level(records::HAZARD_CAUTION);
        builder.create({kAlertType, tablet->newId()}, scope, alert);
    } else {
        builder.create({kVisitType, tablet->newId()}, scope, visitSaying(words()));
    }
    noteSaved(tablet->save(builder.take()));
}

void RandomRun::change(Tablet& tablet) {
    const std::array<records::TypeNumber, 3> types{kVisitType, kFamilyType, kAlertType};
    const auto key = anyOf(tablet, types[m_random.below(types.size())]);
    if (!key) return;
    auto opened = tablet->open(*key).value();
    ASSERT_TRUE(opened);
    // Often a form stays open while other things happen.
    if (m_random.chance(30)) m_forms.emplace_back(&tablet, *opened);
    if (key->type == kVisitType)
        noteSaved(tablet.saveFrom<records::Visit>(*opened, [&](records::Visit& now) {
            if (m_random.chance(50)) now.set_analysis(words());
            if (m_random.chance(50)) now.add_people_present(words());
            if (m_random.chance(20)) now.clear_people_present();
        }));
    else if (key->type == kFamilyType)
        noteSaved(tablet.saveFrom<records::CaseFile>(*opened, [&](records::CaseFile& now) {
            if (m_random.chance(50)) now.set_phone(words());
            if (m_random.chance(50)) now.set_family_name(words());
            if (m_random.chance(50)) now.set_plan_text(now.plan_text() + "\n\n" + words());
        }));
    else
        noteSaved(tablet.saveFrom<records::Alert>(*opened, [&](records::Alert& now) {
            now.set_level(static_cast<records::HazardLevel>(1 + m_random.below(4)));
        }));
}

void RandomRun::seal(Tablet& tablet) {
    const auto key = anyOf(tablet, kVisitType);
    if (!key) return;
    records::ChangeBuilder builder;
    if (m_random.chance(70))
        builder.seal(*tablet->open(*key).value());
    else
        builder.retire(*tablet->open(*key).value(), "entered twice");
    noteSaved(tablet->save(builder.take()));
}

// Settles an open question, or saves a form that has been open for a while.
void RandomRun::decide(Tablet& tablet) {
    if (!m_forms.empty() && m_random.chance(60)) {
        const auto [owner, opened] = m_forms.back();
        m_forms.pop_back();
        if (opened.key.type != kFamilyType) return;
        noteSaved(owner->saveFrom<records::CaseFile>(
            opened, [&](records::CaseFile& now) { now.set_family_name(words()); }));
        return;
    }
    const auto key = anyOf(tablet, kFamilyType);
    if (!key) return;
    const auto view = tablet->find(*key).value();
    const records::TypeInfo* type = records::findType(key->type);
    const records::UnitNumber unit = type->fieldNamed("family_name")->unit;
    std::vector<records::SiblingId> saw;
    for (const records::Sibling& sibling : view->entity.openSiblings(unit))
        saw.push_back(sibling.id);
    if (saw.empty()) return;
    ++m_counts.conflicts;
    records::ChangeBuilder builder;
    const auto settled = records::Body::of(familyNamed(words())).unit(records::unitOf(type, unit));
    builder.resolve(*tablet->open(*key).value(), unit, settled, saw, "we spoke");
    noteSaved(tablet->save(builder.take()));
}

void RandomRun::serverEvent() {
    // What a tablet has purged it can no longer offer: backups from before that are not restored.
    if (m_server.receipts.size() != m_receiptsSeen) m_backup.reset();
    m_counts.purges += static_cast<unsigned>(m_server.receipts.size() - m_receiptsSeen);
    m_receiptsSeen = m_server.receipts.size();
    const auto what = m_random.below(4);
    if (what == 0) {
        m_backup = m_server.state;
        m_server.durableRev = m_backup->log.size();
    } else if (what == 1 && m_backup) {
        m_server.state = *m_backup;
        if (m_random.chance(70)) m_server.newEpoch();
        ++m_counts.restores;
    } else if (what == 2) {
        m_server.grants[anyTablet().worker()].erase(anyScope());
    } else {
        for (const auto& tablet : m_tablets)
            grantBoth(m_server, *tablet);
    }
}

void RandomRun::step() {
    Tablet& tablet = anyTablet();
    const auto what = m_random.below(100);
    tablet.clock.pass(base::seconds(7));
    if (what < 30) {
        record(tablet);
    } else if (what < 58) {
        change(tablet);
    } else if (what < 64) {
        seal(tablet);
    } else if (what < 72) {
        decide(tablet);
    } else if (what < 88) {
        const auto synced = tablet.sync(m_server);
        EXPECT_TRUE(synced.has_value()) << synced.error().message();
    } else if (what < 92) {
        tablet.syncAndLoseAnswer(m_server);
        ++m_counts.lostAnswers;
    } else if (what < 94) {
        tablet.reopen();
    } else {
        serverEvent();
    }
    const auto checked = tablet->checkView();
    ASSERT_TRUE(checked.has_value()) << checked.error().message();
}

void RandomRun::settle() {
    for (const auto& tablet : m_tablets)
        grantBoth(m_server, *tablet);
    bool moved = true;
    for (int round = 0; round < kRoundsMax && moved; ++round) {
        moved = false;
        for (const auto& tablet : m_tablets) {
            const auto synced = tablet->sync(m_server);
            ASSERT_TRUE(synced.has_value()) << synced.error().message();
            const protocol::SyncProgress& done = tablet->progress();
            moved = moved || done.editsSent != 0 || done.entitiesReceived != 0;
        }
    }
    EXPECT_FALSE(moved) << "still news after " << kRoundsMax << " rounds";
}

bool RandomRun::isHeld(const records::Entity& entity) const {
    const auto made = m_server.state.byId.find(entity.created.edit);
    return made != m_server.state.byId.end() &&
           m_server.state.log[made->second].ack.verdict() == protocol::HELD;
}

void RandomRun::expectConverged() {
    for (const base::EditId& id : m_saved)
        EXPECT_EQ(m_server.state.byId.count(id), 1U) << "edit " << id.hex() << " is lost";
    EXPECT_EQ(m_server.state.log.size(), m_saved.size()) << "an edit is there twice";
    for (const auto& tablet : m_tablets) {
        std::size_t held = 0;
        for (const auto& [key, entity] : m_server.state.entities) {
            const auto view = (*tablet)->find(key).value();
            ASSERT_TRUE(view) << key.id.hex();
            EXPECT_EQ(view->entity, entity) << key.id.hex();
            held += entity.retired ? 0 : 1;
        }
        const auto state = (*tablet)->syncState().value();
        EXPECT_EQ(state.unsentEdits, 0U);
        // What the restored server holds of what it had before (its author had lost the case when
        // it was offered again) is still shown where it was received. A proposal made from an edit
        // that had to be renumbered comes again under another id; the one that was there is
        // somebody's words as well, and stays.
        std::size_t shown = 0;
        std::size_t kept = 0;
        for (const records::TypeInfo& type : records::allTypes()) {
            for (const store::ViewEntity& entity : (*tablet)->listAll(type.number).value()) {
                const bool isCentral = m_server.state.entities.count(entity.entity.key) != 0;
                EXPECT_TRUE(isCentral || type.number == kAmendmentType || isHeld(entity.entity))
                    << type.name;
                ++(isCentral ? shown : kept);
            }
        }
        EXPECT_EQ(shown, held);
        EXPECT_GE(state.recordsServerLacks, kept) << "retired ones are not listed";
        const auto view = (*tablet)->checkView();
        EXPECT_TRUE(view.has_value()) << view.error().message();
        const auto whole = (*tablet)->checkIntegrity();
        EXPECT_TRUE(whole.has_value()) << whole.error().message();
    }
}

}  // namespace hearth::tests
