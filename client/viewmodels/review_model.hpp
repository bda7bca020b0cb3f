// ReviewModel: the questions on this tablet, and the one that is open side by side. A decision
// names every answer that was shown and always has a reason; nothing disappears. Owner: AppModel.
// Threads: UI.
#pragma once

#include <optional>

#include "client/viewmodels/review_rows.hpp"
#include "client/viewmodels/rows_model.hpp"
#include "client/viewmodels/session.hpp"
#include "client/viewmodels/unit_editor.hpp"

namespace hearth::client::viewmodels {

class ReviewModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* reviews READ reviews CONSTANT)
    Q_PROPERTY(int openCount READ openCount NOTIFY changed)
    Q_PROPERTY(QString failure READ failure NOTIFY changed)
    // The one that is open.
    Q_PROPERTY(QString openId READ openId NOTIFY changed)  // empty: none
    Q_PROPERTY(bool isOpen READ isOpen NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString family READ family NOTIFY changed)
    Q_PROPERTY(QString scope READ scope NOTIFY changed)
    Q_PROPERTY(QString cause READ cause NOTIFY changed)
    Q_PROPERTY(QString explanation READ explanation NOTIFY changed)
    Q_PROPERTY(QString owner READ owner NOTIFY changed)
    Q_PROPERTY(QString settledReason READ settledReason NOTIFY changed)
    Q_PROPERTY(bool mayDecide READ mayDecide NOTIFY changed)
    Q_PROPERTY(bool isMasked READ isMasked NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* sides READ sides CONSTANT)
    Q_PROPERTY(bool mayWriteThird READ mayWriteThird NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::UnitEditor* third READ third CONSTANT)
    // The decision: a place in sides, or sides.count for the third answer; -1: none yet.
    Q_PROPERTY(int choice READ choice WRITE setChoice NOTIFY changed)
    Q_PROPERTY(QString reason READ reason WRITE setReason NOTIFY changed)
    Q_PROPERTY(bool canSettle READ canSettle NOTIFY changed)

public:
    explicit ReviewModel(Session& session, QObject* parent = nullptr);

    void read();
    Q_INVOKABLE void open(const QString& reviewId);
    Q_INVOKABLE void close();
    Q_INVOKABLE void reveal();
    Q_INVOKABLE void settle();

    [[nodiscard]] RowsModel* reviews() const { return m_reviews; }
    [[nodiscard]] int openCount() const { return m_openCount; }
    [[nodiscard]] QString failure() const { return m_failure; }
    [[nodiscard]] QString openId() const { return m_facts ? m_facts->row.id : QString(); }
    [[nodiscard]] bool isOpen() const { return m_facts.has_value(); }
    [[nodiscard]] QString title() const { return m_facts ? m_facts->row.title : QString(); }
    [[nodiscard]] QString family() const { return m_facts ? m_facts->row.family : QString(); }
    [[nodiscard]] QString scope() const { return m_facts ? m_facts->row.scope : QString(); }
    [[nodiscard]] QString cause() const { return m_facts ? m_facts->row.cause : QString(); }
    [[nodiscard]] QString explanation() const;
    [[nodiscard]] QString owner() const { return m_facts ? m_facts->row.owner : QString(); }
    [[nodiscard]] QString settledReason() const;
    [[nodiscard]] bool mayDecide() const;
    [[nodiscard]] bool isMasked() const { return m_facts && m_facts->masked; }
    [[nodiscard]] RowsModel* sides() const { return m_sides; }
    [[nodiscard]] bool mayWriteThird() const;
    [[nodiscard]] UnitEditor* third() const { return m_third; }
    [[nodiscard]] int choice() const { return m_choice; }
    void setChoice(int choice);
    [[nodiscard]] QString reason() const { return m_reason; }
    void setReason(const QString& text);
    [[nodiscard]] bool canSettle() const;

signals:
    void changed();
    void settled();

private:
    void show();
    [[nodiscard]] bool choosesThird() const;
    [[nodiscard]] std::vector<records::Op> decision(const base::EntityId& newId) const;

    Session& m_session;
    RowsModel* m_reviews;
    RowsModel* m_sides;
    UnitEditor* m_third;
    std::optional<ReviewFacts> m_facts;
    int m_openCount = 0;
    int m_choice = -1;
    QString m_reason;
    QString m_failure;
    bool m_saving = false;
};

}  // namespace hearth::client::viewmodels
