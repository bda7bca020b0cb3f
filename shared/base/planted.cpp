#include "shared/base/planted.hpp"

#include <utility>

namespace hearth::base {

namespace {
Bug chosen = Bug::None;
std::uint64_t burnt = 0;
}  // namespace

bool planted(Bug bug) noexcept {
    return bug == chosen;
}

void burnNumber() noexcept {
    ++burnt;
}

std::uint64_t takeBurntNumbers() noexcept {
    return std::exchange(burnt, 0);
}

void plant(Bug bug) noexcept {
    chosen = bug;
    burnt = 0;
}

std::string_view plantedMarker() noexcept {
    return "hearth: this program was built with bugs planted on purpose";
}

}  // namespace hearth::base
