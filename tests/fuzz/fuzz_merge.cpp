// shared/merge/merge.hpp: any edit on any records gives a verdict by the rules of merge_rules.hpp.
// The first octet chooses: 0, records and an edit as bytes from a stranger (chunks); else a script
// of several tablets that write with and without having seen each other.
#include "shared/crypto/hash.hpp"
#include "shared/records/wire.hpp"
#include "tests/fuzz/maker.hpp"
#include "tests/fuzz/merge_rules.hpp"
#include "tests/fuzz/sample_exchanges.hpp"
#include "tests/fuzz/target.hpp"

namespace hearth::fuzz {

using records::Edit;
using records::Entity;

namespace {
constexpr std::size_t kTablets = 3;
constexpr std::size_t kEditsMax = 24;
constexpr std::size_t kRawEntitiesMax = 4;
constexpr std::size_t kEpochNumber = 0xE0;
constexpr std::size_t kFamilyNumber = 0xFA;
constexpr std::size_t kWorkersFrom = 0x40;
constexpr std::size_t kIncarnationsFrom = 0xA0;
constexpr base::Millis kBetweenEdits = base::seconds(10);
constexpr base::WallTime kStart{1'764'000'000'000};
constexpr std::uint64_t kSeedScripts = 24;
constexpr std::size_t kSeedScriptBytes = 600;

merge::Received receivedAs(records::Rev rev, const Edit& edit) {
    return {rev, idOf<base::Epoch>(kEpochNumber),
            kStart + base::Millis{kBetweenEdits.count * static_cast<std::int64_t>(rev % 1000)},
            crypto::sha256(records::encodeEdit(edit))};
}

// The central record of a script, and what its tablets say.
class Script {
public:
    Script(Input& input, std::uint8_t choice)
        : m_in(input), m_surroundings(m_entities, (choice & 1) != 0, (choice & 2) != 0) {}

    void play() {
        while (!m_in.isEmpty() && m_rev < kEditsMax)
            step();
    }
    [[nodiscard]] const Entities& beforeLast() const noexcept { return m_beforeLast; }
    [[nodiscard]] const Edit& lastEdit() const noexcept { return m_last; }

private:
    void step() {
        const std::size_t who = m_in.below(kTablets);
        Edit edit;
        edit.seq = ++m_seqs[who];
        edit.id = idOf<base::EditId>(kWorkersFrom + who);
        edit.id.octets.back() = static_cast<std::uint8_t>(edit.seq);
        edit.incarnation = idOf<base::Incarnation>(kIncarnationsFrom + who);
        edit.author = idOf<base::WorkerId>(kWorkersFrom + who);
        edit.claimed = kStart + base::minutes(static_cast<std::int64_t>(m_in.octet()));
        edit.ops = Maker(m_in).ops(known(edit.author));
        ++m_rev;
        const auto received = receivedAs(m_rev, edit);
        m_last = edit;
        m_beforeLast = m_entities;
        auto outcome = mergeByTheRules(edit, received, m_entities, m_surroundings);
        for (Entity& entity : outcome.changed)
            m_entities[entity.key] = std::move(entity);
    }

    [[nodiscard]] Known known(const base::WorkerId& author) const {
        Known all{
            {}, idOf<base::Epoch>(kEpochNumber), m_rev, idOf<base::ScopeId>(kFamilyNumber), author};
        for (const auto& [key, entity] : m_entities)
            all.entities.push_back(entity);
        return all;
    }

    Input& m_in;
    Entities m_entities;
    FixedSurroundings m_surroundings;
    records::Rev m_rev = 0;
    std::array<records::Seq, kTablets> m_seqs{};
    Edit m_last;
    Entities m_beforeLast;
};

void runRaw(Input& input) {
    const std::uint8_t choice = input.octet();
    const auto edit = records::decodeEdit(input.chunk());
    if (!edit) return requireTyped(edit.error());
    Entities before;
    for (std::size_t i = 0; i < kRawEntitiesMax && !input.isEmpty(); ++i) {
        protocol::EntityState state;
        if (!records::wire::parse(input.chunk(), state)) return;
        const auto entity = records::fromProto(state);
        if (!entity) return requireTyped(entity.error());
        before[entity->key] = *entity;
    }
    FixedSurroundings surroundings(before, (choice & 1) != 0, (choice & 2) != 0);
    const merge::Outcome outcome =
        mergeByTheRules(*edit, receivedAs(input.number(1) + 1, *edit), before, surroundings);
    require(outcome.verdict != protocol::VERDICT_UNSPECIFIED, "there is a verdict");
}
}  // namespace

void run(base::ByteView bytes) {
    Input input(bytes);
    const std::uint8_t choice = input.octet();
    if (choice == 0) return runRaw(input);
    Script(input, choice).play();
}

std::vector<Seed> seeds() {
    std::vector<Seed> made;
    for (std::uint64_t number = 1; number <= kSeedScripts; ++number) {
        base::Bytes script = randomScript(number, kSeedScriptBytes);
        script[0] = static_cast<char>(number);
        made.push_back({"script-" + std::to_string(number), script});
        Input input(script);
        const std::uint8_t choice = input.octet();
        Script played(input, choice);
        played.play();
        base::Bytes raw(2, '\0');
        raw[1] = static_cast<char>(choice);
        appendChunk(raw, records::encodeEdit(played.lastEdit()));
        std::size_t left = kRawEntitiesMax;
        for (const auto& [key, entity] : played.beforeLast())
            if (left > 0 && left-- > 0)
                appendChunk(raw, records::wire::serialize(records::toProto(entity)));
        made.push_back({"records-" + std::to_string(number), raw});
    }
    return made;
}

}  // namespace hearth::fuzz
