// CaseloadModel: the worker's families with a filter, and the search through every word on the
// tablet. Owner: AppModel. Threads: UI.
#pragma once

#include <QTimer>

#include "client/viewmodels/caseload_feed.hpp"
#include "client/viewmodels/rows_model.hpp"

namespace hearth::client::viewmodels {

struct SearchRow {
    Q_GADGET
    Q_PROPERTY(QString scope MEMBER scope)
    Q_PROPERTY(QString family MEMBER family)
    Q_PROPERTY(QString kind MEMBER kind)        // "Visit"
    Q_PROPERTY(QString snippet MEMBER snippet)  // styled text: matches in bold, the rest escaped
public:
    QString scope;
    QString family;
    QString kind;
    QString snippet;
    friend bool operator==(const SearchRow&, const SearchRow&) = default;
};

class CaseloadModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the app")
    Q_PROPERTY(int filter READ filter WRITE setFilter NOTIFY changed)
    Q_PROPERTY(QString searchText READ searchText WRITE setSearchText NOTIFY changed)
    Q_PROPERTY(bool isSearching READ isSearching NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)  // "28 families, 51 children"
    Q_PROPERTY(QString failure READ failure NOTIFY changed)
    // How many families each filter shows, by Filter.
    Q_PROPERTY(QList<int> counts READ counts NOTIFY changed)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* families READ families CONSTANT)
    Q_PROPERTY(hearth::client::viewmodels::RowsModel* hits READ hits CONSTANT)

public:
    enum Filter { Everyone, Overdue, NotSeenAlone, OnPlan, Disability };
    Q_ENUM(Filter)

    CaseloadModel(Session& session, CaseloadFeed& feed, QObject* parent = nullptr);

    [[nodiscard]] int filter() const { return m_filter; }
    void setFilter(int filter);
    [[nodiscard]] QString searchText() const { return m_searchText; }
    void setSearchText(const QString& text);
    [[nodiscard]] bool isSearching() const { return !m_searchText.trimmed().isEmpty(); }
    [[nodiscard]] QString summary() const { return m_summary; }
    [[nodiscard]] QString failure() const { return m_failure; }
    [[nodiscard]] QList<int> counts() const { return m_counts; }
    [[nodiscard]] RowsModel* families() const { return m_families; }
    [[nodiscard]] RowsModel* hits() const { return m_hits; }

signals:
    void changed();

private:
    void show();
    void search();

    Session& m_session;
    CaseloadFeed& m_feed;
    QTimer m_searchSoon;  // not one search a keystroke
    int m_filter = Everyone;
    QString m_searchText;
    QString m_summary;
    QString m_failure;
    QList<int> m_counts;
    RowsModel* m_families;
    RowsModel* m_hits;
};

}  // namespace hearth::client::viewmodels
