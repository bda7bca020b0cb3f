#include "shared/sqlite/migrator.hpp"

#include <charconv>
#include <string>

namespace hearth::sqlite {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;

namespace {
// 0 if the name does not begin with a number and "_".
std::int64_t numberOf(std::string_view name) noexcept {
    std::int64_t number = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, problem] = std::from_chars(name.data(), end, number);
    const bool isNamed = problem == std::errc{} && stop != end && *stop == '_';
    return isNamed ? number : 0;
}

Status checkNumbers(std::span<const Migration> migrations) {
    std::int64_t expected = 0;
    for (const Migration& migration : migrations) {
        ++expected;
        if (numberOf(migration.name) != expected)
            return Error(ErrorCode::InvalidArgument, std::string(migration.name) +
                                                         " stands where migration " +
                                                         std::to_string(expected) + " belongs");
    }
    return {};
}

Status applyStep(Connection& connection, const Migration& migration, std::int64_t number) {
    const Status status = connection.transaction([&]() -> Status {
        HEARTH_TRY(connection.execute(migration.sql));
        return connection.execute("PRAGMA user_version = " + std::to_string(number));
    });
    if (status) return {};
    return Error(status.error().code(),
                 std::string(migration.name) + ": " + status.error().detail());
}
}  // namespace

Result<MigrationReport> migrate(Connection& connection, std::span<const Migration> migrations) {
    HEARTH_TRY(checkNumbers(migrations));
    const auto version = connection.queryInt("PRAGMA user_version");
    if (!version) return version.error();
    const auto newest = static_cast<std::int64_t>(migrations.size());
    if (*version < 0 || *version > newest)
        return Error(ErrorCode::UnsupportedVersion,
                     "the file has schema " + std::to_string(*version) +
                         ", this program knows up to " + std::to_string(newest));
    for (std::int64_t number = *version + 1; number <= newest; ++number)
        HEARTH_TRY(applyStep(connection, migrations[static_cast<std::size_t>(number - 1)], number));
    return MigrationReport{*version, newest};
}

}  // namespace hearth::sqlite
