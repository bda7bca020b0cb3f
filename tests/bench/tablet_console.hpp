// A headless tablet: the app's own store and sync code, driven by lines on standard input, with one
// JSON object on one line as the answer to each:
//   enrol HOST:PORT CODE LABEL       unlock            sync         state      outbox
//   caseload     list TYPE SCOPE|all      show TYPE ID      search WORDS
//   new TYPE SCOPE|own {fields}      set TYPE ID {fields}      retire TYPE ID REASON
//   open NAME TYPE ID                saveopen NAME {fields}    (opened now, saved later)
//   seal TYPE ID [TYPE ID ...]       resolve TYPE ID UNIT {fields} [SIBLING ...] REASON
//   raw TYPE-NUMBER ID               (body and attribution in hex, also of what is not known here)
//   op KIND-NUMBER TYPE-NUMBER ID SCOPE UNIT HEX    (one operation as it stands)
//   typing FORM TEXT     typing? FORM     forms     forget FORM     check     exit
// {"ok":true,...} or {"ok":false,"code":N,"error":"..."}.
// Owner: main. Threads: one; the store, the network and the lines share it.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "client/platform/https_transport.hpp"
#include "client/platform/key_store.hpp"
#include "client/sync/sync_engine.hpp"
#include "client/sync/tablet.hpp"
#include "tests/bench/record_json.hpp"

namespace hearth::bench {

struct TabletPlace {
    std::filesystem::path folder;
    std::filesystem::path keyStoreFile;
    std::filesystem::path passphraseFile;
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
    [[nodiscard]] base::Result<crypto::Secret> passphrase() const;
    // NotFound while locked.
    [[nodiscard]] base::Result<client::store::TabletStore*> store();

    void addTabletCommands();
    void addRecordCommands();
    void addChangeCommands();
    void addRawCommands();

    // --- tablet_console.cpp
    [[nodiscard]] Answer enrol(Words& words);
    [[nodiscard]] Answer unlock();
    [[nodiscard]] Answer sync();
    [[nodiscard]] Answer state();
    [[nodiscard]] Answer outbox();
    [[nodiscard]] Answer check();
    [[nodiscard]] Answer typing(Words& words);
    [[nodiscard]] Answer typed(Words& words);
    // --- record_commands.cpp
    [[nodiscard]] Answer caseload();
    [[nodiscard]] Answer list(Words& words);
    [[nodiscard]] Answer show(Words& words);
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
    [[nodiscard]] Answer saveWith(const records::Opened& opened, const json::object& given);
    [[nodiscard]] Answer saved(std::vector<records::Op> ops);
    [[nodiscard]] base::Result<records::EntityKey> keyIn(Words& words) const;
    [[nodiscard]] base::Result<records::Opened> opened(const records::EntityKey& key);

    TabletPlace m_place;
    base::SystemClock m_clock;
    crypto::SystemRandom m_random;
    client::platform::FileKeyStore m_keyStore;
    std::optional<client::sync::Tablet> m_tablet;
    std::unique_ptr<client::platform::HttpsTransport> m_transport;
    std::unique_ptr<client::sync::SyncEngine> m_engine;
    std::map<std::string, records::Opened> m_forms;
    std::map<std::string, Command> m_commands;
};

}  // namespace hearth::bench
