// Session: the opened tablet as the view models use it: work on the store thread, answers on the UI
// thread, and one signal when the records are not what they were.
// Owner: AppModel. Threads: UI.
#pragma once

#include <functional>
#include <vector>

#include <QObject>

#include "client/viewmodels/store_thread.hpp"

namespace hearth::client::viewmodels {

class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(const base::Clock& clock, QObject* parent = nullptr)
        : QObject(parent), m_clock(clock) {}

    [[nodiscard]] base::WallTime now() const { return m_clock.wallNow(); }

    [[nodiscard]] StoreThread& thread() noexcept { return m_thread; }

    // Work on the records; its answer comes to `then` unless `context` is gone.
    template <class Work, class Then>
    void ask(QObject* context, Work work, Then then) {
        m_thread.ask(context, std::move(work), std::move(then));
    }

    // One edit. `then` is called when it is on disk, or with the reason why nothing was saved.
    using Saved = std::function<void(const base::Status&)>;
    void save(QObject* context, std::vector<records::Op> ops, Saved then);

signals:
    // After a save or a sync run.
    void changed();

private:
    const base::Clock& m_clock;
    StoreThread m_thread;
};

}  // namespace hearth::client::viewmodels
