// The two commands that make something new: an authority's folder, and made-up data in it.
// Threads: one.
#pragma once

#include <functional>

#include "server/ctl/site.hpp"
#include "shared/synthetic/authority.hpp"

namespace hearth::server::ctl {

struct InitOrder {
    std::filesystem::path folder;
    auth::AuthorityOrder authority;
    net::Config config;  // what differs from the defaults
};
// Keys, certificates, an empty store and hearthd.conf. AlreadyExists: nothing is ever overwritten.
[[nodiscard]] base::Result<protocol::AdminMade> init(const InitOrder& order);

// Edits are imported in groups of this size: one disk sync each.
inline constexpr std::size_t kSeedGroupEdits = 500;

// Imports a made-up authority. AlreadyExists if the record holds anything: made-up people never get
// into a record that is in use. `progress` is told the number of edits now and then.
[[nodiscard]] base::Result<protocol::AdminSeeded> seed(
    store::Store& store, const synthetic::AuthorityInput& input,
    const std::function<void(std::uint64_t)>& progress);

}  // namespace hearth::server::ctl
