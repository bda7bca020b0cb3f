// Commands that take records as bytes and numbers: for what this program does not know.
#include <charconv>

#include "tests/bench/tablet_console.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

Result<std::uint32_t> numberIn(Words& words) {
    const std::string word = words.next();
    std::uint32_t number = 0;
    const char* const end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end)
        return Error(ErrorCode::InvalidArgument, "a number is expected");
    return number;
}

Result<records::EntityKey> numberedKeyIn(Words& words) {
    const auto type = numberIn(words);
    if (!type) return type.error();
    const auto id = base::EntityId::fromHex(words.next());
    if (!id) return id.error();
    return records::EntityKey{*type, *id};
}

}  // namespace

void TabletConsole::addRawCommands() {
    m_commands["raw"] = [this](Words& words) { return raw(words); };
    m_commands["op"] = [this](Words& words) { return operation(words); };
}

TabletConsole::Answer TabletConsole::raw(Words& words) {
    const auto key = numberedKeyIn(words);
    if (!key) return key.error();
    const auto found = viewOf(*key);
    if (!found) return found.error();
    const records::Entity& entity = found->entity;
    return json::object{{"body", base::toHex(entity.body.encode())},
                        {"attribution", base::toHex(records::encodeAttribution(entity))}};
}

TabletConsole::Answer TabletConsole::operation(Words& words) {
    const auto kind = numberIn(words);
    if (!kind) return kind.error();
    const auto key = numberedKeyIn(words);
    if (!key) return key.error();
    const auto scope = base::ScopeId::fromHex(words.next());
    if (!scope) return scope.error();
    const auto unit = numberIn(words);
    if (!unit) return unit.error();
    const auto value = base::fromHex(words.next());
    if (!value) return value.error();
    records::Op op;
    op.target = *key;
    op.scope = *scope;
    op.kind = static_cast<protocol::OpKind>(*kind);
    op.field = *unit;
    op.value = *value;
    const auto form = opened(*key);
    if (form) {
        op.openRev = form->rev;
        if (form->rev != 0) op.openEpoch = form->epoch;
    }
    return saved({op});
}

}  // namespace hearth::bench
