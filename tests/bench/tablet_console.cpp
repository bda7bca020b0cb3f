#include "tests/bench/tablet_console.hpp"

#include <algorithm>
#include <chrono>
#include <istream>
#include <ostream>
#include <set>

#include "client/platform/https_enroller.hpp"
#include "client/store/durable_file.hpp"
#include "tests/bench/options.hpp"

namespace hearth::bench {

using base::Error;
using base::ErrorCode;
using base::Result;
namespace sync = client::sync;
namespace store = client::store;

namespace {

constexpr std::size_t kPassphraseBytesMax = 1024;
constexpr std::string_view kBlanks = " \t\r";
constexpr double kMicrosASecond = 1e6;
const std::set<std::string> kNetworkCommands{"enrol", "unlock", "live"};

json::object failed(const Error& error) {
    return {{"ok", false}, {"code", static_cast<int>(error.code())}, {"error", error.message()}};
}

const char* wordFor(store::EditState state) {
    switch (state) {
        case store::EditState::Unsent:
            return "unsent";
        case store::EditState::Acknowledged:
            return "acknowledged";
        case store::EditState::Reviewed:
            return "reviewed";
        case store::EditState::Held:
            return "held";
    }
    return "unknown";
}

}  // namespace

std::string Words::next() {
    skipBlanks();
    const std::size_t end = m_rest.find_first_of(kBlanks);
    std::string word(m_rest.substr(0, end));
    m_rest.remove_prefix(word.size());
    return word;
}

void Words::skipBlanks() noexcept {
    m_rest.remove_prefix(std::min(m_rest.find_first_not_of(kBlanks), m_rest.size()));
}

std::string Words::rest() {
    skipBlanks();
    std::string all(m_rest);
    m_rest = {};
    return all;
}

Result<json::object> Words::object() {
    skipBlanks();
    json::stream_parser parser;
    boost::system::error_code problem;
    const std::size_t used = parser.write_some(m_rest.data(), m_rest.size(), problem);
    if (problem || !parser.done())
        return Error(ErrorCode::InvalidArgument, "a JSON object is expected");
    m_rest.remove_prefix(used);
    json::value value = parser.release();
    if (!value.is_object()) return Error(ErrorCode::InvalidArgument, "a JSON object is expected");
    return std::move(value.as_object());
}

TabletConsole::TabletConsole(TabletPlace place)
    : m_place(std::move(place)), m_clock(m_place.clockError), m_keyStore(m_place.keyStoreFile) {
    addTabletCommands();
    addRecordCommands();
    addChangeCommands();
    addBlobCommands();
    addLiveCommands();
    addRawCommands();
}

void TabletConsole::run(std::istream& in, std::ostream& out) {
    m_out = &out;
    std::string line;
    while (std::getline(in, line) && line != "exit")
        print(answer(line));
    goOffline();
}

void TabletConsole::print(const json::object& line) {
    const std::lock_guard lock(m_printMutex);
    *m_out << json::serialize(line) << std::endl;
}

json::object TabletConsole::answer(const std::string& line) {
    Words words(line);
    const auto command = m_commands.find(words.next());
    if (command == m_commands.end())
        return failed(Error(ErrorCode::InvalidArgument, "no such command"));
    std::unique_lock lock(m_storeMutex, std::defer_lock);
    // These end the other thread, which may be waiting for the store.
    if (kNetworkCommands.count(command->first) == 0) lock.lock();
    auto done = command->second(words);
    if (!done) return failed(done.error());
    (*done)["ok"] = true;
    return std::move(*done);
}

void TabletConsole::addTabletCommands() {
    m_commands["enrol"] = [this](Words& words) { return enrol(words); };
    m_commands["unlock"] = [this](Words&) { return unlock(); };
    m_commands["sync"] = [this](Words&) { return sync(); };
    m_commands["state"] = [this](Words&) { return state(); };
    m_commands["outbox"] = [this](Words&) { return outbox(); };
    m_commands["departures"] = [this](Words&) { return departures(); };
    m_commands["check"] = [this](Words&) { return check(); };
    m_commands["typing"] = [this](Words& words) { return typing(words); };
    m_commands["typing?"] = [this](Words& words) { return typed(words); };
    m_commands["forms"] = [this](Words&) -> Answer {
        const auto opened = store();
        if (!opened) return opened.error();
        const auto forms = (*opened)->typingForms();
        if (!forms) return forms.error();
        return json::object{{"forms", json::value_from(*forms)}};
    };
    m_commands["forget"] = [this](Words& words) -> Answer {
        const auto opened = store();
        if (!opened) return opened.error();
        HEARTH_TRY((*opened)->forgetTyping(words.next()));
        return json::object{};
    };
}

Result<crypto::Secret> TabletConsole::passphrase() const {
    const auto content = store::readWholeFile(m_place.passphraseFile, kPassphraseBytesMax);
    if (!content) return content.error();
    return crypto::Secret::copyOf(
        base::ByteView(*content).substr(0, content->find_first_of("\r\n")));
}

Result<store::TabletStore*> TabletConsole::store() {
    if (!m_tablet) return Error(ErrorCode::NotFound, "the tablet is locked: unlock first");
    return &m_tablet->store();
}

TabletConsole::Answer TabletConsole::enrol(Words& words) {
    const auto address = parseAddress(words.next());
    if (!address) return address.error();
    const std::string code = words.next();
    const std::string label = words.rest();
    const auto secret = m_keyStore.deviceSecret();
    if (!secret) return secret.error();
    const auto phrase = passphrase();
    if (!phrase) return phrase.error();
    client::platform::HttpsEnroller enroller;
    HEARTH_TRY(sync::Tablet::enrol(
        {m_place.folder, address->host, address->port, code, label, *phrase, *secret, enroller},
        m_clock, m_random));
    return unlock();
}

TabletConsole::Answer TabletConsole::unlock() {
    const auto secret = m_keyStore.deviceSecret();
    if (!secret) return secret.error();
    const auto phrase = passphrase();
    if (!phrase) return phrase.error();
    goOffline();
    m_engine.reset();
    m_transport.reset();
    m_tablet.reset();
    auto opened = sync::Tablet::unlock(m_place.folder, *phrase, *secret, m_clock, m_random);
    if (!opened) return opened.error();
    m_tablet.emplace(std::move(*opened));
    m_transport = std::make_unique<client::platform::HttpsTransport>(m_tablet->enrolment(),
                                                                     m_tablet->deviceKey());
    m_engine =
        std::make_unique<sync::SyncEngine>(m_tablet->store(), m_tablet->signer(), *m_transport,
                                           [](const std::function<void()>& job) { job(); });
    m_engine->carryAttachmentsOver(*m_transport);
    const sync::Enrolment& enrolment = m_tablet->enrolment();
    return json::object{{"device", enrolment.device.hex()},
                        {"worker", enrolment.worker.hex()},
                        {"authority", enrolment.authorityName}};
}

TabletConsole::Answer TabletConsole::sync() {
    const auto opened = store();
    if (!opened) return opened.error();
    if (m_online) return Error(ErrorCode::Busy, "this tablet is live and syncs by itself");
    const auto began = std::chrono::steady_clock::now();
    const sync::SyncReport report = m_engine->runOnce();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - began);
    if (!report.complete) return Error(report.code, report.sentence);
    json::object answer = progressOf(report.progress);
    answer["notices"] = json::value_from(report.notices);
    answer["seconds"] = static_cast<double>(took.count()) / kMicrosASecond;
    return answer;
}

