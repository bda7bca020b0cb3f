// CaseEditor: the one small form of the case file that is open at a time: phone, how to get in, the
// plan, an alert, a new task, a line of the chronology. It knows the record as it was when the form
// was opened, and saves the least change as one edit.
// Owner: CaseFileModel. Threads: UI.
#pragma once

#include <optional>

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include "client/viewmodels/session.hpp"
#include "shared/records/change.hpp"

namespace hearth::client::viewmodels {

class CaseEditor : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the case file")
    Q_PROPERTY(int form READ form NOTIFY changed)  // Form
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString label READ label NOTIFY changed)
    Q_PROPERTY(bool isLong READ isLong NOTIFY changed)  // a text of several lines
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(bool asksDay READ asksDay NOTIFY changed)
    Q_PROPERTY(QString dayLabel READ dayLabel NOTIFY changed)
    Q_PROPERTY(int day READ day WRITE setDay NOTIFY changed)        // days since 1970; 0: none
    Q_PROPERTY(QStringList levels READ levels NOTIFY changed)       // hazards; empty: not asked
    Q_PROPERTY(int level READ level WRITE setLevel NOTIFY changed)  // place in levels; -1: none
    Q_PROPERTY(bool canSave READ canSave NOTIFY changed)
    Q_PROPERTY(QString failure READ failure NOTIFY changed)

public:
    enum Form { Nothing, Phone, AccessNote, Plan, Alert, Task, Chronology };
    Q_ENUM(Form)

    explicit CaseEditor(Session& session, QObject* parent = nullptr);

    void setScope(const base::ScopeId& scope) { m_scope = scope; }

    // `id`: the alert, or empty for a new one; not used by the other forms.
    Q_INVOKABLE void begin(int form, const QString& id = {});
    Q_INVOKABLE void save();
    Q_INVOKABLE void cancel();

    [[nodiscard]] int form() const { return m_form; }
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString label() const;
    [[nodiscard]] bool isLong() const { return m_form == Plan || m_form == AccessNote; }
    [[nodiscard]] QString text() const { return m_text; }
    void setText(const QString& text);
    [[nodiscard]] bool asksDay() const;
    [[nodiscard]] QString dayLabel() const;
    [[nodiscard]] int day() const { return m_day; }
    void setDay(int day);
    [[nodiscard]] QStringList levels() const;
    [[nodiscard]] int level() const { return m_level; }
    void setLevel(int level);
    [[nodiscard]] bool canSave() const;
    [[nodiscard]] QString failure() const { return m_failure; }

signals:
    void changed();

private:
    void opened(Form form, std::optional<records::Opened> opened);
    [[nodiscard]] std::vector<records::Op> changes(const base::EntityId& newId,
                                                   const base::WorkerId& self) const;

    Session& m_session;
    base::ScopeId m_scope;
    Form m_form = Nothing;
    std::optional<records::Opened> m_opened;
    QString m_text;
    int m_day = 0;
    int m_level = -1;
    bool m_saving = false;
    QString m_failure;
};

}  // namespace hearth::client::viewmodels
