// SealedVisitModel: a sealed visit to read, each field with its amendments beside the original, and
// the form for one more amendment.
// Owner: AppModel. Threads: UI.
#pragma once

#include <vector>

#include "client/viewmodels/rows_model.hpp"
#include "client/viewmodels/sealed_visit_rows.hpp"
#include "client/viewmodels/session.hpp"
#include "client/viewmodels/unit_editor.hpp"

namespace hearth::client::viewmodels {

class SealedVisitModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(bool isLoaded READ isLoaded NOTIFY changed)
    Q_PROPERTY(QString failure READ failure NOTIFY changed)
    Q_PROPERTY(QString scope READ scope NOTIFY changed)
    Q_PROPERTY(QString family READ family NOTIFY changed)
    Q_PROPERTY(QString kind READ kind NOTIFY changed)
    Q_PROPERTY(QString byline READ byline NOTIFY changed)
    Q_PROPERTY(QString occurred READ occurred NOTIFY changed)
    Q_PROPERTY(QString recorded READ recorded NOTIFY changed)
    Q_PROPERTY(QString received READ received NOTIFY changed)  // "not yet"
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* fields READ fields CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* decisions READ decisions CONSTANT)
    // The amendment that is being written.
    Q_PROPERTY(bool isAmending READ isAmending NOTIFY amendingChanged)
    Q_PROPERTY(QString amendingLabel READ amendingLabel NOTIFY amendingChanged)
    Q_PROPERTY(QString original READ original NOTIFY amendingChanged)
    Q_PROPERTY(hearth::client::viewmodels::UnitEditor* editor READ editor CONSTANT)
    Q_PROPERTY(QString reason READ reason WRITE setReason NOTIFY amendingChanged)
    Q_PROPERTY(bool canAmend READ canAmend NOTIFY amendingChanged)

public:
    explicit SealedVisitModel(Session& session, QObject* parent = nullptr);

    void open(const base::EntityId& visit);
    void close();

    // `row`: place in fields.
    Q_INVOKABLE void beginAmendment(int row);
    Q_INVOKABLE void cancelAmendment();
    Q_INVOKABLE void amend();

    [[nodiscard]] bool isLoaded() const { return m_visit.has_value(); }
    [[nodiscard]] QString failure() const { return m_failure; }
    [[nodiscard]] QString scope() const;
    [[nodiscard]] QString family() const { return m_visit ? m_visit->family : QString(); }
    [[nodiscard]] QString kind() const { return m_visit ? m_visit->kind : QString(); }
    [[nodiscard]] QString byline() const { return m_visit ? m_visit->byline : QString(); }
    [[nodiscard]] QString occurred() const { return m_visit ? m_visit->occurred : QString(); }
    [[nodiscard]] QString recorded() const { return m_visit ? m_visit->recorded : QString(); }
    [[nodiscard]] QString received() const { return m_visit ? m_visit->received : QString(); }
    [[nodiscard]] RowsModel* fields() const { return m_fields; }
    [[nodiscard]] RowsModel* decisions() const { return m_decisions; }
    [[nodiscard]] bool isAmending() const { return m_editor->isStarted(); }
    [[nodiscard]] QString amendingLabel() const;
    [[nodiscard]] QString original() const;
    [[nodiscard]] UnitEditor* editor() const { return m_editor; }
    [[nodiscard]] QString reason() const { return m_reason; }
    void setReason(const QString& text);
    [[nodiscard]] bool canAmend() const;

signals:
    void changed();
    void amendingChanged();

private:
    void read();
    [[nodiscard]] const SealedField& amended() const;

    Session& m_session;
    base::EntityId m_id;
    std::optional<SealedVisit> m_visit;
    QString m_failure;
    RowsModel* m_fields;
    RowsModel* m_decisions;
    UnitEditor* m_editor;
    std::size_t m_amending = 0;
    QString m_reason;
    bool m_saving = false;
};

}  // namespace hearth::client::viewmodels
