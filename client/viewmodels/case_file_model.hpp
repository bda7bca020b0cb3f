// CaseFileModel: one family's case file, open on the screen. Opening it is audited; a protected
// address is masked until it is revealed, which is audited again, and masks itself after a while.
// Owner: AppModel. Threads: UI.
#pragma once

#include <memory>

#include <QTimer>

#include "client/viewmodels/case_editor.hpp"
#include "client/viewmodels/case_file_rows.hpp"
#include "client/viewmodels/rows_model.hpp"
#include "client/viewmodels/session.hpp"

namespace hearth::client::viewmodels {

class CaseFileModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY changed)
    Q_PROPERTY(QString failure READ failure NOTIFY changed)
    Q_PROPERTY(QString scope READ scopeText NOTIFY changed)
    Q_PROPERTY(QString family READ family NOTIFY changed)
    Q_PROPERTY(QString address READ address NOTIFY changed)
    Q_PROPERTY(QString accessNote READ accessNote NOTIFY changed)
    Q_PROPERTY(QString phone READ phone NOTIFY changed)
    Q_PROPERTY(QString plan READ plan NOTIFY changed)
    Q_PROPERTY(bool hasProtected READ hasProtected NOTIFY changed)
    Q_PROPERTY(bool isRevealed READ isRevealed NOTIFY changed)
    Q_PROPERTY(QString protectedAddress READ protectedAddress NOTIFY changed)  // while revealed
    Q_PROPERTY(QString protectedReason READ protectedReason NOTIFY changed)    // while revealed
    Q_PROPERTY(QString draft READ draft NOTIFY changed)  // this worker's visit in progress
    Q_PROPERTY(int reviews READ reviews NOTIFY changed)
    Q_PROPERTY(bool pending READ pending NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* children READ childRows CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* alerts READ alerts CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* people READ people CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* visits READ visits CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* chronology READ chronology CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* tasks READ tasks CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* history READ history CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::CaseEditor* editor READ editor CONSTANT)

public:
    explicit CaseFileModel(Session& session, QObject* parent = nullptr);

    void open(const base::ScopeId& scope);
    void close();
    [[nodiscard]] const base::ScopeId& scope() const noexcept { return m_scope; }

    Q_INVOKABLE void reveal();
    Q_INVOKABLE void mask();
    Q_INVOKABLE void finishTask(const QString& taskId);

    [[nodiscard]] bool isLoaded() const { return m_facts != nullptr; }
    [[nodiscard]] QString failure() const { return m_failure; }
    [[nodiscard]] QString scopeText() const { return QString::fromStdString(m_scope.hex()); }
    [[nodiscard]] QString family() const { return text(&records::CaseFile::family_name); }
    [[nodiscard]] QString address() const;
    [[nodiscard]] QString accessNote() const { return text(&records::CaseFile::access_note); }
    [[nodiscard]] QString phone() const { return text(&records::CaseFile::phone); }
    [[nodiscard]] QString plan() const { return text(&records::CaseFile::plan_text); }
    [[nodiscard]] bool hasProtected() const;
    [[nodiscard]] bool isRevealed() const { return m_revealed; }
    [[nodiscard]] QString protectedAddress() const;
    [[nodiscard]] QString protectedReason() const;
    [[nodiscard]] QString draft() const;
    [[nodiscard]] int reviews() const;
    [[nodiscard]] bool pending() const { return m_facts != nullptr && m_facts->family.pending; }
    [[nodiscard]] RowsModel* childRows() const { return m_children; }
    [[nodiscard]] RowsModel* alerts() const { return m_alerts; }
    [[nodiscard]] RowsModel* people() const { return m_people; }
    [[nodiscard]] RowsModel* visits() const { return m_visits; }
    [[nodiscard]] RowsModel* chronology() const { return m_chronology; }
    [[nodiscard]] RowsModel* tasks() const { return m_tasks; }
    [[nodiscard]] RowsModel* history() const { return m_history; }
    [[nodiscard]] CaseEditor* editor() const { return m_editor; }

signals:
    void changed();

private:
    void read();
    void show();
    [[nodiscard]] QString text(const std::string& (records::CaseFile::*field)() const) const;

    Session& m_session;
    base::ScopeId m_scope;
    std::shared_ptr<const CaseFileFacts> m_facts;
    QString m_failure;
    bool m_revealed = false;
    QTimer m_maskAgain;
    RowsModel* m_children;
    RowsModel* m_alerts;
    RowsModel* m_people;
    RowsModel* m_visits;
    RowsModel* m_chronology;
    RowsModel* m_tasks;
    RowsModel* m_history;
    CaseEditor* m_editor;
};

}  // namespace hearth::client::viewmodels
