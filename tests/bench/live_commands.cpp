// Commands of a tablet that stays in touch with its server.
#include "tests/bench/tablet_console.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;

void TabletConsole::addLiveCommands() {
    m_commands["live"] = [this](Words& words) { return live(words); };
}

json::object TabletConsole::progressOf(const protocol::SyncProgress& progress) {
    return {{"edits_sent", progress.editsSent},   {"entities_received", progress.entitiesReceived},
            {"scopes_done", progress.scopesDone}, {"scopes_total", progress.scopesTotal},
            {"reviews", progress.reviews},        {"held", progress.held},
            {"exchanges", progress.exchanges},    {"digest_repairs", progress.digestRepairs},
            {"edits_offered", progress.editsOffered}, {"scopes_left", progress.scopesLeft},
            {"forked", progress.forked}};
}

TabletConsole::Answer TabletConsole::live(Words& words) {
    const std::string word = words.next();
    if (!word.empty() && word != "on" && word != "off")
        return Error(ErrorCode::InvalidArgument, "live is on or off");
    if (word == "off") goOffline();
    if (word == "on" && !m_online) {
        const auto opened = store();
        if (!opened) return opened.error();
        m_online = std::make_unique<OnlineTablet>(
            OnlineTablet::Surroundings{**opened, m_tablet->signer(), m_tablet->enrolment(),
                                       m_tablet->deviceKey(), m_clock, m_random, m_storeMutex},
            [this](const client::sync::SyncReport& report) { onSynced(report); });
    }
    return json::object{{"live", m_online != nullptr},
                        {"connected", m_online != nullptr && m_online->isLive()}};
}

void TabletConsole::goOffline() {
    m_online.reset();
}

void TabletConsole::onSynced(const client::sync::SyncReport& report) {
    json::object line;
    if (!report.complete) {
        line = {{"code", static_cast<int>(report.code)}, {"error", report.sentence}};
    } else {
        // Nothing to say: a tablet that is at rest prints nothing.
        if (report.progress.editsSent + report.progress.entitiesReceived == 0) return;
        line = progressOf(report.progress);
    }
    line["event"] = report.complete ? "synced" : "failed";
    print(line);
}

}  // namespace hearth::bench
