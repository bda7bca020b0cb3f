#include <filesystem>
#include <iterator>
#include <system_error>

#include "server/store/apply.hpp"
#include "server/store/decided_by.hpp"
#include "server/store/migrate.hpp"
#include "server/store/verify.hpp"
#include "shared/records/as_of.hpp"
#include "shared/sqlite/query.hpp"

namespace hearth::server::store {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {

namespace fs = std::filesystem;

// Edits of one transaction of the replay: its file may vanish, so there is no reason for small
// ones.
constexpr records::Rev kReplayGroup = 5000;

// What follows from the log, each table by its key and without columns that only place rows.
struct StateTable {
    std::string_view name;
    std::string_view sql;
};
constexpr StateTable kStateTables[] = {
    {"entity", "SELECT id, type, scope, rev, body, attribution FROM entity ORDER BY type, id"},
    {"scope", "SELECT scope, head, digest, count FROM scope ORDER BY scope"},
    {"held",
     "SELECT edit_id, rev, author, owner, reason, explanation, received FROM held ORDER BY rev"},
    {"review", "SELECT id, scope, owner, open FROM review ORDER BY id"},
    {"involvement",
     "SELECT id, scope, worker, team, role, start_day, end_day, since_rev FROM involvement "
     "ORDER BY id"},
    {"team", "SELECT id, manager FROM team ORDER BY id"},
    {"worker", "SELECT id, role, team, left_day FROM worker ORDER BY id"},
    {"case_file", "SELECT scope, opened_by FROM case_file ORDER BY scope"},
    {"blob_mention",
     "SELECT id, type, hash, scope FROM blob_mention ORDER BY hash, scope, type, id"},
    // What ended before the tables came (0002) is not known; a wrong ended row shows by a replay
    // that decides otherwise.
    {"involvement_past",
     "SELECT id, since_rev, scope, worker, team, end_day, known_from FROM involvement_past "
     "WHERE known_until = 9223372036854775807 ORDER BY id"},
    {"team_past",
     "SELECT id, since_rev, manager, known_from FROM team_past "
     "WHERE known_until = 9223372036854775807 ORDER BY id"},
};
constexpr int kColumnsMax = 8;

// A database of its own for the replay, gone when it ends.
class Scratch {
public:
    explicit Scratch(const std::string& beside) : m_file(beside + ".replay") { remove(); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        m_connection.reset();
        remove();
    }

    [[nodiscard]] Status open(base::Random& random) {
        sqlite::DatabaseKey key{crypto::Secret(kKeyBytes), base::Bytes(kSaltBytes, '\0')};
        random.fill(key.key.octets());
        for (char& octet : key.salt) {
            std::uint8_t value = 0;
            random.fill({&value, 1});
            octet = static_cast<char>(value);
        }
        auto opened = sqlite::Connection::open(m_file, key, sqlite::OpenMode::CreateOrOpen);
        if (!opened) return opened.error();
        m_connection.emplace(std::move(*opened));
        return migrateServer(*m_connection);
    }
    [[nodiscard]] sqlite::Connection& connection() { return *m_connection; }

private:
    static constexpr std::size_t kKeyBytes = 32;
    static constexpr std::size_t kSaltBytes = 16;

    void remove() noexcept {
        std::error_code ignored;
        for (const char* suffix : {"", "-wal", "-shm", ".lock"})
            fs::remove(m_file + suffix, ignored);
    }

    std::string m_file;
    std::optional<sqlite::Connection> m_connection;
};

// Which version decided a row, asked in ascending order.
class Deciders {
public:
    explicit Deciders(std::vector<DecidedFrom> versions) : m_versions(std::move(versions)) {}

