// What every test of a view model needs: records of one family, a session on them, and patience
// until the store thread has answered.
#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QThread>

#include <gtest/gtest.h>

#include "client/viewmodels/session.hpp"
#include "tests/support/memory_family.hpp"
#include "tests/support/memory_tablet.hpp"

namespace hearth::tests {

inline constexpr int kPatienceMillis = 5000;

// Lets the event loop run until `condition` holds; false after kPatienceMillis.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > kPatienceMillis) return false;
        QCoreApplication::processEvents();
        QThread::msleep(1);
    }
    return true;
}

class Bench : public testing::Test {
protected:
    Bench() : family(makeFamily(records, clock)), door(records, "correct-horse-battery") {}

    void SetUp() override {
        // The session works on the tablet that the door opens.
        session.thread().post([this] {
            auto tablet = door.unlock(crypto::Secret::copyOf("correct-horse-battery"));
            session.thread().setTablet(std::move(*tablet));
        });
        settle();
    }
    // Everything asked so far has been answered.
    void settle() {
        ASSERT_TRUE(session.thread().runAndWait([] {}));
        ASSERT_TRUE(eventually([this] { return session.thread().pending() == 0; }));
    }
    // The one record of a type that is about a child.
    [[nodiscard]] std::size_t edits() const { return records.saved().size(); }

    TestClock clock{kTuesdayAfternoon};
    MemoryRecords records{{}, clock};
    Family family;
    MemoryDoor door;
    client::viewmodels::Session session{clock};
};

}  // namespace hearth::tests
