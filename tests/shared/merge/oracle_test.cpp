// Random edits of several tablets against oracles that know every author's seen-set by name, not by
// revisions and stamps: nothing that was accepted is lost, and a person is asked if and only if
// authors had not seen each other's values.
#include <algorithm>

#include <gtest/gtest.h>

#include "shared/base/random.hpp"
#include "tests/shared/merge/world.hpp"

namespace hearth::merge::testing {
namespace {

using records::CaseFile;
using records::Visit;

constexpr unsigned kTablets = 4;
constexpr int kRuns = 60;
constexpr int kStepsPerRun = 120;

using WriteId = unsigned;
using Seen = std::set<WriteId>;

// A tablet whose seen-set is kept by name: all writes the server had at its last pull, and its own.
struct Author {
    explicit Author(World& world, unsigned number) : tablet(world, number) {}
    Tablet tablet;
    Seen seen;
    std::size_t itemsSeen = 0;                 // times the question was asked, as of the last pull
    std::vector<records::SiblingId> siblings;  // open ones that a form shows
};

struct Write {
    base::Bytes value;
    Seen seen;
};

// What one unit with REVIEW must look like.
struct ReviewOracle {
    std::vector<Write> writes;  // every accepted one, by id
    Seen current;               // who says the current value
    std::set<WriteId> open;
    std::size_t timesAsked = 0;
    bool asked = false;

    [[nodiscard]] base::Bytes value() const { return writes[*current.begin()].value; }

    // True if a person must be asked.
    bool arrives(WriteId id, const Seen& own) {
        const Write& write = writes[id];
        Seen unseen;
        std::set_difference(current.begin(), current.end(), write.seen.begin(), write.seen.end(),
                            std::inserter(unseen, unseen.end()));
        if (unseen.empty()) {
            current = {id};
            return false;
        }
        for (const WriteId earlier : own)
            open.erase(earlier);
        if (write.value == value()) {
            current.insert(id);
            return false;
        }
        current = unseen;
        open.insert(id);
        ask();
        return true;
    }
    void ask() {
        asked = true;
        ++timesAsked;
    }
};

class ReviewRun {
public:
    explicit ReviewRun(std::uint64_t seed) : m_random(seed) {
        for (unsigned i = 0; i < kTablets; ++i)
            m_authors.push_back(std::make_unique<Author>(m_world, i + 1));
        m_authors[0]->tablet.create(kVisit, Visit());
        m_oracle.writes.push_back({{}, {}});
        m_oracle.current = {0};
        m_authors[0]->seen.insert(0);
        m_own[0].insert(0);
    }

    void step() {
        const auto who = static_cast<unsigned>(m_random.below(kTablets));
        Author& author = *m_authors[who];
        if (m_random.chance(35)) pull(author);
        const auto kind = m_random.below(100);
        if (kind < 3 && !m_sealed)
            seal(author);
        else if (kind < 20 && !m_sealed)
            write(who, protocol::RESOLVE);
        else
            write(who, protocol::SET);
    }

    void check() {
        const Entity& visit = m_world.at(kVisit);
        ASSERT_EQ(visit.body.unit(unitOf()), m_oracle.value());
        std::multiset<base::Bytes> expected;
        for (const WriteId id : m_oracle.open)
            expected.insert(m_oracle.writes[id].value);
        std::multiset<base::Bytes> actual;
        for (const Sibling& sibling : visit.openSiblings(kUnit))
            actual.insert(sibling.value);
        ASSERT_EQ(actual, expected);
        if (m_sealed) return;
        ASSERT_EQ(m_world.hasReview(kVisit, kUnit), m_oracle.timesAsked > 0);
        if (m_oracle.timesAsked == 0) return;
        ASSERT_EQ(m_world.review(kVisit, kUnit).state() == records::REVIEW_OPEN, m_oracle.asked);
    }

