// How a visit gets on disk: VisitModel, third part.
#include "client/viewmodels/visit_model.hpp"
#include "client/viewmodels/words.hpp"

namespace hearth::client::viewmodels {

void VisitModel::keepTyping() {
    m_typingSoon.stop();
    if (!m_draft) return;
    m_session.ask(
        this,
        [draft = *m_draft](RecordSource& source) {
            return source.keepTyping(typingForm(draft.id), encodeTyping(draft));
        },
        [this, version = m_version](const base::Status& status) { setKept(status, version); });
}

void VisitModel::saveEdit() {
    m_editSoon.stop();
    if (!m_draft) return;
    if (m_saving) {
        m_saveAgain = true;
        return;
    }
    const auto draft = *m_draft;
    auto ops = updateOps(draft);
    if (ops.empty()) return goOn();
    m_saving = true;
    m_session.ask(
        this,
        [draft, ops = std::move(ops)](RecordSource& source) -> base::Status {
            // Typing first: it must never be older than the record it belongs to.
            HEARTH_TRY(source.keepTyping(typingForm(draft.id), encodeTyping(draft)));
            const auto saved = source.save(ops);
            if (!saved) return saved.error();
            return {};
        },
        [this, draft, version = m_version](const base::Status& status) {
            setKept(status, version);
            onSaved(status, draft);
        });
}

void VisitModel::onSaved(const base::Status& status, const VisitDraft& saved) {
    m_saving = false;
    if (!m_draft || m_draft->id != saved.id) {
        // Another visit has been opened since; it has its own changes to save.
        m_saveAgain = false;
        return saveEdit();
    }
    if (!status) {
        m_afterwards = Afterwards::Stay;
        m_saveAgain = false;
        return;
    }
    markSaved(*m_draft, saved);
    emit m_session.changed();
    goOn();
}

void VisitModel::goOn() {
    if (m_saveAgain || (m_afterwards != Afterwards::Stay && !updateOps(*m_draft).empty())) {
        m_saveAgain = false;
        return saveEdit();
    }
    const auto wanted = m_afterwards;
    m_afterwards = Afterwards::Stay;
    if (wanted == Afterwards::Close) finishClose();
    if (wanted == Afterwards::Seal) finishSeal();
}

void VisitModel::flush() {
    keepTyping();
    saveEdit();
}

void VisitModel::leaveForNow() {
    if (!m_draft) {
        clear();
        return emit closed();
    }
    m_afterwards = Afterwards::Close;
    saveEdit();
}

void VisitModel::finishClose() {
    const auto hasUnfinishedAction = !m_draft->actionWording.empty();
    const auto draft = *m_draft;
    clear();
    m_session.ask(
        this,
        [draft, hasUnfinishedAction](RecordSource& source) {
            // A half-written action is nowhere but here: it waits for the worker to come back.
            return hasUnfinishedAction
                       ? source.keepTyping(typingForm(draft.id), encodeTyping(draft))
                       : source.forgetTyping(typingForm(draft.id));
        },
        [this](const base::Status&) { emit closed(); });
}

void VisitModel::seal() {
    if (!m_draft || m_afterwards != Afterwards::Stay) return;
    refresh();
    if (!canSeal()) return;
    m_afterwards = Afterwards::Seal;
    saveEdit();
}

void VisitModel::finishSeal() {
    m_session.ask(
        this,
        [draft = *m_draft](RecordSource& source) -> base::Status {
            const auto saved = source.save(sealOps(draft));
            if (!saved) return saved.error();
            // What is sealed is saved; typing that stays behind would only be offered again.
            static_cast<void>(source.forgetTyping(typingForm(draft.id)));
            return {};
        },
        [this, id = m_draft->id](const base::Status& status) {
            setKept(status, m_version);
            if (!status) return;
            clear();
            emit m_session.changed();
            emit sealed(QString::fromStdString(id.hex()));
        });
}

void VisitModel::setKept(const base::Status& status, int version) {
    if (!status) {
        m_kept.clear();
        m_failure = Words::failure(status.error());
    } else {
        m_failure.clear();
        if (version == m_version) m_kept = tr("Kept on this tablet");
    }
    emit keptChanged();
}

}  // namespace hearth::client::viewmodels
