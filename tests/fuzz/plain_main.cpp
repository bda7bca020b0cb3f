// The ordinary run of a target: the kept corpus, then mutations of it from a fixed seed for so many
// seconds. Each run begins with the same inputs; how far it gets is the machine's matter.
//   fuzz_frame_plain CORPUS_DIR SECONDS
//   fuzz_frame_plain --write-seeds DIR     writes what the target's seeds() makes, for the corpus
//   fuzz_frame_plain FILE                  one input again
// A finding leaves its bytes in finding-<program> in the working directory.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <unistd.h>

#include "shared/base/random.hpp"
#include "tests/fuzz/target.hpp"

namespace {

namespace fs = std::filesystem;
namespace fuzz = hearth::fuzz;
using hearth::base::Bytes;

constexpr std::uint64_t kRandomSeed = 20'261'124;
constexpr std::size_t kInputBytesMax = 64UL * 1024UL;
constexpr std::size_t kSpanBytesMax = 64;
constexpr int kMutationsPerInputMax = 6;

// For the signal handler, which may only look.
const Bytes* theInput = nullptr;
std::string theFindingFile;

extern "C" void keepFinding(int signal) {
    const int file = open(theFindingFile.c_str(), O_CREAT | O_WRONLY | O_TRUNC, S_IRUSR | S_IWUSR);
    if (file >= 0 && theInput != nullptr) {
        [[maybe_unused]] const auto written = write(file, theInput->data(), theInput->size());
        close(file);
    }
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void runOne(const Bytes& input) {
    theInput = &input;
    fuzz::run(input);
    theInput = nullptr;
}

Bytes contentOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Bytes> corpusIn(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Bytes> corpus;
    corpus.reserve(files.size());
    for (const fs::path& file : files)
        corpus.push_back(contentOf(file));
    return corpus;
}

class Mutator {
public:
    explicit Mutator(const std::vector<Bytes>& corpus) : m_corpus(corpus) {}

    Bytes next() {
        Bytes input = m_corpus[m_random.below(m_corpus.size())];
        const auto times = 1 + m_random.below(kMutationsPerInputMax);
        for (std::uint64_t i = 0; i < times; ++i)
            mutate(input);
        input.resize(std::min(input.size(), kInputBytesMax));
        return input;
    }

private:
    std::size_t placeIn(const Bytes& bytes) { return m_random.below(bytes.size() + 1); }

    Bytes spanOf(const Bytes& bytes) {
        const std::size_t from = placeIn(bytes);
        return bytes.substr(from, m_random.below(kSpanBytesMax) + 1);
    }

    void mutate(Bytes& input) {
        const std::size_t at = placeIn(input);
        switch (m_random.below(7)) {
            case 0:
                if (at < input.size())
                    input[at] = static_cast<char>(input[at] ^ (1 << m_random.below(8)));
                break;
            case 1:
                if (at < input.size()) input[at] = static_cast<char>(m_random.next());
                break;
            case 2:
                input.insert(at, 1, static_cast<char>(m_random.next()));
                break;
            case 3:
                input.erase(at, m_random.below(kSpanBytesMax) + 1);
                break;
            case 4:
                input.insert(at, spanOf(input));
                break;
            case 5:
                input.insert(at, spanOf(m_corpus[m_random.below(m_corpus.size())]));
                break;
            default: {
                const Bytes& other = m_corpus[m_random.below(m_corpus.size())];
                input = input.substr(0, at) + other.substr(std::min(at, other.size()));
                break;
            }
        }
    }

    const std::vector<Bytes>& m_corpus;
    hearth::base::SeededRandom m_random{kRandomSeed};
};

int writeSeeds(const fs::path& folder) {
    fs::create_directories(folder);
    for (const fuzz::Seed& seed : fuzz::seeds()) {
        std::ofstream out(folder / seed.name, std::ios::binary);
        out.write(seed.bytes.data(), static_cast<std::streamsize>(seed.bytes.size()));
        if (!out.flush()) return 1;
    }
    return 0;
}

int runCorpus(const fs::path& folder, std::chrono::seconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    const std::vector<Bytes> corpus = corpusIn(folder);
    if (corpus.empty()) {
        std::fprintf(stderr, "no corpus in %s\n", folder.c_str());
        return 1;
    }
    for (const Bytes& input : corpus)
        runOne(input);
    Mutator mutator(corpus);
    unsigned long mutations = 0;
    for (; std::chrono::steady_clock::now() < end; ++mutations)
        runOne(mutator.next());
    std::printf("%zu kept inputs and %lu mutations: nothing found\n", corpus.size(), mutations);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    theFindingFile = "finding-" + fs::path(argv[0]).filename().string();
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
        std::signal(signal, keepFinding);
    if (arguments.size() == 2 && arguments[0] == "--write-seeds") return writeSeeds(arguments[1]);
    if (arguments.size() == 2)
        return runCorpus(arguments[0], std::chrono::seconds(std::stoul(arguments[1])));
    if (arguments.size() == 1) {
        runOne(contentOf(arguments[0]));
        return 0;
    }
    std::fprintf(stderr, "usage: see the head of tests/fuzz/plain_main.cpp\n");
    return 2;
}
