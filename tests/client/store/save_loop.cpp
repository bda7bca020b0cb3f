// A tablet that saves and types as fast as it can and says so after each: the victim of the kill
// loop. Each line is written when, and only when, the store has answered.
//   save_loop FILE    "saved <hex id> <words>"    "typed <words>"
#include <cstdio>
#include <string>

#include "client/store/tablet_store.hpp"
#include "schema/records/visit.pb.h"
#include "shared/records/change.hpp"

namespace {

using namespace hearth;

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSaltBytes = 16;
constexpr int kTypeEvery = 3;

void say(const std::string& line) {
    std::fputs((line + "\n").c_str(), stdout);
    std::fflush(stdout);
}

int run(const char* file) {
    const base::SystemClock clock;
    crypto::SystemRandom random;
    auto store = client::store::TabletStore::open(
        file, {crypto::Secret::copyOf(std::string(kKeyBytes, 'k')), std::string(kSaltBytes, 's')},
        clock, random, sqlite::OpenMode::CreateOrOpen);
    if (!store) {
        say("failed " + store.error().message());
        return 1;
    }
    base::DeviceId device;
    base::WorkerId worker;
    device.octets.fill(1);
    worker.octets.fill(2);
    if (!store->setIdentity({device, worker})) return 1;
    base::ScopeId family;
    family.octets.fill(3);
    for (int number = 0;; ++number) {
        const std::string words = "visit " + std::to_string(number);
        if (number % kTypeEvery == 0) {
            if (!store->keepTyping("visit/new", words)) return 1;
            say("typed " + words);
        }
        records::Visit visit;
        visit.set_kind(records::HOME_VISIT);
        visit.set_analysis(words);
        const records::EntityKey key{records::typeNumber<records::Visit>(), store->newId()};
        records::ChangeBuilder change;
        change.create(key, family, visit);
        if (!store->save(change.take())) return 1;
        say("saved " + key.id.hex() + " " + words);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 || !crypto::initialise()) return 2;
    return run(argv[1]);
}
