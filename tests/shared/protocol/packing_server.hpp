// A server that keeps packed pages: records that change, and pages packed when the test says so.
#pragma once

#include "shared/protocol/packing.hpp"
#include "tests/shared/protocol/fake_tablet.hpp"

namespace hearth::tests {

class PackingServer final : public FakeServer {
public:
    std::map<records::Rev, protocol::KeptPage> kept;  // by where they begin
    std::size_t handedOut = 0;

    // Record `n` has these words from the next revision on, and no others.
    void put(std::uint8_t n, const std::string& words, bool retired = false) {
        auto& held = entities[kCase];
        for (auto at = held.begin(); at != held.end();)
            at = at->second.key.id == idOf<base::EntityId>(n) ? held.erase(at) : std::next(at);
        log.push_back({words, {}});
        records::Entity entity;
        entity.key = {40, idOf<base::EntityId>(n)};
        entity.scope = kCase;
        entity.rev = log.size();
        entity.body = records::Body::parse(records::encodeText(1, words)).value();
        if (retired) entity.retired = records::Stamp{};
        held[entity.rev] = entity;
    }
    // What an ordinary page holds beside, as if its last edit had touched as much as this.
    std::size_t besideBytes = 0;

    base::Result<protocol::Page> page(const base::ScopeId& scope, records::Rev cursor,
                                      std::size_t bytesMax) override {
        auto page = FakeServer::page(scope, cursor, bytesMax);
        if (page && besideBytes != 0) page->add_entities()->set_body(base::Bytes(besideBytes, 'b'));
        return page;
    }
    // Everything after the last kept page, in pages of about so many bytes.
    void packAll(std::size_t pageBytes) {
        records::Rev cursor = kept.empty() ? 0 : kept.rbegin()->second.nextCursor;
        while (cursor < scopeHead(kCase).value().head) {
            const auto next = page(kCase, cursor, pageBytes).value();
            kept[cursor] = protocol::packPage(next).value();
            cursor = next.next_cursor();
        }
    }

    base::Result<std::optional<protocol::KeptPage>> packedPage(const base::ScopeId&,
                                                               records::Rev cursor) override {
        const auto found = kept.find(cursor);
        if (found == kept.end()) return std::optional<protocol::KeptPage>{};
        ++handedOut;
        return std::optional(found->second);
    }
};

// What a pull from `cursor` is answered with; no digest: in the middle of a first sync.
[[nodiscard]] inline protocol::Exchange pulled(FakeServer& server, records::Rev cursor,
                                               bool acceptsPacked, const base::Bytes& digest = {}) {
    protocol::Exchange request;
    *request.add_messages()->mutable_hello() = FakeTablet().hello().value();
    protocol::Pull& pull = *request.add_messages()->mutable_pull();
    pull.set_accepts_packed(acceptsPacked);
    protocol::ScopeCursor& named = *pull.add_scopes();
    named.set_scope_id(kCase.bytes());
    named.set_cursor(cursor);
    named.set_digest(digest);
    return server.answer(request);
}

template <class Has>
[[nodiscard]] std::size_t countOf(const protocol::Exchange& exchange, Has has) {
    std::size_t found = 0;
    for (const protocol::Message& message : exchange.messages())
        found += has(message) ? 1 : 0;
    return found;
}
[[nodiscard]] inline std::size_t packedIn(const protocol::Exchange& exchange) {
    return countOf(exchange, [](const auto& message) { return message.has_packed_page(); });
}
[[nodiscard]] inline std::size_t ordinaryIn(const protocol::Exchange& exchange) {
    return countOf(exchange, [](const auto& message) { return message.has_page(); });
}

}  // namespace hearth::tests
