#include "tests/e2e/story/scene.hpp"

#include "shared/records/schema.hpp"

namespace hearth::story {

std::string named(const records::EntityKey& key) {
    const records::TypeInfo* type = records::findType(key.type);
    return (type == nullptr ? std::to_string(key.type) : type->name) + " " + key.id.hex();
}

base::Result<base::EntityId> idIn(const base::Result<json::object>& answer) {
    if (!answer) return answer.error();
    if (!answer->contains("id"))
        return base::Error(base::ErrorCode::Malformed, "an answer without id");
    const auto& text = answer->at("id").as_string();
    return base::EntityId::fromHex({text.data(), text.size()});
}

records::EntityKey makeRecord(Scene& scene, const std::string& tablet,
                              const google::protobuf::Message& record, Check& check) {
    const records::TypeInfo& type = records::typeOf(record);
    const auto id = idIn(scene.town.tablet(tablet).call("new " + type.name + " " +
                                                        scene.family.hex() + " " + toJson(record)));
    if (!id) check.got(id, "tablet " + tablet + " made a " + type.name);
    return {type.number, id ? *id : base::EntityId{}};
}

void lookIntoServer(Scene& scene, Check& check,
                    const std::function<void(server::store::Store&)>& read) {
    check.that(scene.town.stopServer() == 0, "the server stopped for a look into its store");
    check.got(scene.town.readServer(read), "the central store opens");
    check.got(scene.town.startServer(), "and the server runs again");
}

void lookIntoTablet(Scene& scene, const std::string& name, Check& check,
                    const std::function<void(client::store::TabletStore&)>& read) {
    check.got(scene.town.stopTablet(name), "tablet " + name + " closed its store");
    check.got(scene.town.readTablet(name, read), "tablet " + name + "'s store opens");
    check.got(scene.town.startTablet(name), "tablet " + name + " goes on");
}

bool did(Check& check, TabletProcess& tablet, const std::string& line) {
    const auto answer = tablet.call(line);
    if (!answer) check.got(answer, line.substr(0, line.find(' ')));
    return answer.has_value();
}

}  // namespace hearth::story
