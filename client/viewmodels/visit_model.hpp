// VisitModel: the visit that is being recorded. Every keystroke is on disk within a second (the
// store's typing), every answer becomes an edit within two, every text with its step; so a crash, a
// flat battery or a lost tablet loses nothing, and the worker comes back to where they were.
// Owner: AppModel. Threads: UI.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QTimer>

#include "client/viewmodels/child_form.hpp"
#include "client/viewmodels/rows_model.hpp"
#include "client/viewmodels/session.hpp"
#include "client/viewmodels/visit_loading.hpp"
#include "client/viewmodels/visit_steps.hpp"

namespace hearth::client::viewmodels {

struct PresentRow {
    Q_GADGET
    Q_PROPERTY(QString name MEMBER name)
    Q_PROPERTY(bool present MEMBER present)
public:
    QString name;
    bool present = false;
    friend bool operator==(const PresentRow&, const PresentRow&) = default;
};

class VisitModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    // The family, for the doorstep.
    Q_PROPERTY(QString family READ family NOTIFY changed)
    Q_PROPERTY(QString address READ address NOTIFY changed)
    Q_PROPERTY(QString accessNote READ accessNote NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* alerts READ alerts CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* cards READ cards CONSTANT)  // ChildCardRow
    // The visit.
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY changed)
    Q_PROPERTY(bool hasArrived READ hasArrived NOTIFY changed)
    Q_PROPERTY(bool isShort READ isShortForm NOTIFY changed)
    Q_PROPERTY(int kind READ kind NOTIFY changed)  // records::VisitKind
    Q_PROPERTY(QString kindWords READ kindWords NOTIFY changed)
    Q_PROPERTY(QString arrived READ arrived NOTIFY changed)  // "today 14:05"
    Q_PROPERTY(QString left READ left NOTIFY changed)        // empty until they left
    Q_PROPERTY(int announced READ announced WRITE setAnnounced NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* people READ people CONSTANT)
    Q_PROPERTY(QString home READ home WRITE setHome NOTIFY changed)
    Q_PROPERTY(QString concerns READ concerns WRITE setConcerns NOTIFY changed)
    Q_PROPERTY(QString analysis READ analysis WRITE setAnalysis NOTIFY changed)
    Q_PROPERTY(QString nextSteps READ nextSteps WRITE setNextSteps NOTIFY changed)
    // Of a visit in which nobody was seen: the reason, for every child.
    Q_PROPERTY(QString whatHappened READ whatHappened WRITE setWhatHappened NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* actions READ actions CONSTANT)  // TaskRow
    Q_PROPERTY(QString actionWording READ actionWording WRITE setActionWording NOTIFY changed)
    Q_PROPERTY(int actionDueDay READ actionDueDay WRITE setActionDueDay NOTIFY changed)
    // Where the worker is.
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* steps READ steps CONSTANT)
    Q_PROPERTY(int step READ step WRITE goTo NOTIFY stepChanged)
    Q_PROPERTY(int stepKind READ stepKind NOTIFY stepChanged)
    Q_PROPERTY(hearth::client::viewmodels::ChildForm* child READ child NOTIFY stepChanged)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* missing READ missing CONSTANT)
    Q_PROPERTY(bool canSeal READ canSeal NOTIFY changed)
    // "Kept on this tablet at 14:05:32"; empty while the last keystrokes are on their way.
    Q_PROPERTY(QString kept READ kept NOTIFY keptChanged)
    Q_PROPERTY(QString failure READ failure NOTIFY keptChanged)