TabletConsole::Answer TabletConsole::state() {
    const auto opened = store();
    if (!opened) return opened.error();
    const auto state = (*opened)->syncState();
    if (!state) return state.error();
    return json::object{{"unsent_edits", state->unsentEdits},
                        {"unsent_bytes", state->unsentBytes},
                        {"held_edits", state->heldEdits},
                        {"open_reviews", state->openReviews},
                        {"last_contact", state->lastContact.millis},
                        {"epoch", state->epoch.hex()},
                        {"checkpoint_rev", state->checkpointRev},
                        {"durable_rev", state->durableRev},
                        {"clock_skew_millis", state->clockSkew.count},
                        {"records_server_lacks", state->recordsServerLacks},
                        {"update_needed", state->updateNeeded}};
}

TabletConsole::Answer TabletConsole::outbox() {
    const auto opened = store();
    if (!opened) return opened.error();
    const auto waiting = (*opened)->outbox();
    if (!waiting) return waiting.error();
    json::array edits;
    for (const store::OutboxEdit& edit : *waiting)
        edits.push_back({{"seq", edit.seq},
                         {"id", edit.id.hex()},
                         {"state", wordFor(edit.state)},
                         {"held_reason", protocol::HeldReason_Name(edit.heldReason)},
                         {"bytes", edit.bytes}});
    return json::object{{"edits", std::move(edits)}};
}

TabletConsole::Answer TabletConsole::departures() {
    constexpr std::size_t kShownMax = 100;
    const auto opened = store();
    if (!opened) return opened.error();
    const auto left = (*opened)->departures(kShownMax);
    if (!left) return left.error();
    json::array shown;
    for (const store::Departure& departure : *left)
        shown.push_back({{"scope", departure.scope.hex()},
                         {"records", departure.records},
                         {"held", departure.held}});
    return json::object{{"departures", std::move(shown)}};
}

TabletConsole::Answer TabletConsole::check() {
    const auto opened = store();
    if (!opened) return opened.error();
    HEARTH_TRY((*opened)->checkView());
    HEARTH_TRY((*opened)->checkIntegrity());
    return json::object{};
}

TabletConsole::Answer TabletConsole::typing(Words& words) {
    const auto opened = store();
    if (!opened) return opened.error();
    const std::string form = words.next();
    HEARTH_TRY((*opened)->keepTyping(form, words.rest()));
    return json::object{};
}

TabletConsole::Answer TabletConsole::typed(Words& words) {
    const auto opened = store();
    if (!opened) return opened.error();
    const auto kept = (*opened)->typing(words.next());
    if (!kept) return kept.error();
    if (!*kept) return json::object{{"text", nullptr}};
    return json::object{{"text", **kept}};
}

}  // namespace hearth::bench
