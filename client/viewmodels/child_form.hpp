// ChildForm: one child's card in a visit. An answer that follows from another is given with it
// (spoken to alone means seen alone means seen; not seen means not seen alone), so that the common
// case is one tap; nothing else is ever answered for the worker. Owner: VisitModel. Threads: UI.
#pragma once

#include <QObject>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include "client/viewmodels/case_file_rows.hpp"
#include "schema/records/visit.pb.h"

namespace hearth::client::viewmodels {

// The numbers of records::Answer and records::NotAloneReason, for QML.
class Answers : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("values only")

public:
    enum Answer { Unanswered = 0, Yes = 1, No = 2, NotRecorded = 3 };
    Q_ENUM(Answer)
    enum Reason { NoReason = 0, ChildRefused = 1, InappropriateAge = 2, WorkerUnable = 3 };
    Q_ENUM(Reason)
};

class ChildForm : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by a visit")
    Q_PROPERTY(QString name READ name CONSTANT)
    Q_PROPERTY(QString age READ age CONSTANT)
    Q_PROPERTY(QString usualMethod READ usualMethod CONSTANT)  // how the child communicates
    Q_PROPERTY(QString profile READ profile CONSTANT)
    Q_PROPERTY(QStringList methods READ methods CONSTANT)
    Q_PROPERTY(QStringList reasons READ reasons CONSTANT)  // lawful ones, by Answers::Reason - 1

    Q_PROPERTY(int seen READ seen WRITE setSeen NOTIFY changed)
    Q_PROPERTY(int seenAlone READ seenAlone WRITE setSeenAlone NOTIFY changed)
    Q_PROPERTY(int spokenAlone READ spokenAlone WRITE setSpokenAlone NOTIFY changed)
    Q_PROPERTY(int reason READ reason WRITE setReason NOTIFY changed)
    Q_PROPERTY(QString detail READ detail WRITE setDetail NOTIFY changed)
    Q_PROPERTY(int awake READ awake WRITE setAwake NOTIFY changed)
    Q_PROPERTY(int bedroom READ bedroom WRITE setBedroom NOTIFY changed)
    Q_PROPERTY(int method READ method WRITE setMethod NOTIFY changed)  // place in methods; -1: none
    Q_PROPERTY(QString ownWords READ ownWords WRITE setOwnWords NOTIFY changed)
    Q_PROPERTY(QString presentation READ presentation WRITE setPresentation NOTIFY changed)
    Q_PROPERTY(bool asksReason READ asksReason NOTIFY changed)  // seen, but not alone
    Q_PROPERTY(bool asksDetail READ asksDetail NOTIFY changed)  // what prevented it

public:
    ChildForm(const ChildCardRow& child, records::Observation observation, QObject* parent);

    [[nodiscard]] const records::Observation& observation() const { return m_now; }

    [[nodiscard]] QString name() const { return m_child.name; }
    [[nodiscard]] QString age() const { return m_child.age; }
    [[nodiscard]] QString usualMethod() const { return m_child.method; }
    [[nodiscard]] QString profile() const { return m_child.profile; }
    [[nodiscard]] QStringList methods() const;
    [[nodiscard]] QStringList reasons() const;

    [[nodiscard]] int seen() const { return m_now.seen(); }
    void setSeen(int answer);
    [[nodiscard]] int seenAlone() const { return m_now.seen_alone(); }
    void setSeenAlone(int answer);
    [[nodiscard]] int spokenAlone() const { return m_now.spoken_alone(); }
    void setSpokenAlone(int answer);
    [[nodiscard]] int reason() const { return m_now.not_alone_reason(); }
    void setReason(int reason);
    [[nodiscard]] QString detail() const;
    void setDetail(const QString& text);
    [[nodiscard]] int awake() const { return m_now.awake(); }
    void setAwake(int answer);
    [[nodiscard]] int bedroom() const { return m_now.bedroom_seen(); }
    void setBedroom(int answer);
    [[nodiscard]] int method() const;
    void setMethod(int place);
    [[nodiscard]] QString ownWords() const;
    void setOwnWords(const QString& text);
    [[nodiscard]] QString presentation() const;
    void setPresentation(const QString& text);
    [[nodiscard]] bool asksReason() const;
    [[nodiscard]] bool asksDetail() const;
    // When a visit turns out to be one in which nobody is seen, and back.
    void setNotSeen();
    void clearNotSeen();

signals:
    void changed();
    void answered();  // a tap: becomes an edit soon
    void typed();     // a keystroke: kept within a second

private:
    void keepReasonConsistent();
    void tell(bool wasTap);

    ChildCardRow m_child;
    records::Observation m_now;
    // A reason that no longer applies is set aside, not thrown away: answers get tapped by mistake.
    records::NotAloneReason m_reasonAside = records::NOT_ALONE_UNSPECIFIED;
    std::string m_detailAside;
};

}  // namespace hearth::client::viewmodels
