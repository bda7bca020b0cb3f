// Chapter five: the log replays to the state, the chain verifies, and no file anywhere can be read.
#include <fstream>

#include "tests/e2e/story/scene.hpp"

namespace hearth::story {

namespace {

void replay(Scene& scene, Check& check) {
    check.that(scene.town.stopServer() == 0, "the server stopped cleanly");
    check.got(scene.town.readServer([&](server::store::Store& store) {
        check.got(store.verifyReplay(), "replaying the log gives the state tables byte for byte");
    }),
              "the central store opens");
}

void verify(Scene& scene, Check& check) {
    const auto verified = scene.town.hearthctl({"verify"});
    check.that(verified.exitCode == 0, "hearthctl verify recomputed the chain" + verified.err);
    records::Rev last = 0;
    bool dense = true;
    check.got(scene.town.readServer([&](server::store::Store& store) {
        const auto read = store.readLog(1, [&](const server::store::LogRow& row) {
            dense = dense && row.rev == last + 1;
            last = row.rev;
            return true;
        });
        check.that(read.has_value() && dense && last > 0,
                   "revisions 1 to " + std::to_string(last) + " without a gap");
    }),
              "the central store opens");
}

void unreadable(Scene& scene, Check& check) {
    for (const std::string name : {"a", "b"})
        check.got(scene.town.stopTablet(name), "tablet " + name + " closed its store");
    for (const std::string& needle : {kOwnWords, kTyped, kPhoneA, kPhoneB, kPersonA})
        check.that(filesContaining(scene.town.dir(), needle) == 0,
                   "no file holds \"" + needle.substr(0, 12) + "..\" in the clear");
    const std::string planted = "the search itself finds what is planted";
    std::ofstream(scene.town.dir() / "planted") << planted;
    check.that(filesContaining(scene.town.dir(), planted) == 1, planted);
    fs::remove(scene.town.dir() / "planted");
}

void screenshots(Scene& scene, Check& check) {
    const fs::path gallery = scene.town.dir() / "screenshots";
    const auto drawn = e2e::runProcess(
        {"xvfb-run", "-a", "-s", "-screen 0 1280x1280x24", (scene.town.bin() / "hearth").string(),
         "--gallery", gallery.string(), "--passphrase-file",
         scene.town.passphraseFile("a").string(), "--data", scene.town.tabletFolder("a").string(),
         "--key-store", scene.town.keyStoreFile("a").string()},
        base::minutes(5));
    std::size_t pictures = 0;
    if (fs::exists(gallery))
        for (const auto& entry : fs::directory_iterator(gallery))
            pictures += entry.path().extension() == ".png" && entry.file_size() > 10'000 ? 1 : 0;
    check.that(drawn.exitCode == 0, "the app drew every screen on tablet a's own store" +
                                        (drawn.exitCode == 0 ? "" : ": " + drawn.err));
    check.that(pictures >= 24, std::to_string(pictures) + " pictures");
}

}  // namespace

void tellProof(Story& story, Scene& scene, bool withScreenshots) {
    story.step("the log replays to the state", [&](Check& check) { replay(scene, check); });
    story.step("the chain verifies", [&](Check& check) { verify(scene, check); });
    story.step("nothing that was written can be read without its key",
               [&](Check& check) { unreadable(scene, check); });
    if (withScreenshots)
        story.step("the app shows it all under a real X server",
                   [&](Check& check) { screenshots(scene, check); });
}

}  // namespace hearth::story
