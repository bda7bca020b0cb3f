// Attachments: pictures and papers on this tablet. They are saved with the edit that names them
// (TabletStore::saveWith); here is where they are, their bytes for whoever looks at them, and what
// the lane has to carry. The lane itself: client/sync/blob_lane.hpp.
// Owner: TabletStore. Threads: the store thread. Errors: the store's; what changes something is
// durable when it returns.
#pragma once

#include "client/store/client_port.hpp"

namespace hearth::client::store {

// A record is shown as complete when the bytes it names are at the server.
enum class BytesPlace {
    NotYet,           // on the tablet that made them, and nowhere else
    AtServer,         // can be fetched
    OnlyHere,         // wait to be sent
    HereAndAtServer,  // can be looked at without a network
};

struct AttachmentState {
    BytesPlace place = BytesPlace::NotYet;
    std::uint64_t size = 0;  // 0: not known
    std::uint64_t sent = 0;  // of OnlyHere: bytes that the server has

    [[nodiscard]] bool isComplete() const noexcept {
        return place == BytesPlace::AtServer || place == BytesPlace::HereAndAtServer;
    }
};

// A part to send, and where it goes.
struct BlobPart {
    base::Digest hash;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
    base::Bytes bytes;
};

// What is to be fetched, from where on.
struct BlobGap {
    base::Digest hash;
    std::uint64_t offset = 0;
};

class Attachments {
public:
    Attachments(Tables& tables, ClientPort& port, const base::Clock& clock) noexcept
        : m_tables(tables), m_port(port), m_clock(clock) {}

    [[nodiscard]] base::Result<AttachmentState> state(const base::Digest& hash);
    // All bytes; empty when they are not here: want() them.
    [[nodiscard]] base::Result<std::optional<base::Bytes>> bytes(const base::Digest& hash);
    // The next run fetches it. NotFound when no record here names it.
    [[nodiscard]] base::Status want(const base::Digest& hash);
    // Not yet at the server: attachments, and bytes of them.
    [[nodiscard]] base::Result<BlobTable::Waiting> waiting();

    // --- for the lane; `passedOver`: not in this run
    [[nodiscard]] base::Result<std::optional<BlobPart>> nextPart(
        const std::set<base::Digest>& passedOver);
    // What the server answered to a part.
    [[nodiscard]] base::Status taken(const protocol::BlobState& state);
    [[nodiscard]] base::Result<std::optional<BlobGap>> nextGap(
        const std::set<base::Digest>& passedOver);
    // The next bytes of what is fetched, of an attachment of `size`. Corrupt when all are there and
    // are not what the hash says, or the server does not keep to one size: then none of them stay.
    [[nodiscard]] base::Status fetched(const BlobGap& gap, std::uint64_t size,
                                       base::ByteView bytes);

private:
    Tables& m_tables;
    ClientPort& m_port;
    const base::Clock& m_clock;
};

}  // namespace hearth::client::store
