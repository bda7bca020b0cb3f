// A folder of its own for each test, a key, and shortcuts that fail the test on an error.
// Owner: each test. Threads: one.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "shared/sqlite/connection.hpp"

namespace hearth::sqlite {

class DatabaseTest : public testing::Test {
protected:
    DatabaseTest() {
        std::string name = (std::filesystem::temp_directory_path() / "hearth-XXXXXX").string();
        EXPECT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
        file = folder / "store.db";
    }
    ~DatabaseTest() override { std::filesystem::remove_all(folder); }

    static DatabaseKey keyOf(char key, char salt) {
        return {crypto::Secret::copyOf(base::Bytes(32, key)), base::Bytes(16, salt)};
    }
    [[nodiscard]] base::Result<Connection> tryOpen(OpenMode mode = OpenMode::CreateOrOpen) const {
        return Connection::open(file, key, mode);
    }
    [[nodiscard]] Connection open(OpenMode mode = OpenMode::CreateOrOpen) const {
        auto opened = tryOpen(mode);
        if (!opened) throw std::runtime_error(opened.error().message());
        return std::move(*opened);
    }
    // A store with one table of notes, `rows` of them.
    [[nodiscard]] Connection openWithNotes(int rows = 0) const {
        Connection db = open();
        ok(db.execute("CREATE TABLE note(id INTEGER PRIMARY KEY, body BLOB NOT NULL)"));
        ok(db.transaction([&]() -> base::Status {
            for (int i = 0; i < rows; ++i)
                HEARTH_TRY(addNote(db, std::string(900, 'n')));
            return {};
        }));
        return db;
    }
    static base::Status addNote(Connection& db, std::string_view body) {
        const auto insert = db.prepare("INSERT INTO note(body) VALUES(?)");
        if (!insert) return insert.error();
        return (*insert)->bind(body).run();
    }
    static std::int64_t notes(Connection& db) { return number(db, "SELECT count(*) FROM note"); }

    static void ok(const base::Status& status) {
        EXPECT_TRUE(status) << (status ? "" : status.error().message());
    }
    static std::int64_t number(Connection& db, std::string_view sql) {
        const auto value = db.queryInt(sql);
        EXPECT_TRUE(value) << sql << (value ? "" : ": " + value.error().message());
        return value ? *value : -1;
    }
    static std::string text(Connection& db, std::string_view sql) {
        const auto value = db.queryText(sql);
        EXPECT_TRUE(value) << sql << (value ? "" : ": " + value.error().message());
        return value ? *value : "";
    }
    static base::Bytes contentOf(const std::filesystem::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    static void write(const std::filesystem::path& path, base::ByteView content) {
        std::ofstream(path, std::ios::binary) << content;
    }

    std::filesystem::path folder;
    std::filesystem::path file;
    DatabaseKey key = keyOf('k', 's');
};

}  // namespace hearth::sqlite
