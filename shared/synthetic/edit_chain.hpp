// Turns the story's actions into edits as a tablet would send them: ids, numbers and hashes in
// order, two incarnations of no device: one that has seen everything, and one for what was done
// apart.
// Owner: whoever imports. Threads: one.
#pragma once

#include "shared/synthetic/authority.hpp"
#include "shared/synthetic/dice.hpp"

namespace hearth::synthetic {

struct ChainedEdit {
    records::Edit edit;
    base::Bytes bytes;  // as sent: what is hashed and logged
};

class EditChain {
public:
    // The same seed as the authority's, for the same bytes.
    explicit EditChain(std::uint64_t seed);

    [[nodiscard]] ChainedEdit next(SyntheticAction action);

private:
    struct Link {
        base::Incarnation incarnation;
        records::Seq seq = 0;
        base::Digest hash;
    };

    Dice m_dice;
    Link m_together;
    Link m_apart;
};

}  // namespace hearth::synthetic
