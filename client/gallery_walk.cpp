// The way through the screens: what a worker would do, step by step.
#include <QQuickItem>

#include "client/gallery.hpp"
#include "client/viewmodels/family_rows.hpp"

namespace hearth::client {

namespace {

using viewmodels::Answers;
using viewmodels::AppModel;
using viewmodels::VisitStep;

class Walk {
public:
    Walk(Camera& camera, AppModel& app) : m_camera(camera), m_app(app) {}

    void locked(const QString& passphrase);
    void opened();

private:
    void caseFile(const QString& scope);
    void visit(const QString& scope);
    void shortVisit(const QString& scope);
    void fillFirstChild();
    void answerOthers();
    void fillRest();
    void reviews();
    void goToStep(int kind, int place = 0);
    // A family that shows much: several children, a hazard.
    [[nodiscard]] QString tellingFamily() const;
    [[nodiscard]] bool onPage(int page) const { return m_app.page() == page; }

    Camera& m_camera;
    AppModel& m_app;
};

void Walk::locked(const QString& passphrase) {
    m_app.show(AppModel::Enrol);
    m_app.lock()->setServer(QStringLiteral("hearth.northvale.example:8444"));
    m_app.lock()->setCode(QStringLiteral("7K3M9QXZT2VW8HJ4"));
    m_camera.take(QStringLiteral("enrol"));
    m_app.show(AppModel::Unlock);
    m_camera.take(QStringLiteral("unlock"));
    m_app.lock()->unlock(QStringLiteral("not the right one"));
    m_camera.waitFor([this] { return !m_app.lock()->failure().isEmpty(); },
                     QStringLiteral("the words for a wrong passphrase"));
    m_camera.take(QStringLiteral("unlock-wrong"));
    m_app.lock()->unlock(passphrase);
    m_camera.waitFor([this] { return onPage(AppModel::Today) || onPage(AppModel::Visit); },
                     QStringLiteral("the tablet to open"));
}

void Walk::opened() {
    m_app.show(AppModel::Today);
    m_camera.waitFor([this] { return m_app.todayPage()->isRead(); }, QStringLiteral("Today"));
    m_camera.take(QStringLiteral("today"));
    m_app.show(AppModel::Caseload);
    m_camera.take(QStringLiteral("caseload"));
    m_app.caseload()->setFilter(viewmodels::CaseloadModel::NotSeenAlone);
    m_camera.take(QStringLiteral("caseload-not-seen-alone"));
    m_app.caseload()->setFilter(viewmodels::CaseloadModel::Everyone);
    m_app.caseload()->setSearchText(QStringLiteral("sch"));
    m_camera.waitFor([this] { return m_app.caseload()->hits()->count() > 0; },
                     QStringLiteral("something found"));
    m_camera.take(QStringLiteral("search"));
    m_app.caseload()->setSearchText({});
    const auto scope = tellingFamily();
    caseFile(scope);
    reviews();
    visit(scope);
    shortVisit(scope);
    m_app.show(AppModel::Sync);
    m_camera.take(QStringLiteral("sync"));
}

QString Walk::tellingFamily() const {
    const auto* families = m_app.caseload()->families();
    QString best;
    int bestScore = -1;
    for (int i = 0; i < families->count(); ++i) {
        const auto row = families->row<viewmodels::FamilyRow>(i);
        const auto score = (row.childLines.size() == 2 ? 4 : 0) + (row.hazard.isEmpty() ? 0 : 2) +
                           (row.address.isEmpty() ? 0 : 1) + (row.draft.isEmpty() ? 8 : 0) +
                           (row.reviews > 0 ? 16 : 0);
        if (score <= bestScore) continue;
        bestScore = score;
        best = row.scope;
    }
    return best;
}

void Walk::caseFile(const QString& scope) {
    m_app.openCase(scope);
    m_camera.waitFor([this] { return m_app.caseFile()->isLoaded(); }, QStringLiteral("a case"));
    m_camera.take(QStringLiteral("case-file"));
    const QStringList tabs = {QStringLiteral("visits"), QStringLiteral("chronology"),
                              QStringLiteral("tasks"), QStringLiteral("plan"),
                              QStringLiteral("history")};
    for (int tab = 0; tab < tabs.size(); ++tab) {
        m_camera.take(QStringLiteral("case-") + tabs[tab], [this, tab, &tabs] {
            auto* row = m_camera.find(QStringLiteral("caseTabs"));
            if (row == nullptr) return;
            // Held upright, who is who is a tab of its own before the others.
            const auto titles = row->property("titles").toList();
            const auto place = tab + static_cast<int>(titles.size() - tabs.size());
            QMetaObject::invokeMethod(row, "chosen", Q_ARG(int, place));
        });
    }
    auto* editor = m_app.caseFile()->editor();
    editor->begin(viewmodels::CaseEditor::Alert);
    editor->setLevel(2);
    editor->setText(QStringLiteral("The dog is loose in the yard. Ring from the car."));
    m_camera.waitFor([editor] { return editor->canSave(); }, QStringLiteral("an alert's form"));
    m_camera.take(QStringLiteral("case-alert"));
    editor->cancel();
}

void Walk::goToStep(int kind, int place) {
    const auto* steps = m_app.visit()->steps();
    for (int i = 0; i < steps->count(); ++i) {
        const auto row = steps->row<viewmodels::StepRow>(i);
        if (row.kind == kind && (row.child < 0 || row.child == place)) {
            return m_app.visit()->goTo(i);
        }
    }
}

void Walk::fillFirstChild() {
    auto* child = m_app.visit()->child();
    if (child == nullptr) return;
    child->setSpokenAlone(Answers::Yes);
    child->setAwake(Answers::Yes);
    child->setBedroom(Answers::Yes);
    child->setMethod(0);
    child->setOwnWords(
        QStringLiteral("“I like it when Nan comes. I don't like it when they shout "
                       "at night, then I put the pillow on my ears.”"));
    child->setPresentation(
        QStringLiteral("Chatty at first, looked at the door when the shouting "
                       "came up. Clean, well dressed, a little tired."));
}

// The children after the second, so that only what the pictures show is missing.
void Walk::answerOthers() {
    const auto* steps = m_app.visit()->steps();
    for (int i = 0; i < steps->count(); ++i) {
        if (steps->row<viewmodels::StepRow>(i).child < 2) continue;
        m_app.visit()->goTo(i);
        m_app.visit()->child()->setSpokenAlone(Answers::Yes);
    }
}

void Walk::fillRest() {
    auto* visit = m_app.visit();
    goToStep(VisitStep::Home);
    visit->setHome(
        QStringLiteral("Warm, some washing on the stairs. Food in the fridge. The stair "
                       "gate is fixed since the last visit."));
    m_camera.take(QStringLiteral("visit-home"));
    goToStep(VisitStep::Analysis);
    visit->setConcerns(QStringLiteral("Shouting at night is new since the summer."));
    visit->setAnalysis(
        QStringLiteral("The children tell of it alone and in their own words; the "
                       "agreed safety plan for the night has to be looked at."));
    m_camera.take(QStringLiteral("visit-analysis"));
    goToStep(VisitStep::Actions);
    visit->setActionWording(QStringLiteral("Ask the school how the mornings go"));
    visit->setActionDueDay(m_app.today() + 7);
    visit->addAction();
    m_camera.waitFor([visit] { return visit->actions()->count() > 0; },
                     QStringLiteral("an action"));
    m_camera.take(QStringLiteral("visit-actions"));
}

void Walk::visit(const QString& scope) {
    auto* visit = m_app.visit();
    m_app.show(AppModel::Today);
    m_app.startVisit(scope);
    m_camera.waitFor([visit] { return visit->isLoaded(); }, QStringLiteral("a visit"));
    if (!visit->hasArrived()) {
        m_camera.take(QStringLiteral("visit-arrive"));
        visit->arrive(records::HOME_VISIT);
    }
    m_camera.waitFor([visit] { return visit->hasArrived(); }, QStringLiteral("the arrival"));
    goToStep(VisitStep::People);
    visit->addPerson(QStringLiteral("Grandmother"));
    m_camera.take(QStringLiteral("visit-people"));
    goToStep(VisitStep::Child);
    m_camera.take(QStringLiteral("visit-child"));
    fillFirstChild();
    m_camera.take(QStringLiteral("visit-child-seen-alone"));
    goToStep(VisitStep::Child, 1);
    auto* second = visit->child();
    if (second != nullptr) {
        second->setSeen(Answers::Yes);
        second->setSeenAlone(Answers::No);
        second->setReason(Answers::WorkerUnable);
    }
    m_camera.take(QStringLiteral("visit-child-not-alone"));
    answerOthers();
    fillRest();
    goToStep(VisitStep::Seal);
    m_camera.take(QStringLiteral("visit-seal-missing"));
    if (second != nullptr) {
        second->setDetail(QStringLiteral("Was asleep in the buggy by the front door throughout."));
    }
    m_camera.take(QStringLiteral("visit-seal-ready"));
    visit->seal();
    if (!m_camera.waitFor([this] { return m_app.sealedVisit()->isLoaded(); },
                          QStringLiteral("the seal"))) {
        return;
    }
    m_camera.take(QStringLiteral("visit-sealed"));
    m_app.sealedVisit()->beginAmendment(0);
    m_camera.take(QStringLiteral("visit-amend"));
    m_app.sealedVisit()->cancelAmendment();
}

void Walk::shortVisit(const QString& scope) {
    auto* visit = m_app.visit();
    m_app.show(AppModel::Today);
    m_app.startVisit(scope);
    m_camera.waitFor([visit] { return visit->isLoaded(); }, QStringLiteral("a second visit"));
    visit->arrive(records::NO_ACCESS);
    m_camera.waitFor([visit] { return visit->hasArrived(); }, QStringLiteral("no access"));
    visit->setWhatHappened(QStringLiteral("Nobody came to the door. The curtains moved upstairs."));
    m_camera.take(QStringLiteral("visit-no-access"));
    visit->leaveForNow();
    m_camera.waitFor([this] { return !onPage(AppModel::Visit); }, QStringLiteral("leaving"));
}

void Walk::reviews() {
    m_app.show(AppModel::Reviews);
    m_camera.take(QStringLiteral("reviews"));
    auto* reviews = m_app.reviews();
    if (reviews->openCount() == 0) return;
    reviews->open(reviews->reviews()->row<viewmodels::ReviewRow>(0).id);
    m_camera.waitFor([reviews] { return reviews->isOpen(); }, QStringLiteral("a review"));
    m_camera.take(QStringLiteral("review"));
    reviews->close();
}

}  // namespace

void walkThroughScreens(Camera& camera, AppModel& app, const QString& passphrase) {
    Walk walk(camera, app);
    walk.locked(passphrase);
    if (camera.failures().isEmpty()) walk.opened();
}

}  // namespace hearth::client
