// A TCP proxy between real tablets and a real hearthd that lets the network go wrong, from a seed:
//   drop         the connection ends as soon as it is accepted
//   delay        every piece waits up to kDelayMax before it goes on
//   cutRequest   the connection ends after n bytes to the server, in the middle of whatever it was
//   cutAnswer    the same towards the tablet
//   loseAnswer   the request reaches the server and its answer is thrown away, so that the tablet
//                says the same again: under TLS the only way to deliver something twice
// Each connection gets at most one fault when it begins. What really happened is counted; a test
// that relies on a fault asserts that it did.
// Owner: the test. Threads: any; the sockets belong to a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "shared/base/time.hpp"

namespace hearth::e2e {

inline constexpr base::Millis kDelayMax{40};

// Of a hundred connections; the rest is left alone. Their sum is at most 100.
struct FaultShares {
    unsigned drop = 0;
    unsigned delay = 0;
    unsigned cutRequest = 0;
    unsigned cutAnswer = 0;
    unsigned loseAnswer = 0;
};

struct FaultCounts {
    std::uint64_t connections = 0;
    std::uint64_t unreached = 0;  // the server was not there: no fault of the proxy's
    std::uint64_t dropped = 0;
    std::uint64_t delayed = 0;  // pieces
    std::uint64_t requestsCut = 0;
    std::uint64_t answersCut = 0;
    std::uint64_t answersLost = 0;
};

class FaultProxy {
public:
    // The same port on two addresses of this machine: tablets keep the port they are told.
    struct Way {
        std::string from = "127.0.0.2";
        std::string to = "127.0.0.1";
        std::uint16_t port = 0;
    };
    // Listens when it returns; an invariant breaks when the port is taken.
    FaultProxy(const Way& way, std::uint64_t seed);
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;
    ~FaultProxy();

    void setFaults(const FaultShares& shares);
    // None from now on, for connections that are open as well.
    void calm();
    // Ends every open connection now.
    void cutAll();
    [[nodiscard]] FaultCounts counts() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace hearth::e2e
