// TestBench: a tablet with one family in memory behind the real view models, for tests written in
// QML. Owner: the test's QML. Threads: UI.
#pragma once

#include <memory>

#include <QObject>
#include <QtQml/qqmlregistration.h>

#include "client/viewmodels/app_model.hpp"
#include "tests/support/memory_family.hpp"
#include "tests/support/memory_tablet.hpp"

namespace hearth::tests {

class TestBench : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(hearth::client::viewmodels::AppModel* app READ app CONSTANT)
    Q_PROPERTY(QString passphrase READ passphrase CONSTANT)

public:
    explicit TestBench(QObject* parent = nullptr);
    ~TestBench() override;

    [[nodiscard]] client::viewmodels::AppModel* app() const { return m_app.get(); }
    [[nodiscard]] static QString passphrase();

    // Waits until nothing is under way on the store thread.
    Q_INVOKABLE bool isIdle() const { return m_app->isIdle(); }
    // How many visits are sealed, how many edits this tablet made, how many forms have typing.
    Q_INVOKABLE int sealedVisits();
    Q_INVOKABLE int edits();
    Q_INVOKABLE int typings();
    Q_INVOKABLE QString phone();
    Q_INVOKABLE QString address();
    // The child's own words in the newest visit.
    Q_INVOKABLE QString ownWords();
    Q_INVOKABLE void disagreeAboutAddress();
    // The libraries of this process whose name has this in it.
    Q_INVOKABLE static QStringList librariesNamed(const QString& part);

private:
    template <class Work>
    void onStore(Work work);

    TestClock m_clock{kTuesdayAfternoon};
    MemoryRecords m_records{{}, m_clock};
    Family m_family;
    MemoryDoor m_door;
    base::SeededRandom m_random{1};
    std::unique_ptr<client::viewmodels::AppModel> m_app;
};

}  // namespace hearth::tests
