// In whatever order edits arrive, the same values are there, and a rule's winner is the same.
#include <algorithm>

#include <gtest/gtest.h>

#include "shared/base/random.hpp"
#include "shared/crypto/hash.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::Alert;
using records::CaseFile;

constexpr unsigned kTablets = 3;
constexpr int kRounds = 100;

const EntityKey kFile{records::typeNumber<CaseFile>(), idOf(1000)};
const EntityKey kAlert{records::typeNumber<Alert>(), idOf(5)};

// Tablets that pulled once and then worked offline: what each wrote, in its order.
struct Offline {
    std::vector<std::vector<records::Edit>> queues;

    // All ways to interleave the queues, each keeping its tablet's order.
    [[nodiscard]] std::vector<std::vector<records::Edit>> interleavings() const {
        std::vector<unsigned> turns;
        for (unsigned t = 0; t < queues.size(); ++t)
            turns.insert(turns.end(), queues[t].size(), t);
        std::vector<std::vector<records::Edit>> all;
        do {
            std::vector<std::size_t> next(queues.size());
            std::vector<records::Edit> order;
            order.reserve(turns.size());
            for (const unsigned turn : turns)
                order.push_back(queues[turn][next[turn]++]);
            all.push_back(std::move(order));
        } while (std::next_permutation(turns.begin(), turns.end()));
        return all;
    }
};

// The same beginning every time: a case file and an alert, created by somebody else.
struct Scene {
    Scene() {
        CaseFile file;
        file.set_family_name("Ash");
        file.set_phone("000");
        file.add_household_members("a");
        file.add_household_members("b");
        file.set_plan_text("A\n\nb\n\nC\n\nd\n\nE");
        creator.create(kFile, file);
        Alert alert;
        alert.set_level(records::HAZARD_CAUTION);
        creator.create(kAlert, alert);
        for (unsigned i = 0; i < kTablets; ++i)
            tablets.push_back(std::make_unique<Tablet>(world, i + 1));
        for (auto& tablet : tablets)
            tablet->pull();
        world.now = world.now + base::days(1);
    }
    void receive(const std::vector<records::Edit>& edits) {
        for (const records::Edit& edit : edits)
            EXPECT_NE(world.receive(edit).verdict, protocol::HELD);
    }

    World world;
    Tablet creator{world, 90};
    std::vector<std::unique_ptr<Tablet>> tablets;
};

// Each tablet writes up to `most` edits; `make` gives one operation of a tablet.
template <class Make>
Offline work(Scene& scene, base::SeededRandom& random, unsigned most, Make make) {
    Offline offline;
    for (auto& tablet : scene.tablets) {
        std::vector<records::Edit> queue;
        const auto count = 1 + random.below(most);
        base::WallTime clock = scene.world.now - base::hours(20);
        for (std::uint64_t i = 0; i < count; ++i) {
            clock = clock + base::minutes(static_cast<std::int64_t>(random.below(60)));
            tablet->clock = clock;
            queue.push_back(tablet->write({make(*tablet)}));
        }
        offline.queues.push_back(std::move(queue));
    }
    return offline;
}

std::multiset<base::Bytes> valuesOf(const Entity& entity, records::UnitNumber unit,
                                    protocol::SiblingState state) {
    std::multiset<base::Bytes> values;
    for (const Sibling& sibling : siblingsIn(entity, unit, state))
        values.insert(sibling.value);
    return values;
}

// Plays every order and gives what `look` sees after each; all must be equal.
template <class Make, class Look>
void expectSameInEveryOrder(std::uint64_t seed, unsigned most, Make make, Look look) {
    base::SeededRandom random(seed);
    for (int round = 0; round < kRounds; ++round) {
        Scene writers;
        const Offline offline =
            work(writers, random, most, [&](Tablet& tablet) { return make(tablet, random); });
        std::optional<decltype(look(writers, offline))> first;
        for (const auto& order : offline.interleavings()) {
            Scene scene;
            scene.world.mayLower = {scene.tablets[0]->worker, scene.tablets[1]->worker};
            scene.receive(order);
            const auto seen = look(scene, offline);
            if (!first) first = seen;
            ASSERT_EQ(seen, *first) << "seed " << seed << " round " << round;
        }
    }
}

// Which of two values is called current goes by arrival: a value that people act on does not change
// under them. But the values that wait for a decision are the same: the last word of each tablet.
TEST(MergeOrder, PutsTheSameAnswersBeforeAPersonInWhateverOrderTheyArrive) {
    const auto unit = unitNumber<CaseFile>("family_name");
    expectSameInEveryOrder(
        1, 2,
        [&](Tablet& tablet, base::SeededRandom& random) {
            return tablet.op(protocol::SET, kFile, unit,
                             records::encodeText(unit, std::string(1, "xyz"[random.below(3)])));
        },
        [&](const Scene& scene, const Offline& offline) {
            const Entity& entity = scene.world.at(kFile);
            std::set<base::Bytes> undecided{entity.body.field(unit)};
            for (const auto& value : valuesOf(entity, unit, protocol::SIBLING_OPEN))
                undecided.insert(value);
            std::set<base::Bytes> lastWords;
            for (const auto& queue : offline.queues)
                lastWords.insert(queue.back().ops[0].value);
            EXPECT_EQ(undecided, lastWords);
            return undecided;
        });
}

