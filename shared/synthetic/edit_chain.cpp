#include "shared/synthetic/edit_chain.hpp"

#include "shared/crypto/hash.hpp"

namespace hearth::synthetic {

namespace {
constexpr std::uint64_t kChainPart = 2;
}

EditChain::EditChain(std::uint64_t seed) : m_dice(Dice::forPart(seed, kChainPart)) {
    m_together.incarnation = m_dice.randomId<base::Incarnation>();
    m_apart.incarnation = m_dice.randomId<base::Incarnation>();
}

ChainedEdit EditChain::next(SyntheticAction action) {
    Link& link = action.apart ? m_apart : m_together;
    ChainedEdit chained;
    records::Edit& edit = chained.edit;
    edit.id = m_dice.idAt<base::EditId>(action.at);
    edit.incarnation = link.incarnation;
    edit.seq = ++link.seq;
    edit.prevHash = link.hash;
    edit.author = action.author;
    edit.claimed = action.at;
    edit.schemaVersion = records::kSchemaVersion;
    edit.ops = std::move(action.ops);
    chained.bytes = records::encodeEdit(edit);
    link.hash = crypto::sha256(chained.bytes);
    return chained;
}

}  // namespace hearth::synthetic
