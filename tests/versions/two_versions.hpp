// Real programs of two versions: the shipped hearthd and headless tablet, and those of the next
// version (next_schema.py), any of them with any other. A small authority with one family, which
// Ann (allocated) and Ben (co-worker) hold. Owner: the test. Threads: one.
#pragma once

#include <string>
#include <vector>

#include "schema/records/visit.pb.h"
#include "tests/e2e/story/town.hpp"
#include "tests/server/store/kit.hpp"

namespace hearth::versions {

namespace json = boost::json;

enum class Version { Shipped, Next };
[[nodiscard]] std::string wordOf(Version version);

inline const std::string kAnn = "a";
inline const std::string kBen = "b";

class TwoVersions : public testing::Test {
protected:
    TwoVersions();

    // --- programs -------------------------------------------------------------------------------
    // The first start makes the authority.
    void startServer(Version version, const std::string& settings = {});
    void stopServer();
    // Stopped, and started again as the other program on the same store.
    void replaceServer(Version version);
    // Enrolled and synced with its first start.
    void startTablet(const std::string& name, Version version);
    void replaceTablet(const std::string& name, Version version);

    // --- what a tablet does ---------------------------------------------------------------------
    // The answer of a command that must work.
    json::object ask(const std::string& tablet, const std::string& line);
    // What a command that must not work says to a person.
    std::string refusal(const std::string& tablet, const std::string& line);
    // The id of a new record in the family's case.
    std::string make(const std::string& tablet, const std::string& type, const std::string& fields);
    void sync(const std::string& tablet);
    // Both, until each has what the other wrote.
    void syncBoth();
    json::object record(const std::string& tablet, const std::string& typeAndId);
    // The body and attribution of a record as the tablet holds it, in hex; the type by its number.
    std::string bytesOf(const std::string& tablet, records::TypeNumber type, const std::string& id);
    std::size_t openReviews(const std::string& tablet);
    // View, chain and file are whole.
    void expectWhole(const std::string& tablet);

    // --- the server -----------------------------------------------------------------------------
    // The chain and a replay of the log give what is there.
    void expectServerProves();
    json::array held();

    [[nodiscard]] std::string family() const { return small.family.hex(); }

    tests::Folder folder;
    server::store::SmallAuthority small;
    story::Town town;

private:
    void found();
    void enrol(const std::string& name);
    void useProgramsOf(Version version);

    bool m_founded = false;
    Version m_serverVersion = Version::Shipped;
};

// "seen_alone": true of any program's record that has it.
[[nodiscard]] std::string textOf(const json::object& record, const char* field);

}  // namespace hearth::versions
