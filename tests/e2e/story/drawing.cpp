// Chapter four: a child's drawing. The record is everywhere at once; the picture is complete on
// another tablet only when its bytes are at the server.
#include <fstream>

#include "client/store/attachments.hpp"
#include "client/sync/blob_lane.hpp"
#include "schema/records/visit.pb.h"
#include "shared/crypto/hash.hpp"
#include "tests/e2e/story/scene.hpp"

namespace hearth::story {

namespace {

// More than one sync carries of attachments, so that the first ends in the middle of it.
constexpr std::size_t kDrawingBytes = client::sync::kBlobBytesPerRun + 700'001;
constexpr std::uint64_t kDrawingSeed = 1989;

base::Bytes drawnBytes() {
    base::SeededRandom random(kDrawingSeed);
    std::vector<std::uint8_t> octets(kDrawingBytes);
    random.fill(octets);
    return {octets.begin(), octets.end()};
}

struct Drawing {
    records::EntityKey record;
    base::Digest hash;
};

json::object stateOn(Scene& scene, const std::string& tablet, const Drawing& drawing,
                     Check& check) {
    const auto state =
        scene.town.tablet(tablet).call("attachment " + base::toHex(drawing.hash.view()));
    check.got(state, "tablet " + tablet + " says where the drawing is");
    return state ? *state : json::object{{"place", ""}, {"complete", false}};
}

void draw(Scene& scene, Drawing& drawing, Check& check) {
    const base::Bytes bytes = drawnBytes();
    drawing.hash = crypto::sha256(bytes);
    const fs::path file = scene.town.dir() / "drawing.bin";
    std::ofstream(file, std::ios::binary) << bytes;
    records::Attachment attachment;
    attachment.set_kind(records::DRAWING);
    attachment.set_visit_id(scene.visitA.id.bytes());
    attachment.set_author_id(scene.workerA.bytes());
    attachment.set_caption("The house with the blue door");
    const auto id = idIn(scene.town.tablet("a").call("attach " + scene.family.hex() + " " +
                                                     file.string() + " " + toJson(attachment)));
    fs::remove(file);
    if (!check.got(id, "tablet a saved the drawing with its record")) return;
    drawing.record = {records::typeNumber<records::Attachment>(), *id};
    check.that(stateOn(scene, "a", drawing, check).at("place").as_string() == "only here",
               "so far it is only there");
}

void halfSent(Scene& scene, Drawing& drawing, Check& check) {
    did(check, scene.town.tablet("a"), "sync");
    did(check, scene.town.tablet("b"), "sync");
    check.got(scene.town.tablet("b").call("show " + named(drawing.record)),
              "tablet b shows the record of the drawing");
    const json::object onB = stateOn(scene, "b", drawing, check);
    check.that(!onB.at("complete").as_bool(), "and shows it as not yet complete");
    const json::object onA = stateOn(scene, "a", drawing, check);
    const auto sent = onA.at("sent").to_number<std::uint64_t>();
    check.that(sent > 0 && sent < kDrawingBytes, "some of it is at the server");
}

void complete(Scene& scene, Drawing& drawing, Check& check) {
    check.that(scene.town.stopServer() == 0, "the server stopped in the middle of it");
    check.got(scene.town.startServer(), "and came back");
    did(check, scene.town.tablet("a"), "sync");
    check.that(stateOn(scene, "a", drawing, check).at("complete").as_bool(),
               "tablet a went on where the server was, and it has all of it");
    check.that(!stateOn(scene, "b", drawing, check).at("complete").as_bool(),
               "tablet b does not know that yet");
    did(check, scene.town.tablet("b"), "sync");
    const json::object onB = stateOn(scene, "b", drawing, check);
    check.that(onB.at("complete").as_bool(), "after a sync tablet b shows it as complete");
    check.that(onB.at("place").as_string() == "at the server", "and can fetch it");
}

void look(Scene& scene, Drawing& drawing, Check& check) {
    did(check, scene.town.tablet("b"), "fetch " + base::toHex(drawing.hash.view()));
    did(check, scene.town.tablet("b"), "sync");
    did(check, scene.town.tablet("b"), "sync");
    lookIntoTablet(scene, "b", check, [&](client::store::TabletStore& store) {
        const auto bytes = store.attachments().bytes(drawing.hash);
        check.that(bytes && *bytes && **bytes == drawnBytes(),
                   "tablet b has the drawing, byte for byte");
        check.got(store.checkIntegrity(), "its store is whole");
    });
    lookIntoServer(scene, check, [&](server::store::Store& store) {
        check.got(store.blobs().verify(), "the bytes in the central record have their hash");
    });
}

}  // namespace

void tellDrawing(Story& story, Scene& scene) {
    Drawing drawing;
    story.step("tablet a attaches what the child drew to the visit",
               [&](Check& check) { draw(scene, drawing, check); });
    story.step("the record is on tablet b before the picture is complete",
               [&](Check& check) { halfSent(scene, drawing, check); });
    story.step("the rest follows, and only then tablet b shows it as complete",
               [&](Check& check) { complete(scene, drawing, check); });
    story.step("tablet b fetches it and looks at it",
               [&](Check& check) { look(scene, drawing, check); });
}

}  // namespace hearth::story
