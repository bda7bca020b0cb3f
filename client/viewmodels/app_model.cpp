#include "client/viewmodels/app_model.hpp"

#include <algorithm>

namespace hearth::client::viewmodels {

namespace {

// Pages that the rail leads to: going there forgets where "back" led.
bool isTopPage(int page) {
    return page == AppModel::Today || page == AppModel::Caseload || page == AppModel::Reviews ||
           page == AppModel::Sync;
}

}  // namespace

AppModel::AppModel(const Surroundings& surroundings, QObject* parent)
    : QObject(parent),
      m_syncs(surroundings.syncs),
      m_session(surroundings.clock),
      m_feed(m_session),
      m_lock(m_session, surroundings.door, surroundings.random),
      m_display(surroundings.displayFile),
      m_today(m_session, m_feed),
      m_caseload(m_session, m_feed),
      m_caseFile(m_session),
      m_visit(m_session),
      m_sealedVisit(m_session),
      m_reviews(m_session),
      m_sync(m_session),
      m_page(surroundings.door.isEnrolled() ? Unlock : Enrol) {
    connect(&m_lock, &LockModel::enrolled, this, [this] { goTo(Unlock); });
    connect(&m_lock, &LockModel::opened, this, &AppModel::onOpened);
    connect(&m_today, &TodayModel::failed, this, &AppModel::say);
    connect(&m_visit, &VisitModel::closed, this, [this] { goBack(); });
    connect(&m_visit, &VisitModel::sealed, this, [this](const QString& id) {
        goBack();
        openSealedVisit(id);
    });
    connect(&m_visit, &VisitModel::couldNotOpen, this, [this](const QString& sentence) {
        if (m_page == Visit) goBack();
        say(sentence);
    });
}

AppModel::~AppModel() {
    static_cast<void>(stopSync({}));
}

void AppModel::onOpened(const OpenedTablet& tablet) {
    m_authority = tablet.authority;
    if (m_syncs) m_runner = std::make_unique<SyncRunner>(m_session.thread(), *tablet.tablet);
    m_sync.attach(m_runner.get(), tablet.server);
    m_feed.read();
    m_reviews.read();
    goTo(Today);
    comeBackToUnfinishedVisit();
    if (m_runner != nullptr) m_runner->start();
}

void AppModel::comeBackToUnfinishedVisit() {
    m_session.ask(
        this, [](RecordSource& source) { return unfinishedVisit(source); },
        [this](const base::Result<base::EntityId>& visit) {
            if (visit && !visit->isNil()) resumeVisit(QString::fromStdString(visit->hex()));
        });
}

int AppModel::today() const {
    return static_cast<int>(base::toDayNumber(base::ukDateOf(m_session.now())));
}

void AppModel::goTo(Page page) {
    if (isTopPage(page)) {
        m_behind.clear();
    } else if (page != m_page && m_page != Unlock && m_page != Enrol) {
        m_behind.push_back(m_page);
    }
    m_page = page;
    emit pageChanged();
}

void AppModel::show(int page) {
    if (m_page == Visit) m_visit.flush();
    m_caseFile.mask();
    goTo(static_cast<Page>(page));
}

void AppModel::goBack() {
    m_caseFile.mask();
    m_page = m_behind.empty() ? Today : m_behind.back();
    if (!m_behind.empty()) m_behind.pop_back();
    emit pageChanged();
}

void AppModel::openCase(const QString& scope) {
    const auto id = base::ScopeId::fromHex(scope.toStdString());
    if (!id) return;
    m_caseFile.open(*id);
    goTo(CaseFile);
}

void AppModel::startVisit(const QString& scope) {
    const auto id = base::ScopeId::fromHex(scope.toStdString());
    if (!id) return;
    if (const auto caseload = m_feed.current()) {
        const auto family = std::find_if(caseload->families.begin(), caseload->families.end(),
                                         [&](const auto& facts) { return facts.scope == *id; });
        if (family != caseload->families.end() && family->draft) {
            return resumeVisit(QString::fromStdString(family->draft->visit.hex()));
        }
    }
    m_visit.begin(*id);
    goTo(Visit);
}

void AppModel::resumeVisit(const QString& visitId) {
    const auto id = base::EntityId::fromHex(visitId.toStdString());
    if (!id) return;
    m_visit.resume(*id);
    goTo(Visit);
}

void AppModel::openSealedVisit(const QString& visitId) {
    const auto id = base::EntityId::fromHex(visitId.toStdString());
    if (!id) return;
    m_sealedVisit.open(*id);
    goTo(SealedVisit);
}

void AppModel::openReview(const QString& reviewId) {
    m_reviews.open(reviewId);
    goTo(Reviews);
}

void AppModel::say(const QString& sentence) {
    m_notice = sentence;
    emit noticeChanged();
}

void AppModel::dismissNotice() {
    say({});
}

void AppModel::lockNow() {
    flush();
    emit lockRequested();
}

void AppModel::flush() {
    if (m_visit.hasArrived()) m_visit.flush();
}

void AppModel::finishStore() {
    static_cast<void>(m_session.thread().runAndWait([] {}));
}

bool AppModel::stopSync(base::Millis patience) {
    if (m_runner == nullptr) return true;
    if (!m_runner->stop(patience) && patience.count > 0) return false;
    m_sync.attach(nullptr, m_sync.server());
    m_runner.reset();
    return true;
}

}  // namespace hearth::client::viewmodels