    // Every value ever accepted is current, a sibling, a proposal, or was replaced by somebody who
    // had seen it.
    void checkNothingIsLost() {
        const Entity& visit = m_world.at(kVisit);
        std::set<base::Bytes> there{visit.body.unit(unitOf())};
        for (const Sibling& sibling : visit.siblings)
            there.insert(sibling.value);
        for (const auto& amendment : m_world.amendments())
            there.insert(amendment.new_value());
        for (WriteId id = 0; id < m_oracle.writes.size(); ++id) {
            const bool replaced =
                std::any_of(m_oracle.writes.begin(), m_oracle.writes.end(),
                            [&](const Write& later) { return later.seen.count(id) != 0; });
            ASSERT_TRUE(replaced || there.count(m_oracle.writes[id].value) != 0) << id;
        }
        for (const base::Bytes& proposed : m_proposed)
            ASSERT_NE(there.count(proposed), 0U);
    }

    std::size_t asked() const { return m_oracle.timesAsked; }
    std::size_t settled() const { return m_settled; }

private:
    inline static const EntityKey kVisit{records::typeNumber<Visit>(), idOf(7)};
    inline static const records::UnitNumber kUnit = unitNumber<Visit>("concerns");

    [[nodiscard]] static records::UnitInfo unitOf() {
        return records::unitOf(records::findType(kVisit.type), kUnit);
    }

    void pull(Author& author) {
        author.tablet.pull();
        for (WriteId id = 0; id < m_oracle.writes.size(); ++id)
            author.seen.insert(id);
        author.itemsSeen = m_oracle.timesAsked;
        author.siblings = idsOf(m_world.at(kVisit).openSiblings(kUnit));
    }

    void seal(Author& author) {
        author.tablet.send({author.tablet.op(protocol::SEAL, kVisit)});
        m_sealed = true;
    }

    void write(unsigned who, protocol::OpKind kind) {
        Author& author = *m_authors[who];
        const auto value = records::encodeText(kUnit, std::string(1, "uvwxyz"[m_random.below(6)]));
        Op op = author.tablet.op(kind, kVisit, kUnit, value);
        std::set<WriteId> named;
        if (kind == protocol::RESOLVE)
            for (const records::SiblingId& id : author.siblings)
                if (m_random.chance(80)) {
                    op.sawSiblings.push_back(id);
                    named.insert(m_siblingOf.at(id));
                }
        const auto outcome = author.tablet.send({op});
        if (m_sealed) {
            ASSERT_EQ(outcome.verdict == protocol::APPLIED_WITH_REVIEW, value != m_oracle.value());
            if (value != m_oracle.value()) m_proposed.push_back(value);
            return;
        }
        const auto id = static_cast<WriteId>(m_oracle.writes.size());
        m_oracle.writes.push_back({value, author.seen});
        bool asks = m_oracle.arrives(id, m_own[who]);
        remember(id);
        if (kind == protocol::RESOLVE) asks = decide(author, named, asks);
        ASSERT_EQ(outcome.verdict, asks ? protocol::APPLIED_WITH_REVIEW : protocol::APPLIED);
        m_own[who].insert(id);
        author.seen.insert(id);
    }

    // Which write a new sibling came from.
    void remember(WriteId id) {
        for (const Sibling& sibling : m_world.at(kVisit).siblings)
            m_siblingOf.try_emplace(sibling.id, id);
    }

    bool decide(const Author& author, const std::set<WriteId>& named, bool asks) {
        for (const WriteId id : named)
            m_oracle.open.erase(id);
        if (asks) return true;
        if (!m_oracle.open.empty()) {
            m_oracle.ask();
            return true;
        }
        if (!m_oracle.asked) return false;
        if (author.itemsSeen < m_oracle.timesAsked) return true;
        m_oracle.asked = false;
        ++m_settled;
        return false;
    }

