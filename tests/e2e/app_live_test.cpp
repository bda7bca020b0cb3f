// The app's own tablet, as its composition root puts it together, against a whole hearthd: what is
// saved on one is on the other, and neither was told to sync.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "client/platform/key_store.hpp"
#include "client/tablet_door.hpp"
#include "schema/records/family.pb.h"
#include "shared/records/change.hpp"
#include "tests/server/net/rig.hpp"
#include "tests/support/folder.hpp"

namespace hearth::tests {
namespace {

using server::net::Rig;

constexpr const char* kPassphrase = "harbour lantern copper willow";
constexpr int kLooks = 400;
constexpr std::chrono::milliseconds kBetweenLooks{50};

// An unlocked tablet with its sync thread; a lock stands for the app's store thread.
class AppTablet {
public:
    explicit AppTablet(const Rig& rig) {
        EXPECT_TRUE(m_door
                        .enrol({"127.0.0.1", rig.enrolPort(), rig.wholeCodeFor(rig.worker()), "bag",
                                crypto::Secret::copyOf(kPassphrase)})
                        .has_value());
        m_tablet = std::move(m_door.unlock(crypto::Secret::copyOf(kPassphrase)).value());
        m_thread = std::thread([this] {
            const auto onStore = [this](const std::function<void()>& job) {
                const std::lock_guard lock(m_mutex);
                job();
            };
            while (const auto report = m_tablet->syncWhenDue(onStore, {}))
                if (report->complete) ++m_runs;
        });
    }
    ~AppTablet() {
        m_tablet->stopSync();
        m_thread.join();
    }
    AppTablet(const AppTablet&) = delete;
    AppTablet& operator=(const AppTablet&) = delete;

    [[nodiscard]] bool hasRun() {
        return eventually([this] { return m_runs > 0; });
    }
    base::EntityId openCaseFile() {
        const std::lock_guard lock(m_mutex);
        const base::EntityId id = m_tablet->records().newId();
        records::CaseFile caseFile;
        caseFile.set_family_name("Made-up");
        records::ChangeBuilder change;
        change.create({records::typeNumber<records::CaseFile>(), id}, base::scopeOf(id), caseFile);
        EXPECT_TRUE(m_tablet->records().save(change.take()).has_value());
        return id;
    }
    [[nodiscard]] bool gets(const base::EntityId& id) {
        return eventually([this, id] {
            const std::lock_guard lock(m_mutex);
            const auto found =
                m_tablet->records().find({records::typeNumber<records::CaseFile>(), id});
            return found && *found;
        });
    }

private:
    template <class Condition>
    [[nodiscard]] static bool eventually(Condition condition) {
        for (int i = 0; i < kLooks; ++i) {
            if (condition()) return true;
            std::this_thread::sleep_for(kBetweenLooks);
        }
        return false;
    }

    Folder m_folder;
    base::SystemClock m_clock;
    crypto::SystemRandom m_random;
    client::platform::FileKeyStore m_keyStore{m_folder.path() / "keys" / "device.secret"};
    client::TabletDoor m_door{m_folder.path() / "tablet", m_keyStore, m_clock, m_random};
    std::unique_ptr<client::viewmodels::OpenTablet> m_tablet;
    std::mutex m_mutex;
    std::atomic<unsigned> m_runs{0};
    std::thread m_thread;
};

}  // namespace

TEST(AppTablets, HaveOfEachOtherWhatWasSavedWithoutAnybodyAsking) {
    Rig rig;
    AppTablet here(rig);
    AppTablet there(rig);
    ASSERT_TRUE(here.hasRun());
    ASSERT_TRUE(there.hasRun());
    // Both are online; by itself a tablet asks every ten minutes.
    EXPECT_TRUE(there.gets(here.openCaseFile()));
    EXPECT_TRUE(here.gets(there.openCaseFile()));
}

}  // namespace hearth::tests
