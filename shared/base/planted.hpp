// Bugs planted on purpose, to show that the simulator finds what it is there to find. Each is one
// `if (base::planted(Bug::X))` at the place where a real programme would have it. In what is
// shipped the answer is a constant of the compiler, so nothing of a bug is built; in the test-only
// variants of the libraries (HEARTH_PLANTED_BUGS, packaging/cmake/options.cmake) one bug is chosen
// for the process. Used in .cpp files only: a header would give one program two meanings of it.
// Owner: nobody. Threads: any; plant() before others run. The list with its rules:
// tests/simulation/README.md.
#pragma once

#include <cstdint>
#include <string_view>

namespace hearth::base {

enum class Bug : std::uint8_t {
    None,
    BaseAtSaveTime,              // the revision a form opened at is taken when it is saved
    AckBeforeFsync,              // the server answers before its disk has it
    RevFromSequence,             // a revision is drawn before it is known to be needed
    CursorBeforeApply,           // the cursor moves in a transaction of its own, first
    PurgeWithoutDrain,           // a case leaves with edits that were not sent
    AdoptServerDigest,           // a digest that differs is taken over
    DuplicateBySeqAlone,         // a number that was there before is a repetition
    RemovalByAbsence,            // what a server does not name is gone
    ResolutionHidesUnseen,       // a decision settles what its author did not see
    LastWriterByClaimedClock,    // the time that the tablet's clock claims decides
    GroupFieldByField,           // of a group each field goes its own way
    UnknownFieldDropped,         // a field this program does not know is left out
    TombstoneExpired,            // a retired record is forgotten
    RetainedDroppedAtAck,        // acknowledged edits go before a backup has them
    CloneKeepsIncarnation,       // a cloned tablet goes on under the same incarnation
    PartialPageApplied,          // a delivery is applied in two transactions
    HeldBlocksQueue,             // nothing is sent while an edit is held
    PullWaitsForPush,            // nothing is pulled while there is something to send
    ChainOverReserialisedBytes,  // the server hashes its own reading of an edit
    MassRemovalObeyed,           // any server may empty a tablet
};

#ifdef HEARTH_PLANTED_BUGS
[[nodiscard]] bool planted(Bug bug) noexcept;
// Numbers that were drawn and not used: RevFromSequence. Asking takes them.
void burnNumber() noexcept;
[[nodiscard]] std::uint64_t takeBurntNumbers() noexcept;
#else
[[nodiscard]] consteval bool planted(Bug) noexcept {
    return false;
}
constexpr void burnNumber() noexcept {}
[[nodiscard]] consteval std::uint64_t takeBurntNumbers() noexcept {
    return 0;
}
#endif

// --- planted.cpp: of the test-only variants alone ------------------------------------------------
// From here on this bug and no other; None: none.
void plant(Bug bug) noexcept;
// Which nothing that is shipped may contain.
[[nodiscard]] std::string_view plantedMarker() noexcept;

}  // namespace hearth::base