    base::SeededRandom m_random;
    World m_world;
    std::vector<std::unique_ptr<Author>> m_authors;
    std::map<unsigned, Seen> m_own;
    ReviewOracle m_oracle;
    std::map<records::SiblingId, WriteId> m_siblingOf;
    std::vector<base::Bytes> m_proposed;
    std::size_t m_settled = 0;
    bool m_sealed = false;
};

TEST(MergeOracle, AsksIfAndOnlyIfTwoAuthorsHadNotSeenEachOthersValueAndLosesNothing) {
    std::size_t asked = 0;
    std::size_t settled = 0;
    for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
        ReviewRun run(seed);
        for (int step = 0; step < kStepsPerRun; ++step) {
            run.step();
            run.check();
            if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << " step " << step;
        }
        run.checkNothingIsLost();
        asked += run.asked();
        settled += run.settled();
    }
    EXPECT_GT(asked, 500U);
    EXPECT_GT(settled, 50U);
}

// An element is in the list if and only if somebody put it in whom no remover of it had seen.
TEST(MergeOracle, ListsExactlyWhomSomebodyNamedUnseenByEveryRemover) {
    const EntityKey file{records::typeNumber<CaseFile>(), idOf(1000)};
    const auto unit = unitNumber<CaseFile>("household_members");
    std::size_t kept = 0;
    for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
        base::SeededRandom random(seed);
        World world;
        std::vector<std::unique_ptr<Author>> authors;
        for (unsigned i = 0; i < kTablets; ++i)
            authors.push_back(std::make_unique<Author>(world, i + 1));
        authors[0]->tablet.create(file, CaseFile());
        std::map<base::Bytes, std::set<WriteId>> dots;
        WriteId next = 0;
        for (int step = 0; step < kStepsPerRun; ++step) {
            Author& author = *authors[random.below(kTablets)];
            if (random.chance(30)) {
                author.tablet.pull();
                for (WriteId id = 0; id < next; ++id)
                    author.seen.insert(id);
            }
            const auto element =
                records::encodeText(unit, std::string(1, "abcde"[random.below(5)]));
            const bool adds = random.chance(50);
            const bool wasThere = !dots[element].empty();
            author.tablet.send(
                {author.tablet.op(adds ? protocol::ADD : protocol::REMOVE, file, unit, element)});
            std::set<WriteId>& standing = dots[element];
            for (auto at = standing.begin(); at != standing.end();)
                at = author.seen.count(*at) != 0 ? standing.erase(at) : std::next(at);
            if (adds) {
                standing.insert(next);
                author.seen.insert(next++);
            } else if (wasThere && !standing.empty()) {
                ++kept;
            }
            std::set<base::Bytes> expected;
            for (const auto& [name, who] : dots)
                if (!who.empty()) expected.insert(name);
            const auto elements = world.at(file).body.elements(unit);
            ASSERT_EQ(std::set<base::Bytes>(elements.begin(), elements.end()), expected)
                << "seed " << seed << " step " << step;
        }
    }
    EXPECT_GT(kept, 100U);
}

// With warnings nobody may lower, what was ever said stands or was seen by somebody who went
// higher.
TEST(MergeOracle, NeverWarnsOfLessThanAnybodySaidWhenNobodyMayLowerIt) {
    const EntityKey key{records::typeNumber<records::Alert>(), idOf(5)};
    const auto unit = unitNumber<records::Alert>("level");
    for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
        base::SeededRandom random(seed);
        World world;
        std::vector<std::unique_ptr<Author>> authors;
        for (unsigned i = 0; i < kTablets; ++i)
            authors.push_back(std::make_unique<Author>(world, i + 1));
        records::Alert alert;
        alert.set_level(records::HAZARD_NONE);
        authors[0]->tablet.create(key, alert);
        authors[1]->tablet.pull();
        int safest = records::HAZARD_NONE;
        for (int step = 0; step < kStepsPerRun; ++step) {
            Author& author = *authors[random.below(kTablets)];
            if (random.chance(30)) author.tablet.pull();
            const auto level = 1 + static_cast<int>(random.below(4));
            alert.set_level(static_cast<records::HazardLevel>(level));
            author.tablet.send(
                {author.tablet.op(random.chance(30) ? protocol::RESOLVE : protocol::SET, key, unit,
                                  unitIn(alert, "level"))});
            safest = std::max(safest, level);
            ASSERT_EQ(world.as<records::Alert>(key).level(), safest)
                << "seed " << seed << " step " << step;
        }
    }
}

}  // namespace
}  // namespace hearth::merge::testing
