#include "client/viewmodels/child_form.hpp"

#include "shared/records/code_list.hpp"
#include "shared/records/schema.hpp"

namespace hearth::client::viewmodels {

namespace {

constexpr const char* kMethodList = "communication_method";

records::Answer toAnswer(int answer) {
    return records::Answer_IsValid(answer) ? static_cast<records::Answer>(answer)
                                           : records::UNANSWERED;
}

}  // namespace

ChildForm::ChildForm(const ChildCardRow& child, records::Observation observation, QObject* parent)
    : QObject(parent), m_child(child), m_now(std::move(observation)) {}

QStringList ChildForm::methods() const {
    QStringList labels;
    for (const auto& code : records::codeList(kMethodList)) {
        labels << QString::fromStdString(code.label);
    }
    return labels;
}

QStringList ChildForm::reasons() const {
    const auto* field = records::typeOf(m_now).fieldNamed("not_alone_reason");
    QStringList labels;
    for (const auto reason :
         {records::CHILD_REFUSED, records::INAPPROPRIATE_AGE, records::WORKER_UNABLE}) {
        labels << QString::fromStdString(records::labelOf(*field, reason));
    }
    return labels;
}

void ChildForm::setSeen(int answer) {
    if (answer == m_now.seen()) return;
    m_now.set_seen(toAnswer(answer));
    if (answer == records::NO) {
        m_now.set_seen_alone(records::NO);
        m_now.set_spoken_alone(records::NO);
        if (m_now.awake() == records::YES) m_now.set_awake(records::UNANSWERED);
    }
    keepReasonConsistent();
    tell(true);
}

void ChildForm::setSeenAlone(int answer) {
    if (answer == m_now.seen_alone()) return;
    m_now.set_seen_alone(toAnswer(answer));
    if (answer == records::YES) m_now.set_seen(records::YES);
    if (answer == records::NO) m_now.set_spoken_alone(records::NO);
    // "Not spoken to alone" followed from "not seen alone": with that gone it is open again.
    if (answer == records::YES && m_now.spoken_alone() == records::NO &&
        m_now.not_alone_reason() == records::NOT_ALONE_UNSPECIFIED) {
        m_now.set_spoken_alone(records::UNANSWERED);
    }
    keepReasonConsistent();
    tell(true);
}

void ChildForm::setSpokenAlone(int answer) {
    if (answer == m_now.spoken_alone()) return;
    m_now.set_spoken_alone(toAnswer(answer));
    if (answer == records::YES) {
        m_now.set_seen(records::YES);
        m_now.set_seen_alone(records::YES);
    }
    keepReasonConsistent();
    tell(true);
}

void ChildForm::keepReasonConsistent() {
    if (asksReason()) {
        if (m_now.not_alone_reason() == records::NOT_ALONE_UNSPECIFIED) {
            m_now.set_not_alone_reason(m_reasonAside);
        }
    } else if (m_now.not_alone_reason() != records::NOT_ALONE_UNSPECIFIED) {
        m_reasonAside = m_now.not_alone_reason();
        m_now.clear_not_alone_reason();
    }
    if (asksDetail()) {
        if (m_now.not_alone_detail().empty()) m_now.set_not_alone_detail(m_detailAside);
    } else if (!m_now.not_alone_detail().empty()) {
        m_detailAside = m_now.not_alone_detail();
        m_now.clear_not_alone_detail();
    }
}

void ChildForm::setReason(int reason) {
    if (reason == m_now.not_alone_reason() || !records::NotAloneReason_IsValid(reason)) return;
    m_now.set_not_alone_reason(static_cast<records::NotAloneReason>(reason));
    m_reasonAside = records::NOT_ALONE_UNSPECIFIED;
    tell(true);
}

QString ChildForm::detail() const {
    return QString::fromStdString(m_now.not_alone_detail());
}

void ChildForm::setDetail(const QString& text) {
    if (text == detail()) return;
    m_now.set_not_alone_detail(text.toStdString());
    m_detailAside.clear();
    tell(false);
}

void ChildForm::setAwake(int answer) {
    if (answer == m_now.awake()) return;
    // Who was not seen was not seen awake; the screen does not ask it then.
    if (answer == records::YES && m_now.seen() == records::NO) return;
    m_now.set_awake(toAnswer(answer));
    tell(true);
}

void ChildForm::setBedroom(int answer) {
    if (answer == m_now.bedroom_seen()) return;
    m_now.set_bedroom_seen(toAnswer(answer));
    tell(true);
}

int ChildForm::method() const {
    int place = 0;
    for (const auto& code : records::codeList(kMethodList)) {
        if (code.code == m_now.communication_method()) return place;
        ++place;
    }
    return -1;
}

void ChildForm::setMethod(int place) {
    const auto codes = records::codeList(kMethodList);
    if (place == method() || place < 0 || static_cast<std::size_t>(place) >= codes.size()) return;
    m_now.set_communication_method(codes[static_cast<std::size_t>(place)].code);
    tell(true);
}

QString ChildForm::ownWords() const {
    return QString::fromStdString(m_now.own_words());
}

void ChildForm::setOwnWords(const QString& text) {
    if (text == ownWords()) return;
    m_now.set_own_words(text.toStdString());
    tell(false);
}

QString ChildForm::presentation() const {
    return QString::fromStdString(m_now.presentation());
}

void ChildForm::setPresentation(const QString& text) {
    if (text == presentation()) return;
    m_now.set_presentation(text.toStdString());
    tell(false);
}

bool ChildForm::asksReason() const {
    const auto notAlone = m_now.seen_alone() == records::NO || m_now.spoken_alone() == records::NO;
    return m_now.seen() != records::NO && notAlone;
}

bool ChildForm::asksDetail() const {
    return m_now.seen() == records::NO || asksReason();
}

void ChildForm::setNotSeen() {
    if (m_now.seen() == records::UNANSWERED) setSeen(records::NO);
}

void ChildForm::clearNotSeen() {
    if (m_now.seen() != records::NO) return;
    m_now.clear_seen();
    m_now.clear_seen_alone();
    m_now.clear_spoken_alone();
    keepReasonConsistent();
    tell(true);
}

void ChildForm::tell(bool wasTap) {
    emit changed();
    if (wasTap) {
        emit answered();
    } else {
        emit typed();
    }
}

}  // namespace hearth::client::viewmodels
