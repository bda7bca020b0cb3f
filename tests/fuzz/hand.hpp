// A tablet's hand: edits in order, chained and signed as a real tablet's, for targets that must get
// past the checks of a server. A copy is a cloned tablet.
// Owner: one run of a target. Threads: one.
#pragma once

#include "schema/protocol/sync.pb.h"
#include "shared/protocol/server_session.hpp"
#include "shared/records/edit.hpp"

namespace hearth::fuzz {

// The runs' now: 2025-11-24, 16:00 UTC.
inline constexpr base::WallTime kNow{1'764'000'000'000};

// It is always now.
class StillClock final : public base::Clock {
public:
    [[nodiscard]] base::WallTime wallNow() const override { return kNow; }
    [[nodiscard]] base::BootTime bootNow() const override { return {kNow.millis}; }
};

struct Written {
    records::Edit edit;
    base::Bytes bytes;
};

class Hand {
public:
    // `number`: device, incarnation and edit ids follow from it.
    Hand(std::size_t number, const base::WorkerId& worker);

    // The next edit; it is not this hand's until take().
    [[nodiscard]] Written write(std::vector<records::Op> ops) const;
    void take(const Written& written);

    [[nodiscard]] protocol::Peer peer() const;
    [[nodiscard]] protocol::Hello hello() const;
    [[nodiscard]] static base::Bytes sign(base::ByteView message);
    // HELLO, a PUSH of these edits signed, a PULL of these scopes from their start.
    [[nodiscard]] protocol::Exchange exchange(const std::vector<Written>& edits,
                                              const std::vector<base::ScopeId>& scopes) const;

    base::DeviceId device;
    base::Incarnation incarnation;
    base::WorkerId worker;

private:
    records::Seq m_seq = 0;
    base::Digest m_hash;
};

}  // namespace hearth::fuzz
