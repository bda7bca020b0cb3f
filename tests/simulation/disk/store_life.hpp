// A store under test and the life it leads: what a harness of power losses needs of it.
// Owner: the test. Threads: one.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "shared/base/random.hpp"
#include "shared/sqlite/connection.hpp"

namespace hearth::simulation {

using Path = std::filesystem::path;

class StoreLife {
public:
    StoreLife() = default;
    StoreLife(const StoreLife&) = delete;
    StoreLife& operator=(const StoreLife&) = delete;
    virtual ~StoreLife() = default;

    // The first opening in an empty folder, and what a store needs before its life begins.
    [[nodiscard]] virtual base::Status begin(const Path& folder) = 0;
    // Opens what is in the folder.
    [[nodiscard]] virtual base::Status open(const Path& folder) = 0;
    virtual void close() = 0;

    // One random thing. `returned` is called each time that the store has returned from something
    // that is durable then. Errors are the store's: on a disk without faults there are none.
    using Returned = std::function<void()>;
    [[nodiscard]] virtual base::Status step(base::SeededRandom& random,
                                            const Returned& returned) = 0;

    // How many saves or commits have returned.
    [[nodiscard]] virtual std::size_t acknowledged() const = 0;
    // Only the first of them count any more: the machine is back where it was then.
    virtual void rewind(std::size_t acknowledged) = 0;

    // Opens a store of its own on a copy, checks everything that can be checked, looks for the
    // first `acknowledged` saves byte for byte, and closes it. NotFound: one of them is lost.
    [[nodiscard]] virtual base::Status prove(const Path& folder, std::size_t acknowledged) = 0;

    // The database in a folder.
    [[nodiscard]] virtual Path fileIn(const Path& folder) const = 0;
    [[nodiscard]] virtual sqlite::DatabaseKey key() const = 0;
};

using WorldMaker = std::function<std::unique_ptr<StoreLife>(std::uint64_t seed)>;

// Every byte of every table of a store that nobody has open, as one value; every page is checked on
// the way.
[[nodiscard]] base::Result<base::Bytes> contentOfStore(const Path& file,
                                                       const sqlite::DatabaseKey& key);

}  // namespace hearth::simulation