TEST(MergeOrder, LetsTheSamePhoneNumberStandAndLoseInWhateverOrderTheyArrive) {
    const auto unit = unitNumber<CaseFile>("phone");
    expectSameInEveryOrder(
        2, 2,
        [&](Tablet& tablet, base::SeededRandom& random) {
            return tablet.op(protocol::SET, kFile, unit,
                             records::encodeText(unit, std::string(1, "xyz"[random.below(3)])));
        },
        [&](const Scene& scene, const Offline&) {
            const Entity& entity = scene.world.at(kFile);
            EXPECT_TRUE(entity.openSiblings(unit).empty());
            return entity.body.field(unit);
        });
}

TEST(MergeOrder, KeepsEveryPhoneNumberThatLostWhenNobodySaysTheSame) {
    const auto unit = unitNumber<CaseFile>("phone");
    int number = 0;
    expectSameInEveryOrder(
        3, 2,
        [&](Tablet& tablet, base::SeededRandom&) {
            return tablet.op(protocol::SET, kFile, unit,
                             records::encodeText(unit, std::to_string(++number)));
        },
        [&](const Scene& scene, const Offline&) {
            const Entity& entity = scene.world.at(kFile);
            return std::pair(entity.body.field(unit),
                             valuesOf(entity, unit, protocol::SIBLING_LOST));
        });
}

// Two of the three tablets' workers may lower a level, the third may not.
TEST(MergeOrder, WarnsOfTheSameHazardInWhateverOrderTheEditsArrive) {
    const auto unit = unitNumber<Alert>("level");
    const auto protectionIn = [](const base::Bytes& value) {
        const auto level = Body::parse(value).value().as<Alert>().value().level();
        const auto& type = records::typeOf(Alert::default_instance());
        return records::protectionOf(*type.fieldNamed("level"), level);
    };
    expectSameInEveryOrder(
        4, 2,
        [&](Tablet& tablet, base::SeededRandom& random) {
            Alert alert;
            alert.set_level(static_cast<records::HazardLevel>(random.below(5)));
            return tablet.op(protocol::SET, kAlert, unit, unitIn(alert, "level"));
        },
        [&](const Scene& scene, const Offline& offline) {
            std::uint32_t safest = 0;
            for (std::size_t t = 0; t < offline.queues.size(); ++t)
                for (const records::Edit& edit : offline.queues[t]) {
                    const bool mayLower = t < 2;
                    const bool last = &edit == &offline.queues[t].back();
                    if (!mayLower || last)
                        safest = std::max(safest, protectionIn(edit.ops[0].value));
                }
            base::Bytes current = scene.world.at(kAlert).body.field(unit);
            EXPECT_EQ(protectionIn(current), safest);
            return current;
        });
}

TEST(MergeOrder, ListsTheSamePeopleInWhateverOrderTheEditsArrive) {
    const auto unit = unitNumber<CaseFile>("household_members");
    expectSameInEveryOrder(
        5, 2,
        [&](Tablet& tablet, base::SeededRandom& random) {
            return tablet.op(random.chance(50) ? protocol::ADD : protocol::REMOVE, kFile, unit,
                             records::encodeText(unit, std::string(1, "abc"[random.below(3)])));
        },
        [&](const Scene& scene, const Offline&) {
            const auto elements = scene.world.at(kFile).body.elements(unit);
            return std::set<base::Bytes>(elements.begin(), elements.end());
        });
}

// Each tablet changes one of three paragraphs that do not touch each other.
TEST(MergeOrder, JoinsTheSameTextOrKeepsTheSameParagraphsInWhateverOrderTheyArrive) {
    const auto unit = unitNumber<CaseFile>("plan_text");
    const std::string old = "A\n\nb\n\nC\n\nd\n\nE";
    expectSameInEveryOrder(
        6, 1,
        [&](Tablet& tablet, base::SeededRandom& random) {
            std::string text = old;
            text.insert(text.find("ACE"[random.below(3)]), std::to_string(random.below(2)));
            Op op = tablet.op(protocol::TEXT, kFile, unit, records::encodeText(unit, text));
            op.baseValue = records::encodeText(unit, old);
            return op;
        },
        [&](const Scene& scene, const Offline&) {
            const Entity& entity = scene.world.at(kFile);
            std::set<std::string> changed;
            const auto look = [&](const base::Bytes& value) {
                const std::string text = records::decodeText(value).value();
                for (std::size_t i = 0; i + 1 < text.size(); ++i)
                    if (text[i] == '0' || text[i] == '1') changed.insert(text.substr(i, 2));
            };
            look(entity.body.field(unit));
            for (const Sibling& sibling : entity.openSiblings(unit))
                look(sibling.value);
            return changed;
        });
}

TEST(MergeOrder, ProposesTheSameAmendmentsInWhateverOrderTheyArrive) {
    const auto unit = unitNumber<records::Task>("visit_id");
    const EntityKey task{records::typeNumber<records::Task>(), idOf(9)};
    std::vector<std::multiset<std::string>> seen;
    std::vector<unsigned> order{0, 1, 2};
    do {
        Scene scene;
        scene.creator.create(task, records::Task());
        for (auto& tablet : scene.tablets)
            tablet->pull();
        for (const unsigned t : order) {
            records::Task change;
            change.set_visit_id(idOf(70 + t).bytes());
            scene.tablets[t]->set(task, unit, unitIn(change, "visit_id"));
        }
        std::multiset<std::string> proposed;
        for (const auto& amendment : scene.world.amendments())
            proposed.insert(amendment.new_value());
        seen.push_back(proposed);
        EXPECT_EQ(proposed.size(), 3U);
    } while (std::next_permutation(order.begin(), order.end()));
    for (const auto& proposed : seen)
        EXPECT_EQ(proposed, seen.front());
}

}  // namespace
}  // namespace hearth::merge::testing
