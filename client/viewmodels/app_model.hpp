// AppModel: what the window shows: locked or opened, which page, where "back" leads. Owns the other
// view models and hands them to QML.
// Owner: the composition root, which makes it before the QML engine. Threads: UI.
#pragma once

#include <memory>
#include <vector>

#include <QObject>

#include "client/viewmodels/case_file_model.hpp"
#include "client/viewmodels/caseload_model.hpp"
#include "client/viewmodels/display_model.hpp"
#include "client/viewmodels/lock_model.hpp"
#include "client/viewmodels/review_model.hpp"
#include "client/viewmodels/sealed_visit_model.hpp"
#include "client/viewmodels/sync_model.hpp"
#include "client/viewmodels/today_model.hpp"
#include "client/viewmodels/visit_model.hpp"

namespace hearth::client::viewmodels {

class AppModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(int page READ page NOTIFY pageChanged)  // Page
    Q_PROPERTY(QString authority READ authority NOTIFY pageChanged)
    Q_PROPERTY(int today READ today NOTIFY pageChanged)          // days since 1970, in the UK
    Q_PROPERTY(QString notice READ notice NOTIFY noticeChanged)  // a sentence to be read; or empty
    Q_PROPERTY(hearth::client::viewmodels::LockModel* lock READ lock CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::DisplayModel* display READ display CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::TodayModel* todayPage READ todayPage CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::CaseloadModel* caseload READ caseload CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::CaseFileModel* caseFile READ caseFile CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::VisitModel* visit READ visit CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::SealedVisitModel* sealedVisit READ sealedVisit CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::ReviewModel* reviews READ reviews CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::SyncModel* sync READ sync CONSTANT)

public:
    enum Page { Enrol, Unlock, Today, Caseload, CaseFile, Visit, SealedVisit, Reviews, Sync };
    Q_ENUM(Page)

    struct Surroundings {
        Door& door;
        const base::Clock& clock;
        base::Random& random;
        QString displayFile;  // empty: nowhere
        bool syncs = true;    // false: a tablet that is only looked at
    };
    explicit AppModel(const Surroundings& surroundings, QObject* parent = nullptr);
    ~AppModel() override;

    Q_INVOKABLE void show(int page);
    Q_INVOKABLE void goBack();
    Q_INVOKABLE void openCase(const QString& scope);
    // Begins a visit of the family, or goes on with the one in progress.
    Q_INVOKABLE void startVisit(const QString& scope);
    Q_INVOKABLE void resumeVisit(const QString& visitId);
    Q_INVOKABLE void openSealedVisit(const QString& visitId);
    Q_INVOKABLE void openReview(const QString& reviewId);
    Q_INVOKABLE void dismissNotice();
    // Everything goes to disk and the program replaces itself with a locked one.
    Q_INVOKABLE void lockNow();

    // The app goes to the background or ends: what is typed goes to disk.
    void flush();
    // Ends the sync thread; false if it hangs in the network.
    [[nodiscard]] bool stopSync(base::Millis patience);
    // Waits until everything that was handed to the store is on disk, while the sync thread hangs.
    void finishStore();
    // Nothing is under way on the store thread: for tests and the gallery.
    [[nodiscard]] bool isIdle() { return m_session.thread().pending() == 0; }

    [[nodiscard]] int page() const { return m_page; }
    [[nodiscard]] QString authority() const { return m_authority; }
    [[nodiscard]] int today() const;
    [[nodiscard]] QString notice() const { return m_notice; }
    [[nodiscard]] LockModel* lock() { return &m_lock; }
    [[nodiscard]] DisplayModel* display() { return &m_display; }
    [[nodiscard]] TodayModel* todayPage() { return &m_today; }
    [[nodiscard]] CaseloadModel* caseload() { return &m_caseload; }
    [[nodiscard]] CaseFileModel* caseFile() { return &m_caseFile; }
    [[nodiscard]] VisitModel* visit() { return &m_visit; }
    [[nodiscard]] SealedVisitModel* sealedVisit() { return &m_sealedVisit; }
    [[nodiscard]] ReviewModel* reviews() { return &m_reviews; }
    [[nodiscard]] SyncModel* sync() { return &m_sync; }

signals:
    void pageChanged();
    void noticeChanged();
    void lockRequested();

private:
    void goTo(Page page);
    void onOpened(const OpenedTablet& tablet);
    void comeBackToUnfinishedVisit();
    void say(const QString& sentence);

    bool m_syncs;
    Session m_session;
    CaseloadFeed m_feed;
    LockModel m_lock;
    DisplayModel m_display;
    TodayModel m_today;
    CaseloadModel m_caseload;
    CaseFileModel m_caseFile;
    VisitModel m_visit;
    SealedVisitModel m_sealedVisit;
    ReviewModel m_reviews;
    SyncModel m_sync;
    std::unique_ptr<SyncRunner> m_runner;
    Page m_page = Unlock;
    std::vector<Page> m_behind;  // where "back" leads
    QString m_authority;
    QString m_notice;
};

}  // namespace hearth::client::viewmodels