    [[nodiscard]] Result<std::uint32_t> at(records::Rev rev) {
        while (m_next < m_versions.size() && m_versions[m_next].rev <= rev)
            m_version = m_versions[m_next++].schemaVersion;
        if (m_version <= records::kSchemaVersion) return m_version;
        return Error(
            ErrorCode::UnsupportedVersion,
            "revision " + std::to_string(rev) + " was decided by a newer program than this one");
    }

private:
    std::vector<DecidedFrom> m_versions;
    std::size_t m_next = 0;
    std::uint32_t m_version = 1;
};

Status replayRow(ApplyPath& path, const LogRow& row, std::uint32_t version) {
    const records::AsOf asOf(version);
    const auto edit = records::decodeEdit(row.bytes);
    if (!edit) return edit.error();
    protocol::EditAck said;
    if (!said.ParseFromString(row.outcome))
        return Error(ErrorCode::Corrupt,
                     "the outcome of revision " + std::to_string(row.rev) + " does not decode");
    const bool kindWasUnknown =
        version < records::kSchemaVersion && said.held_reason() == protocol::HELD_UNKNOWN_KIND;
    const auto ack = path.apply({row.bytes,
                                 *edit,
                                 row.peerWorker,
                                 row.received,
                                 true,
                                 {said.judged_time()},
                                 kindWasUnknown});
    if (!ack) return ack.error();
    if (ack->SerializeAsString() != row.outcome)
        return Error(ErrorCode::Corrupt,
                     "revision " + std::to_string(row.rev) + ": the replay decides otherwise");
    return {};
}

Status replayLog(LogTable& log, Deciders deciders, sqlite::Connection& into) {
    const auto epochs = log.epochs();
    if (!epochs) return epochs.error();
    ApplyPath path(into);
    LogTable replayed(into);
    HEARTH_TRY(into.begin());
    Status status = replayed.create(epochs->front().second);
    auto next = std::next(epochs->begin());
    const auto replay = [&](const LogRow& row) {
        // What counts as seen goes by the epoch that the revision was given under.
        for (; status && next != epochs->end() && next->first <= row.rev; ++next)
            status = replayed.beginEpoch(next->second);
        const auto version = deciders.at(row.rev);
        if (!version) status = version.error();
        if (status) status = replayRow(path, row, *version);
        if (status && row.rev % kReplayGroup == 0) {
            status = into.commit();
            if (status) status = into.begin();
        }
        return status.has_value();
    };
    const Status read = status ? log.read(0, replay) : status;
    if (!read || !status) {
        into.rollback();
        return !read ? read : status;
    }
    return into.commit();
}

// The next row's columns one after another with their lengths; empty at the end.
Result<base::Bytes> nextRow(sqlite::Statement& statement, int columns) {
    const auto more = statement.next();
    if (!more) return more.error();
    base::Bytes row;
    for (int i = 0; *more && i < columns; ++i) {
        const base::Bytes value = statement.blob(i);
        base::appendBigEndian64(row, value.size());
        row += value;
    }
    return row;
}

Status compareTable(const StateTable& table, int columns, sqlite::Connection& ours,
                    sqlite::Connection& replayed) {
    const auto left = ours.prepare(table.sql);
    if (!left) return left.error();
    const auto right = replayed.prepare(table.sql);
    if (!right) return right.error();
    (*left)->bind();
    (*right)->bind();
    while (true) {
        const auto mine = nextRow(**left, columns);
        const auto theirs = nextRow(**right, columns);
        if (!mine) return mine.error();
        if (!theirs) return theirs.error();
        if (*mine != *theirs) {
            const base::Bytes key = mine->empty() ? base::Bytes() : (*left)->blob(0);
            const base::Bytes other = theirs->empty() ? base::Bytes() : (*right)->blob(0);
            (*left)->reset();
            (*right)->reset();
            return Error(ErrorCode::Corrupt, std::string(table.name) + " " +
                                                 base::toHex(key.empty() ? other : key) +
                                                 " is not what the log gives");
        }
        if (mine->empty()) return {};
    }
}

int columnsOf(std::string_view sql) {
    int columns = 1;
    for (const char c : sql.substr(0, sql.find(" FROM ")))
        columns += c == ',' ? 1 : 0;
    INVARIANT(columns <= kColumnsMax);
    return columns;
}

}  // namespace

Status verifyReplayOf(sqlite::Connection& connection, const std::string& file,
                      base::Random& random) {
    LogTable log(connection);
    Scratch scratch(file);
    HEARTH_TRY(scratch.open(random));
    auto versions = DecidedBy(connection).all();
    if (!versions) return versions.error();
    HEARTH_TRY(replayLog(log, Deciders(std::move(*versions)), scratch.connection()));
    for (const StateTable& table : kStateTables)
        HEARTH_TRY(compareTable(table, columnsOf(table.sql), connection, scratch.connection()));
    return {};
}

}  // namespace hearth::server::store
