// Commands that change: each is one edit.
#include <charconv>

#include "schema/records/family.pb.h"
#include "shared/records/change.hpp"
#include "tests/bench/tablet_console.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kOwnScope = "own";

Result<records::UnitNumber> unitIn(const records::TypeInfo& type, const std::string& word) {
    records::UnitNumber number = 0;
    const char* const end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || type.field(number) == nullptr)
        return Error(ErrorCode::InvalidArgument, "a unit is the number of a field");
    return type.field(number)->unit;
}

// Leading sibling ids, then the reason.
std::string takeSiblings(std::string text, std::vector<records::SiblingId>& saw) {
    while (true) {
        Words words(text);
        const auto id = records::SiblingId::fromHex(words.next());
        if (!id) return text;
        saw.push_back(*id);
        text = words.rest();
    }
}

}  // namespace

void TabletConsole::addChangeCommands() {
    m_commands["new"] = [this](Words& words) { return create(words); };
    m_commands["set"] = [this](Words& words) { return set(words); };
    m_commands["open"] = [this](Words& words) { return open(words); };
    m_commands["saveopen"] = [this](Words& words) { return saveOpen(words); };
    m_commands["seal"] = [this](Words& words) { return seal(words); };
    m_commands["retire"] = [this](Words& words) { return retire(words); };
    m_commands["resolve"] = [this](Words& words) { return resolve(words); };
}

Result<records::EntityKey> TabletConsole::keyIn(Words& words) const {
    const auto type = typeNamed(words.next());
    if (!type) return type.error();
    const auto id = base::EntityId::fromHex(words.next());
    if (!id) return Error(ErrorCode::InvalidArgument, "an id has 32 hexadecimal digits");
    return records::EntityKey{(*type)->number, *id};
}

Result<records::Opened> TabletConsole::opened(const records::EntityKey& key) {
    const auto tablet = store();
    if (!tablet) return tablet.error();
    auto form = (*tablet)->open(key);
    if (!form) return form.error();
    if (!*form) return Error(ErrorCode::NotFound, "not on this tablet");
    return std::move(**form);
}

TabletConsole::Answer TabletConsole::saved(std::vector<records::Op> ops) {
    const auto tablet = store();
    if (!tablet) return tablet.error();
    if (ops.empty()) return json::object{{"changed", false}};
    const auto edit = (*tablet)->save(std::move(ops));
    if (!edit) return edit.error();
    if (m_online) m_online->saved();
    return json::object{
        {"changed", true}, {"edit", edit->id.hex()}, {"seq", edit->seq}, {"bytes", edit->bytes}};
}

TabletConsole::Answer TabletConsole::create(Words& words) {
    const auto type = typeNamed(words.next());
    if (!type) return type.error();
    const auto tablet = store();
    if (!tablet) return tablet.error();
    const base::EntityId id = (*tablet)->newId();
    const std::string where = words.next();
    const auto scope = where == kOwnScope ? base::scopeOf(id) : base::ScopeId::fromHex(where);
    if (!scope) return scope.error();
    const auto fields = words.object();
    if (!fields) return fields.error();
    const auto record = recordFrom(**type, *fields);
    if (!record) return record.error();
    records::ChangeBuilder change;
    change.create({(*type)->number, id}, *scope, **record);
    auto answer = saved(change.take());
    if (answer) (*answer)["id"] = id.hex();
    return answer;
}

TabletConsole::Answer TabletConsole::saveWith(const records::Opened& form,
                                              const json::object& given) {
    const records::TypeInfo* type = records::findType(form.key.type);
    INVARIANT(type != nullptr);
    const auto record = recordWith(*type, form.body, given);
    if (!record) return record.error();
    records::ChangeBuilder change;
    change.update(form, **record);
    return saved(change.take());
}

TabletConsole::Answer TabletConsole::set(Words& words) {
    const auto key = keyIn(words);
    if (!key) return key.error();
    const auto fields = words.object();
    if (!fields) return fields.error();
    const auto form = opened(*key);
    if (!form) return form.error();
    return saveWith(*form, *fields);
}

TabletConsole::Answer TabletConsole::open(Words& words) {
    const std::string name = words.next();
    const auto key = keyIn(words);
    if (!key) return key.error();
    auto form = opened(*key);
    if (!form) return form.error();
    const records::Rev rev = form->rev;
    m_forms[name] = std::move(*form);
    return json::object{{"open_rev", rev}};
}

TabletConsole::Answer TabletConsole::saveOpen(Words& words) {
    const auto form = m_forms.find(words.next());
    if (form == m_forms.end()) return Error(ErrorCode::NotFound, "no form of that name is open");
    const auto fields = words.object();
    if (!fields) return fields.error();
    auto answer = saveWith(form->second, *fields);
    if (answer) m_forms.erase(form);
    return answer;
}

TabletConsole::Answer TabletConsole::seal(Words& words) {
    records::ChangeBuilder change;
    for (std::string rest = words.rest(); !rest.empty();) {
        Words pair(rest);
        const auto key = keyIn(pair);
        if (!key) return key.error();
        const auto form = opened(*key);
        if (!form) return form.error();
        change.seal(*form);
        rest = pair.rest();
    }
    return saved(change.take());
}

TabletConsole::Answer TabletConsole::retire(Words& words) {
    const auto key = keyIn(words);
    if (!key) return key.error();
    const auto form = opened(*key);
    if (!form) return form.error();
    records::ChangeBuilder change;
    change.retire(*form, words.rest());
    return saved(change.take());
}

TabletConsole::Answer TabletConsole::resolve(Words& words) {
    const auto key = keyIn(words);
    if (!key) return key.error();
    const records::TypeInfo* type = records::findType(key->type);
    const auto unit = unitIn(*type, words.next());
    if (!unit) return unit.error();
    const auto fields = words.object();
    if (!fields) return fields.error();
    const auto record = recordFrom(*type, *fields);
    if (!record) return record.error();
    const auto form = opened(*key);
    if (!form) return form.error();
    std::vector<records::SiblingId> saw;
    std::string reason = takeSiblings(words.rest(), saw);
    records::ChangeBuilder change;
    change.resolve(*form, *unit, records::Body::of(**record).unit(records::unitOf(type, *unit)),
                   std::move(saw), std::move(reason));
    return saved(change.take());
}

}  // namespace hearth::bench
