// Commands that read.
#include "schema/records/family.pb.h"
#include "tests/bench/tablet_console.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace store = client::store;

namespace {

constexpr std::size_t kHitsMax = 50;

json::object stampOf(const records::Stamp& stamp) {
    return {{"author", stamp.author.hex()},      {"edit", stamp.edit.hex()},
            {"claimed", stamp.claimed.millis},   {"effective", stamp.effective.millis},
            {"received", stamp.received.millis}, {"after_handover", stamp.afterHandover}};
}

json::object siblingOf(const records::Entity& entity, const records::Sibling& sibling) {
    json::object shown{{"id", sibling.id.hex()},
                       {"unit", sibling.unit},
                       {"state", protocol::SiblingState_Name(sibling.state)},
                       {"stamp", stampOf(sibling.stamp)}};
    const auto value = records::Body::parse(sibling.value);
    if (value) shown["record"] = toJson(entity.key.type, *value);
    return shown;
}

json::object shown(const store::ViewEntity& view) {
    const records::Entity& entity = view.entity;
    json::array siblings;
    for (const records::Sibling& sibling : entity.siblings)
        siblings.push_back(siblingOf(entity, sibling));
    json::object answer{
        {"id", entity.key.id.hex()},          {"scope", entity.scope.hex()},
        {"base_rev", view.baseRev},           {"pending", view.pending},
        {"created", stampOf(entity.created)}, {"record", toJson(entity.key.type, entity.body)},
        {"siblings", std::move(siblings)}};
    if (entity.sealed) answer["sealed"] = stampOf(*entity.sealed);
    if (entity.retired) answer["retired"] = stampOf(*entity.retired);
    return answer;
}

}  // namespace

void TabletConsole::addRecordCommands() {
    m_commands["caseload"] = [this](Words&) { return caseload(); };
    m_commands["list"] = [this](Words& words) { return list(words); };
    m_commands["show"] = [this](Words& words) { return show(words); };
    m_commands["search"] = [this](Words& words) { return search(words); };
}

TabletConsole::Answer TabletConsole::caseload() {
    const auto opened = store();
    if (!opened) return opened.error();
    const auto files = (*opened)->listAll(records::typeNumber<records::CaseFile>());
    if (!files) return files.error();
    json::array cases;
    for (const store::ViewEntity& view : *files)
        cases.push_back(shown(view));
    return json::object{{"cases", std::move(cases)}};
}

TabletConsole::Answer TabletConsole::list(Words& words) {
    const auto opened = store();
    if (!opened) return opened.error();
    const auto type = typeNamed(words.next());
    if (!type) return type.error();
    const std::string where = words.next();
    auto found = Result<std::vector<store::ViewEntity>>(std::vector<store::ViewEntity>{});
    if (where == "all") {
        found = (*opened)->listAll((*type)->number);
    } else {
        const auto scope = base::ScopeId::fromHex(where);
        if (!scope) return scope.error();
        found = (*opened)->list(*scope, (*type)->number);
    }
    if (!found) return found.error();
    json::array entities;
    for (const store::ViewEntity& view : *found)
        entities.push_back(shown(view));
    return json::object{{"entities", std::move(entities)}};
}

Result<store::ViewEntity> TabletConsole::viewOf(const records::EntityKey& key) {
    const auto opened = store();
    if (!opened) return opened.error();
    auto found = (*opened)->find(key);
    if (!found) return found.error();
    if (!*found) return Error(ErrorCode::NotFound, "not on this tablet");
    return std::move(**found);
}

TabletConsole::Answer TabletConsole::show(Words& words) {
    const auto key = keyIn(words);
    if (!key) return key.error();
    const auto found = viewOf(*key);
    if (!found) return found.error();
    return shown(*found);
}

TabletConsole::Answer TabletConsole::search(Words& words) {
    const auto opened = store();
    if (!opened) return opened.error();
    const auto found = (*opened)->search(words.rest(), kHitsMax);
    if (!found) return found.error();
    json::array hits;
    for (const store::SearchHit& hit : *found) {
        const records::TypeInfo* type = records::findType(hit.key.type);
        hits.push_back({{"type", type == nullptr ? std::to_string(hit.key.type) : type->name},
                        {"id", hit.key.id.hex()},
                        {"scope", hit.scope.hex()},
                        {"snippet", hit.snippet}});
    }
    return json::object{{"hits", std::move(hits)}};
}

}  // namespace hearth::bench
