// Valid exchanges for the corpora: what tablets say to a server in memory and what it answers, and
// one of each message that such a talk does not bring up.
// Threads: pure, one thread.
#pragma once

#include <string>
#include <vector>

#include "schema/protocol/sync.pb.h"

namespace hearth::fuzz {

struct Sample {
    std::string name;
    protocol::Exchange exchange;
};

[[nodiscard]] std::vector<Sample> sampleExchanges();
// `count` random octets, the same for the same number: scripts for targets that read decisions.
[[nodiscard]] std::string randomScript(std::uint64_t number, std::size_t count);

}  // namespace hearth::fuzz
