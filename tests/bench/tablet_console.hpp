// A headless tablet: the app's own store and sync code, driven by lines on standard input, with one
// JSON object on one line as the answer to each:
//   enrol HOST:PORT CODE LABEL       unlock            sync         state      outbox
//   caseload     list TYPE SCOPE|all      show TYPE ID      search WORDS
//   new TYPE SCOPE|own {fields}      set TYPE ID {fields}      retire TYPE ID REASON
//   open NAME TYPE ID                saveopen NAME {fields}    (opened now, saved later)
//   seal TYPE ID [TYPE ID ...]       resolve TYPE ID UNIT {fields} [SIBLING ...] REASON
//   attach SCOPE FILE {fields}       attachment HASH   fetch HASH (with the next sync)
//   raw TYPE-NUMBER ID               (body and attribution in hex, also of what is not known here)
//   op KIND-NUMBER TYPE-NUMBER ID SCOPE UNIT HEX    (one operation as it stands)
//   typing FORM TEXT     typing? FORM     forms     forget FORM     check     exit
//   departures           (cases that left this tablet)
//   live on              live off         live      (stay in touch with the server, as the app
//   does)
// {"ok":true,...} or {"ok":false,"code":N,"error":"..."}. While live, a line of its own says what a
// sync brought or sent: {"event":"synced",...}, or why one failed: {"event":"failed",...}.
// Owner: main. Threads: one for the lines; while live, another for the network. They share the
// store under a lock.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "client/platform/https_transport.hpp"
#include "client/platform/key_store.hpp"
#include "client/sync/sync_engine.hpp"
#include "client/sync/tablet.hpp"
#include "tests/bench/online_tablet.hpp"
#include "tests/bench/record_json.hpp"

namespace hearth::bench {

struct TabletPlace {
    std::filesystem::path folder;
    std::filesystem::path keyStoreFile;
    std::filesystem::path passphraseFile;
    base::Millis clockError{};  // the tablet's wall clock is so much ahead of the machine's
};

// The machine's clock, wrongly set.
class ErringClock final : public base::Clock {
public:
    explicit ErringClock(base::Millis error) noexcept : m_error(error) {}
    [[nodiscard]] base::WallTime wallNow() const override { return m_real.wallNow() + m_error; }
    // Nobody sets this one.
    [[nodiscard]] base::BootTime bootNow() const override { return m_real.bootNow(); }

private:
    base::SystemClock m_real;
    base::Millis m_error;
};

// What is left of a command line, taken word by word.
class Words {
public:
    explicit Words(std::string_view line) noexcept : m_rest(line) {}
    [[nodiscard]] std::string next();
    // A JSON object; InvalidArgument if there is none.
    [[nodiscard]] base::Result<json::object> object();
    // All that is left, without the blanks before it.
    [[nodiscard]] std::string rest();

private:
    void skipBlanks() noexcept;
    std::string_view m_rest;
};

class TabletConsole {
public:
    explicit TabletConsole(TabletPlace place);
    // Until "exit" or the end of `in`.
    void run(std::istream& in, std::ostream& out);

private:
    using Answer = base::Result<json::object>;
    using Command = std::function<Answer(Words&)>;

    [[nodiscard]] json::object answer(const std::string& line);
    [[nodiscard]] static json::object progressOf(const protocol::SyncProgress& progress);
    // One line, whole, whichever thread says it.
    void print(const json::object& line);
    [[nodiscard]] base::Result<crypto::Secret> passphrase() const;
    // NotFound while locked.
    [[nodiscard]] base::Result<client::store::TabletStore*> store();

    void addTabletCommands();
    void addRecordCommands();
    void addChangeCommands();
    void addBlobCommands();
    void addLiveCommands();
    void addRawCommands();

    // --- tablet_console.cpp
    [[nodiscard]] Answer enrol(Words& words);
    [[nodiscard]] Answer unlock();
    [[nodiscard]] Answer sync();
    [[nodiscard]] Answer state();
    [[nodiscard]] Answer outbox();
    [[nodiscard]] Answer departures();
    [[nodiscard]] Answer check();
    [[nodiscard]] Answer typing(Words& words);
    [[nodiscard]] Answer typed(Words& words);
    // --- live_commands.cpp
    [[nodiscard]] Answer live(Words& words);
    void goOffline();
    void onSynced(const client::sync::SyncReport& report);
    // --- record_commands.cpp
    [[nodiscard]] Answer caseload();
    [[nodiscard]] Answer list(Words& words);
    [[nodiscard]] Answer show(Words& words);
    // As a person sees it; NotFound.
    [[nodiscard]] base::Result<client::store::ViewEntity> viewOf(const records::EntityKey& key);
    [[nodiscard]] Answer search(Words& words);
    // --- raw_commands.cpp
    [[nodiscard]] Answer raw(Words& words);
    [[nodiscard]] Answer operation(Words& words);
    // --- change_commands.cpp
    [[nodiscard]] Answer create(Words& words);
    [[nodiscard]] Answer set(Words& words);
    [[nodiscard]] Answer open(Words& words);
    [[nodiscard]] Answer saveOpen(Words& words);
    [[nodiscard]] Answer seal(Words& words);
    [[nodiscard]] Answer retire(Words& words);
    [[nodiscard]] Answer resolve(Words& words);
    // --- blob_commands.cpp
    [[nodiscard]] Answer attach(Words& words);
    [[nodiscard]] Answer attachment(Words& words);
    [[nodiscard]] Answer fetch(Words& words);
    [[nodiscard]] Answer saveWith(const records::Opened& opened, const json::object& given);
    [[nodiscard]] Answer saved(std::vector<records::Op> ops);
    [[nodiscard]] base::Result<records::EntityKey> keyIn(Words& words) const;
    [[nodiscard]] base::Result<records::Opened> opened(const records::EntityKey& key);

    TabletPlace m_place;
    ErringClock m_clock;
    crypto::SystemRandom m_random;
    client::platform::FileKeyStore m_keyStore;
    std::optional<client::sync::Tablet> m_tablet;
    std::unique_ptr<client::platform::HttpsTransport> m_transport;
    std::unique_ptr<client::sync::SyncEngine> m_engine;
    std::map<std::string, records::Opened> m_forms;
    std::map<std::string, Command> m_commands;
    std::mutex m_storeMutex;
    std::mutex m_printMutex;
    std::ostream* m_out = nullptr;
    // Last: its thread uses what is above.
    std::unique_ptr<OnlineTablet> m_online;
};

}  // namespace hearth::bench
