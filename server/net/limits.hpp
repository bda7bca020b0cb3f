// Every bound of the network side, each with its reason. What an administrator may change is in
// `Limits` (config.hpp reads it); the rest is fixed. Time limits are absolute for their phase, not
// for one read: a byte every nine seconds does not keep a connection.
#pragma once

#include <cstddef>
#include <cstdint>

#include "shared/base/time.hpp"

namespace hearth::server::net {

// --- fixed
// ----------------------------------------------------------------------------------------- Request
// line and fields; ours take some 300 bytes.
inline constexpr std::size_t kHeaderBytesMax = 8192;
inline constexpr std::size_t kHeaderFieldsMax = 64;
inline constexpr std::size_t kTargetBytesMax = 2048;
// What a connection reads ahead: one header, or the beginning of a body.
inline constexpr std::size_t kReadBufferBytes = 16384;
// Bodies grow by this as they arrive, so that a claimed length reserves nothing.
inline constexpr std::size_t kBodyStepBytes = 64UL * 1024UL;
// A refused request's remaining bytes are read and dropped up to here, so that the refusal reaches
// the client instead of a reset; beyond it the connection is simply closed.
inline constexpr std::size_t kDiscardBytesMax = 256UL * 1024UL;
// A morning's worth of tablets at once may wait in the kernel.
inline constexpr int kListenBacklog = 4096;
// A client's certificate chain; three P-256 and P-384 certificates take 2 KB.
inline constexpr long kCertificateChainBytesMax = 16L * 1024L;
// Closing a connection on which nothing is under way: its peer is asleep more often than not, and a
// stopping server has better to do than wait for a thousand of them.
inline constexpr base::Millis kIdleGoodbye{100};
// Accepting pauses this long when the process has no descriptors left, or no handshake slot.
inline constexpr base::Millis kAcceptPause{50};
// A good handshake is done well within this even in a storm; an older one may be dropped for a new
// one when all slots are taken.
inline constexpr base::Millis kHandshakeGrace = base::seconds(2);
// Connections to the door without certificates: strangers never take the tablets' places.
inline constexpr std::size_t kEnrolConnectionsMax = 200;
// A live connection that has this many changed scopes to be told about is told them together.
inline constexpr std::size_t kPokeScopesMax = 2000;
// Who may see what changed is asked of the store; asking takes at most this share of its time:
// after a question that took t, the next waits 9 t.
inline constexpr std::int64_t kPokePauseFactor = 9;
// Admin socket: requests are some 100 bytes; replies list devices, workers or held edits.
inline constexpr std::size_t kAdminRequestBytesMax = 4096;
inline constexpr std::size_t kAdminReplyBytesMax = 64UL * 1024UL * 1024UL;
inline constexpr base::Millis kAdminRequestTime = base::seconds(10);
inline constexpr std::size_t kAdminConnectionsMax = 8;
// A certificate that ends within this is worth a warning at every start.
inline constexpr base::Millis kCertificateWarning = base::days(30);

// --- an administrator's
// ----------------------------------------------------------------------------
struct Limits {
    // 77 KiB each when idle: 0.8 GiB at most.
    std::uint32_t connectionsMax = 10'000;
    // A tablet needs one, or two while it changes networks; a new one replaces the oldest.
    std::uint32_t connectionsPerDeviceMax = 4;
    // Handshakes cost 1.2 ms of a core each.
    std::uint32_t handshakesMax = 500;
    // Attempts at the enrolment door, a minute and an address.
    std::uint32_t enrolPerMinute = 5;
    base::Millis handshake = base::seconds(10);
    base::Millis header = base::seconds(10);
    base::Millis body = base::seconds(60);
    base::Millis write = base::seconds(60);
    base::Millis idle = base::seconds(120);
    base::Millis shutdown = base::seconds(3);
    // Requests under way at a graceful stop have this long.
    base::Millis stop = base::seconds(20);
};

}  // namespace hearth::server::net
