#include "client/viewmodels/sync_model.hpp"

#include <cstdlib>
#include <map>

#include <QStringList>

#include "client/viewmodels/name_book.hpp"
#include "client/viewmodels/words.hpp"
#include "shared/base/limits.hpp"

namespace hearth::client::viewmodels {

namespace {

constexpr int kTickMillis = 30'000;

struct Say {
    Q_DECLARE_TR_FUNCTIONS(Sync)
};

QString heldWords(protocol::HeldReason reason) {
    switch (reason) {
        case protocol::HELD_NOT_YOUR_CASE:
            return Say::tr("The case was no longer yours when this arrived");
        case protocol::HELD_UNKNOWN_KIND:
            return Say::tr("The server does not know this kind of change yet");
        case protocol::HELD_INVALID:
            return Say::tr("It breaks a rule of the record");
        case protocol::HELD_MISSING_TARGET:
            return Say::tr("It changes something the server does not have");
        case protocol::HELD_ID_REUSED:
            return Say::tr("Another record has the same number");
        case protocol::HELD_OTHER_AUTHOR:
            return Say::tr("It was written under another name than this tablet's");
        case protocol::HELD_TYPED:
            return Say::tr("Words of a form that was open when the case left this tablet");
        case protocol::HELD_FORKED:
            return Say::tr("This tablet was copied or restored");
        default:
            return Say::tr("A person has to look at it");
    }
}

// "Visit, 2 observations of a child": what an edit touches, counted by type.
QString targetsWords(const std::vector<records::EntityKey>& targets) {
    std::map<records::TypeNumber, int> counts;
    for (const auto& key : targets)
        ++counts[key.type];
    QStringList parts;
    for (const auto& [number, count] : counts) {
        const auto* type = records::findType(number);
        const auto label =
            type == nullptr ? Say::tr("Record") : QString::fromStdString(type->label);
        parts << (count == 1 ? label : Say::tr("%1 (%2)").arg(label).arg(count));
    }
    return parts.join(QStringLiteral(", "));
}

struct Reading {
    store::SyncState state;
    std::vector<OutboxRow> rows;
};

base::Result<Reading> readState(RecordSource& source) {
    Reading reading;
    const auto state = source.syncState();
    if (!state) return state.error();
    reading.state = *state;
    const auto outbox = source.outbox();
    if (!outbox) return outbox.error();
    const auto names = NameBook::read(source);
    if (!names) return names.error();
    for (const auto& edit : *outbox) {
        OutboxRow row;
        row.what = targetsWords(edit.targets);
        row.when = Words::moment(edit.claimed, source.now());
        row.size = Words::bytes(edit.bytes);
        row.held = edit.state == store::EditState::Held;
        if (row.held) {
            row.note = Say::tr("%1. It is kept, and with %2.")
                           .arg(heldWords(edit.heldReason), names->name(edit.heldOwner));
        }
        reading.rows.push_back(std::move(row));
    }
    return reading;
}

}  // namespace

SyncModel::SyncModel(Session& session, QObject* parent)
    : QObject(parent), m_session(session), m_outbox(RowsModel::of<OutboxRow>(this)) {
    m_tick.setInterval(kTickMillis);
    connect(&m_tick, &QTimer::timeout, this, &SyncModel::changed);
    connect(&m_session, &Session::changed, this, &SyncModel::read);
}

void SyncModel::attach(SyncRunner* runner, const QString& server) {
    m_runner = runner;
    m_server = server;
    m_tick.start();
    read();
    if (runner == nullptr) return;
    connect(runner, &SyncRunner::started, this, [this] {
        m_running = true;
        m_progress = {};
        emit changed();
    });
    connect(runner, &SyncRunner::progressed, this, [this](const auto& progress) {
        m_progress = progress;
        emit changed();
    });
    connect(runner, &SyncRunner::finished, this, &SyncModel::onFinished);
}

void SyncModel::onFinished(const sync::SyncReport& report) {
    m_running = false;
    m_progress = report.progress;
    m_reachable = report.complete || report.code != base::ErrorCode::Unreachable;
    QStringList problems;
    if (!report.complete) problems << QString::fromStdString(report.sentence);
    for (const std::string& notice : report.notices)
        problems << QString::fromStdString(notice);
    m_problem = problems.join(QLatin1Char(' '));
    const auto moved = report.progress.entitiesReceived + report.progress.editsSent;
    if (moved > 0) {
        emit m_session.changed();
    } else {
        read();
    }
    emit changed();
}

void SyncModel::read() {
    m_session.ask(
        this, [](RecordSource& source) { return readState(source); },
        [this](base::Result<Reading> reading) {
            m_failure = reading ? QString() : Words::failure(reading.error());
            if (reading) {
                m_state = reading->state;
                m_outbox->setRows(reading->rows);
            }
            emit changed();
        });
}

void SyncModel::syncNow() {
    if (m_runner != nullptr) m_runner->requestNow();
}

QString SyncModel::unsentSize() const {
    return Words::bytes(m_state.unsentBytes);
}

QString SyncModel::lastContact() const {
    if (m_state.lastContact.millis == 0) return tr("never");
    // The contact is in the server's time; the tablet's clock may differ by the skew.
    return Words::ago(m_state.lastContact, m_session.now() - m_state.clockSkew);
}

double SyncModel::progress() const {
    if (!m_running || m_progress.scopesTotal == 0) return -1;
    return static_cast<double>(m_progress.scopesDone) / static_cast<double>(m_progress.scopesTotal);
}

QString SyncModel::progressWords() const {
    if (!m_running) return {};
    return tr("%1 changes sent, %2 of %3 cases up to date")
        .arg(m_progress.editsSent)
        .arg(m_progress.scopesDone)
        .arg(m_progress.scopesTotal);
}

bool SyncModel::isSafe() const {
    return m_state.unsentEdits == 0 && m_state.heldEdits == 0 && m_state.lastContact.millis != 0;
}

QString SyncModel::headline() const {
    if (!m_failure.isEmpty()) return m_failure;
    if (m_state.unsentEdits == 1) return tr("1 change is on this tablet only");
    if (m_state.unsentEdits > 0) {
        return tr("%1 changes are on this tablet only").arg(m_state.unsentEdits);
    }
    if (m_state.lastContact.millis == 0) return tr("This tablet has not reached the server yet");
    if (m_state.heldEdits > 0) return tr("Everything is with the server, some of it held");
    return tr("Everything you recorded is with the server");
}

QString SyncModel::advice() const {
    if (m_running) return tr("Talking to the server.");
    if (!m_reachable) {
        return m_state.unsentEdits > 0
                   ? tr("There is no network just now. What you recorded is kept here safely and "
                        "goes by itself when there is one.")
                   : tr("There is no network just now. You can go on recording.");
    }
    if (!m_problem.isEmpty()) return m_problem;
    if (m_state.unsentEdits > 0) return tr("They are kept here safely and go by themselves.");
    if (m_state.heldEdits > 0) return tr("A person looks at what is held. Nothing is lost.");
    return tr("There is nothing you need to do.");
}

QString SyncModel::clockWords() const {
    if (std::abs(m_state.clockSkew.count) < base::kClockSkewShown.count) return {};
    const auto span = Words::span({std::abs(m_state.clockSkew.count)});
    return m_state.clockSkew.count > 0
               ? tr("This tablet's clock is %1 ahead of the server's. The record shows both.")
                     .arg(span)
               : tr("This tablet's clock is %1 behind the server's. The record shows both.")
                     .arg(span);
}

}  // namespace hearth::client::viewmodels
