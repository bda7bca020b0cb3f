#include "client/platform/poke_frame.hpp"

#include "shared/protocol/frame.hpp"

namespace hearth::client::platform {

namespace {

// kPullScopesMax ids of 18 bytes each, and room; unpacked. What is larger is an answer.
constexpr std::size_t kPokeBytesMax = 64UL * 1024UL;

}  // namespace

std::optional<sync::Pokes> pokesIn(base::ByteView frame) {
    if (frame.size() > kPokeBytesMax) return std::nullopt;
    const auto said = protocol::decodeFrame(frame, kPokeBytesMax);
    if (!said || said->messages_size() != 1 || !said->messages(0).has_poke()) return std::nullopt;
    const protocol::Poke& poke = said->messages(0).poke();
    sync::Pokes pokes;
    pokes.headRev = poke.head_rev();
    for (const std::string& bytes : poke.scopes()) {
        const auto scope = base::ScopeId::fromBytes(bytes);
        if (scope && !scope->isNil() && pokes.scopes.size() < base::kPullScopesMax)
            pokes.scopes.insert(*scope);
    }
    return pokes;
}

}  // namespace hearth::client::platform
