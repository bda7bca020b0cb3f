// hearth-story: plays Hearth's main job end to end with real processes and real stores and says
// step by step what held. Usage: hearth-story [--keep DIR] [--no-screenshots]
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <stdlib.h>

#include "shared/crypto/secret.hpp"
#include "tests/e2e/story/scene.hpp"

namespace {

namespace fs = std::filesystem;

struct Options {
    fs::path keep;  // empty: a temporary folder, removed at the end
    bool screenshots = true;
};

bool parse(int count, char** words, Options& options) {
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--no-screenshots") {
            options.screenshots = false;
        } else if (word == "--keep" && i + 1 < count) {
            options.keep = fs::absolute(words[++i]);
        } else {
            return false;
        }
    }
    return true;
}

fs::path temporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "hearth-story-XXXXXX").string();
    INVARIANT(mkdtemp(pattern.data()) != nullptr);
    return pattern;
}

int play(const fs::path& dir, const Options& options) {
    using namespace hearth::story;
    Town town(dir, fs::canonical("/proc/self/exe").parent_path());
    Scene scene{town, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    Story story;
    tellSetUp(story, scene);
    tellOffline(story, scene);
    tellReunion(story, scene);
    tellDrawing(story, scene);
    tellSettling(story, scene);
    tellProof(story, scene, options.screenshots);
    return story.end();
}

}  // namespace

int main(int count, char** words) {
    Options options;
    if (!parse(count, words, options)) {
        fmt::print(stderr, "usage: hearth-story [--keep DIR] [--no-screenshots]\n");
        return 2;
    }
    if (!hearth::crypto::initialise()) return 1;
    if (!options.keep.empty() && fs::exists(options.keep) && !fs::is_empty(options.keep)) {
        fmt::print(stderr, "{} is not empty; name a new folder\n", options.keep.string());
        return 2;
    }
    const fs::path dir = options.keep.empty() ? temporaryFolder() : options.keep;
    const int code = play(dir, options);
    if (options.keep.empty()) {
        fs::remove_all(dir);
    } else {
        fmt::print("everything is in {}\n", dir.string());
    }
    return code;
}
