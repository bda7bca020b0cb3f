// The steps of a visit, what is still missing, and where in the form it can be put right.
// Threads: pure functions, any thread.
#pragma once

#include <vector>

#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include "schema/records/visit.pb.h"
#include "shared/records/validation.hpp"

namespace hearth::client::viewmodels {

class VisitStep : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("values only")

public:
    enum Kind { Arrive, People, Child, WhatHappened, Home, Analysis, Actions, Seal };
    Q_ENUM(Kind)
    enum State { Open, Begun, Done };
    Q_ENUM(State)
};

struct StepRow {
    Q_GADGET
    Q_PROPERTY(int kind MEMBER kind)
    Q_PROPERTY(QString title MEMBER title)
    Q_PROPERTY(QString note MEMBER note)      // "seen alone", "not answered yet"
    Q_PROPERTY(int progress MEMBER progress)  // State
    Q_PROPERTY(int child MEMBER child)        // place of the child; -1 for other steps
public:
    int kind = VisitStep::Arrive;
    QString title;
    QString note;
    int progress = VisitStep::Open;
    int child = -1;
    friend bool operator==(const StepRow&, const StepRow&) = default;
};

struct MissingRow {
    Q_GADGET
    Q_PROPERTY(QString sentence MEMBER sentence)
    Q_PROPERTY(int step MEMBER step)  // where it can be put right
public:
    QString sentence;
    int step = 0;
    friend bool operator==(const MissingRow&, const MissingRow&) = default;
};

// A visit in which nobody could be seen has a short form.
[[nodiscard]] bool isShort(records::VisitKind kind) noexcept;

[[nodiscard]] std::vector<StepRow> stepsOf(const records::Visit& visit,
                                           const std::vector<records::ObservedChild>& children,
                                           int actions);
[[nodiscard]] std::vector<MissingRow> missingOf(const records::Visit& visit,
                                                const std::vector<records::ObservedChild>& children,
                                                const std::vector<StepRow>& steps);

}  // namespace hearth::client::viewmodels
