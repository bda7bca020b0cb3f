#include "tests/bench/online_tablet.hpp"

namespace hearth::bench {

OnlineTablet::OnlineTablet(const Surroundings& around, Arrived arrived)
    : m_post(around.enrolment, around.key),
      m_live(around.enrolment, around.key),
      m_carrier(m_live, m_post, around.clock, around.random),
      m_engine(around.store, around.sign, m_carrier,
               [&mutex = around.storeMutex](const std::function<void()>& job) {
                   const std::lock_guard lock(mutex);
                   job();
               }),
      m_loop({m_engine, m_carrier, m_live, around.clock, around.random}),
      m_thread([this, arrived = std::move(arrived)] {
          m_engine.carryAttachmentsOver(m_post);
          run(arrived);
      }) {}

OnlineTablet::~OnlineTablet() {
    m_loop.stop();
    m_thread.join();
}

void OnlineTablet::run(const Arrived& arrived) {
    while (const auto report = m_loop.turn()) {
        m_isLive = m_carrier.isLive();
        arrived(*report);
    }
}

}  // namespace hearth::bench