public:
    explicit VisitModel(Session& session, QObject* parent = nullptr);
    ~VisitModel() override;

    // A new visit of a family: nothing is recorded before arrive().
    void begin(const base::ScopeId& scope);
    // A draft of the store; what is typed in it and not yet an edit comes back with it.
    void resume(const base::EntityId& visit);

    // `kind`: 1 home visit, 2 no access, 3 child not present (records::VisitKind).
    Q_INVOKABLE void arrive(int kind);
    Q_INVOKABLE void setKind(int kind);
    Q_INVOKABLE void moveArrival(int minutes);
    Q_INVOKABLE void leaveNow();
    Q_INVOKABLE void togglePerson(const QString& name);
    Q_INVOKABLE void addPerson(const QString& name);
    Q_INVOKABLE void addAction();
    Q_INVOKABLE void removeAction(const QString& taskId);
    Q_INVOKABLE void goTo(int step);
    Q_INVOKABLE void next();
    Q_INVOKABLE void back();
    // Keeps everything and goes; the draft stays.
    Q_INVOKABLE void leaveForNow();
    Q_INVOKABLE void seal();
    // Puts on disk what is not there yet: before a lock, when the app goes to the background.
    void flush();

    [[nodiscard]] QString family() const { return m_family; }
    [[nodiscard]] QString address() const { return m_address; }
    [[nodiscard]] QString accessNote() const { return m_accessNote; }
    [[nodiscard]] RowsModel* alerts() const { return m_alerts; }
    [[nodiscard]] RowsModel* cards() const { return m_cards; }
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    [[nodiscard]] bool hasArrived() const { return m_draft.has_value(); }
    [[nodiscard]] bool isShortForm() const;
    [[nodiscard]] int kind() const { return visit().kind(); }
    [[nodiscard]] QString kindWords() const;
    [[nodiscard]] QString arrived() const;
    [[nodiscard]] QString left() const;
    [[nodiscard]] int announced() const { return visit().announced(); }
    void setAnnounced(int answer);
    [[nodiscard]] RowsModel* people() const { return m_people; }
    [[nodiscard]] QString home() const { return QString::fromStdString(visit().home_conditions()); }
    void setHome(const QString& text);
    [[nodiscard]] QString concerns() const { return QString::fromStdString(visit().concerns()); }
    void setConcerns(const QString& text);
    [[nodiscard]] QString analysis() const { return QString::fromStdString(visit().analysis()); }
    void setAnalysis(const QString& text);
    [[nodiscard]] QString nextSteps() const { return QString::fromStdString(visit().next_steps()); }
    void setNextSteps(const QString& text);
    [[nodiscard]] QString whatHappened() const;
    void setWhatHappened(const QString& text);
    [[nodiscard]] RowsModel* actions() const { return m_actions; }
    [[nodiscard]] QString actionWording() const;
    void setActionWording(const QString& text);
    [[nodiscard]] int actionDueDay() const;
    void setActionDueDay(int day);
    [[nodiscard]] RowsModel* steps() const { return m_steps; }
    [[nodiscard]] int step() const { return m_draft ? m_draft->step : 0; }
    [[nodiscard]] int stepKind() const;
    [[nodiscard]] ChildForm* child() const;
    [[nodiscard]] RowsModel* missing() const { return m_missing; }
    [[nodiscard]] bool canSeal() const { return hasArrived() && m_missing->count() == 0; }
    [[nodiscard]] QString kept() const { return m_kept; }
    [[nodiscard]] QString failure() const { return m_failure; }

signals:
    void changed();
    void stepChanged();
    void keptChanged();
    // Everything is kept and the worker goes elsewhere.
    void closed();
    void sealed(const QString& visitId);
    // The visit could not be opened; the sentence says why.
    void couldNotOpen(const QString& sentence);

private:
    void show(LoadedVisit loaded);
    void clear();
    void takeDraft(VisitDraft draft);
    void changeVisit(const std::function<void(records::Visit&)>& change, bool wasTap);

    [[nodiscard]] const records::Visit& visit() const;
    [[nodiscard]] std::vector<records::ObservedChild> observed() const;
    void refresh();
    void refreshPeople();
    void refreshActions();
    void onChange(bool wasTap);

    // The second half of the class: client/viewmodels/visit_saving.cpp.
    void keepTyping();
    void saveEdit();
    void onSaved(const base::Status& status, const VisitDraft& saved);
    void goOn();
    void finishSeal();
    void finishClose();
    void setKept(const base::Status& status, int version);

    Session& m_session;
    QString m_family;
    QString m_address;
    QString m_accessNote;
    std::vector<ChildCardRow> m_childCards;
    std::vector<std::string> m_household;
    base::ScopeId m_scope;
    base::WorkerId m_worker;
    std::optional<VisitDraft> m_draft;
    std::vector<std::unique_ptr<ChildForm>> m_forms;
    RowsModel* m_alerts;
    RowsModel* m_cards;
    RowsModel* m_people;
    RowsModel* m_actions;
    RowsModel* m_steps;
    RowsModel* m_missing;
    QTimer m_typingSoon;  // not restarted by further keystrokes: a second is a second
    QTimer m_editSoon;    // restarted by each tap: a row of taps is one edit
    // What to do when everything is on disk.
    enum class Afterwards { Stay, Close, Seal };
    Afterwards m_afterwards = Afterwards::Stay;
    bool m_loaded = false;
    bool m_saving = false;
    bool m_saveAgain = false;
    int m_version = 0;  // grows with each change; tells whether what was kept is the newest
    QString m_kept;
    QString m_failure;
};

}  // namespace hearth::client::viewmodels
