// The memory that SQLCipher works in: pages and statements in the clear. All of it is kept out of
// swap and core dumps, and wiped when SQLite gives it back.
// SQLCipher can do the same by itself (cipher_memory_security), with two system calls for every
// allocation: three quarters of the time of a save. Here whole regions are locked once and divided
// by the standard library's pools.
// Owner: the process. Threads: any. Errors: none outward; regions that the system refuses to lock
// (RLIMIT_MEMLOCK) are used unlocked, as SQLCipher does.
#pragma once

#include <cstdint>

namespace hearth::sqlite {

// Once, before SQLite's first use in this process. False: SQLite has started already, with memory
// of its own.
[[nodiscard]] bool useLockedMemory() noexcept;
// Locks again what SQLCipher unlocked: it unlocks the pages of a key that it wipes, whatever else
// lies in them.
void lockMemoryAgain() noexcept;

// What is taken from the system just now.
[[nodiscard]] std::uint64_t lockedMemoryBytes() noexcept;

}  // namespace hearth::sqlite
