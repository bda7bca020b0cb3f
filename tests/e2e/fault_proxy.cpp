#include "tests/e2e/fault_proxy.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <list>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/base/error.hpp"

namespace hearth::e2e {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kPieceBytes = 16'384;
constexpr std::size_t kWaitingBytesMax = 1'048'576;
// A handshake of a tablet is some 3 KB, a small request one more: cuts fall into both.
constexpr std::uint64_t kCutRequestWithinBytes = 7'000;
constexpr std::uint64_t kCutAnswerWithinBytes = 12'000;
// The server's first answer is its part of the handshake; the next two are answers to requests.
constexpr unsigned kFirstAnswer = 2;
constexpr unsigned kAnswersTried = 2;
constexpr unsigned kHundred = 100;
constexpr int kBacklog = 64;

enum class Fault { None, Drop, Delay, CutRequest, CutAnswer, LoseAnswer };

sockaddr_in addressOf(const std::string& host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    INVARIANT(inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1);
    return address;
}

int newSocket() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    INVARIANT(fd >= 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

void stopBlocking(int fd) {
    INVARIANT(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) == 0);
}

// One direction of a connection.
struct Stream {
    int from = -1;
    int to = -1;
    std::string waiting;  // read and not yet passed on
    std::uint64_t bytes = 0;
    Steady::time_point notBefore;
    bool ended = false;  // its source has said everything
};

struct Link {
    Stream up;  // tablet to server
    Stream down;
    Fault fault = Fault::None;
    std::uint64_t cutAfter = 0;
    unsigned answer = 0;  // which answer of the server's is under way
    unsigned lose = 0;    // which one is lost
    bool lastWasUp = false;
    bool over = false;

    void close() {
        for (const int fd : {up.from, down.from})
            if (fd >= 0) ::close(fd);
        over = true;
    }
};

}  // namespace

struct FaultProxy::Impl {
    Impl(const Way& theWay, std::uint64_t seed) : way(theWay), chance(seed) {}

    void run();
    void accept();
    void begin(int client);
    void choose(Link& link);
    void read(Link& link, Stream& stream);
    void pass(Link& link, Stream& stream);
    // False: the piece goes no further, and the connection is over.
    bool admit(Link& link, const Stream& stream, std::string& piece);
    void obey();
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return chance() % bound; }

    Way way;
    std::mt19937_64 chance;
    int listener = -1;
    int wake = -1;
    std::list<Link> links;
    mutable std::mutex mutex;  // over the four below
    FaultShares shares;
    FaultCounts counts;
    bool calmAll = false;
    bool cutOpen = false;
    std::atomic<bool> stopping{false};
    std::thread thread;
};

void FaultProxy::Impl::choose(Link& link) {
    const std::lock_guard lock(mutex);
    const std::pair<unsigned, Fault> faults[] = {{shares.drop, Fault::Drop},
                                                 {shares.delay, Fault::Delay},
                                                 {shares.cutRequest, Fault::CutRequest},
                                                 {shares.cutAnswer, Fault::CutAnswer},
                                                 {shares.loseAnswer, Fault::LoseAnswer}};
    auto drawn = static_cast<unsigned>(below(kHundred));
    for (const auto& [share, fault] : faults) {
        if (drawn < share) {
            link.fault = fault;
            break;
        }
        drawn -= share;
    }
    link.cutAfter = link.fault == Fault::CutRequest ? below(kCutRequestWithinBytes)
                                                    : below(kCutAnswerWithinBytes);
    link.lose = kFirstAnswer + static_cast<unsigned>(below(kAnswersTried));
    ++counts.connections;
}

void FaultProxy::Impl::begin(int client) {
    Link link;
    choose(link);
    const int server = newSocket();
    link.up.from = link.down.to = client;
    link.down.from = link.up.to = server;
    if (link.fault == Fault::Drop) {
        link.close();
        const std::lock_guard lock(mutex);
        ++counts.dropped;
        return;
    }
    const sockaddr_in address = addressOf(way.to, way.port);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        link.close();
        const std::lock_guard lock(mutex);
        ++counts.unreached;
        return;
    }
    stopBlocking(client);
    stopBlocking(server);
    links.push_back(std::move(link));
}

void FaultProxy::Impl::accept() {
    while (true) {
        const int client = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        begin(client);
    }
}

bool FaultProxy::Impl::admit(Link& link, const Stream& stream, std::string& piece) {
    const bool isUp = &stream == &link.up;
    if (!isUp && link.lastWasUp) ++link.answer;
    link.lastWasUp = isUp;
    const std::lock_guard lock(mutex);
    const bool cut =
        (link.fault == Fault::CutRequest && isUp) || (link.fault == Fault::CutAnswer && !isUp);
    if (cut && stream.bytes + piece.size() > link.cutAfter) {
        piece.resize(static_cast<std::size_t>(link.cutAfter - stream.bytes));
        ++(isUp ? counts.requestsCut : counts.answersCut);
        return false;
    }
    if (link.fault == Fault::LoseAnswer && !isUp && link.answer >= link.lose) {
        piece.clear();
        ++counts.answersLost;
        return false;
    }
    if (link.fault == Fault::Delay) ++counts.delayed;
    return true;
}

void FaultProxy::Impl::read(Link& link, Stream& stream) {
    std::array<char, kPieceBytes> bytes{};
    const ssize_t size = recv(stream.from, bytes.data(), bytes.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
        stream.ended = true;
        return;
    }
    std::string piece(bytes.data(), static_cast<std::size_t>(size));
    const bool goesOn = admit(link, stream, piece);
    stream.bytes += piece.size();
    stream.waiting += piece;
    if (link.fault == Fault::Delay && goesOn)
        stream.notBefore = Steady::now() + std::chrono::milliseconds(
                                               below(static_cast<std::uint64_t>(kDelayMax.count)));
    if (goesOn) return;
    pass(link, stream);  // up to the cut
    if (!link.over) link.close();
}

void FaultProxy::Impl::pass(Link& link, Stream& stream) {
    if (stream.waiting.empty() || stream.notBefore > Steady::now()) return;
    const ssize_t size =
        send(stream.to, stream.waiting.data(), stream.waiting.size(), MSG_NOSIGNAL);
    if (size > 0) {
        stream.waiting.erase(0, static_cast<std::size_t>(size));
    } else if (errno != EAGAIN && errno != EINTR) {
        link.close();
    }
}

void FaultProxy::Impl::obey() {
    std::uint64_t rung = 0;
    [[maybe_unused]] const auto heard = ::read(wake, &rung, sizeof(rung));
    const std::lock_guard lock(mutex);
    for (Link& link : links) {
        if (calmAll) link.fault = Fault::None;
        if (cutOpen && !link.over) link.close();
    }
    calmAll = cutOpen = false;
}

void FaultProxy::Impl::run() {
    constexpr int kTickMillis = 5;  // delays end on time
    std::vector<pollfd> watched;
    while (!stopping) {
        watched.assign({{listener, POLLIN, 0}, {wake, POLLIN, 0}});
        bool waits = false;
        for (Link& link : links) {
            for (Stream* stream : {&link.up, &link.down}) {
                const bool room = stream->waiting.size() < kWaitingBytesMax && !stream->ended;
                const int fd = stream->ended ? -1 : stream->from;
                watched.push_back({fd, static_cast<short>(room ? POLLIN : 0), 0});
                waits = waits || !stream->waiting.empty();
            }
        }
        poll(watched.data(), watched.size(), waits ? kTickMillis : -1);
        if ((watched[1].revents & POLLIN) != 0) obey();
        std::size_t at = 2;
        for (Link& link : links) {
            for (Stream* stream : {&link.up, &link.down}) {
                const auto events = watched[at++].revents;
                if (!link.over && !stream->ended && events != 0) read(link, *stream);
                if (!link.over) pass(link, *stream);
            }
            // Nobody answers to an end but with an end.
            const bool done = (link.up.ended && link.up.waiting.empty()) ||
                              (link.down.ended && link.down.waiting.empty());
            if (!link.over && done) link.close();
        }
        links.remove_if([](const Link& link) { return link.over; });
        if ((watched[0].revents & POLLIN) != 0) accept();
    }
    for (Link& link : links)
        link.close();
}

FaultProxy::FaultProxy(const Way& way, std::uint64_t seed)
    : m_impl(std::make_unique<Impl>(way, seed)) {
    m_impl->listener = newSocket();
    m_impl->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const sockaddr_in address = addressOf(way.from, way.port);
    INVARIANT(m_impl->wake >= 0);
    INVARIANT(
        bind(m_impl->listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
    INVARIANT(listen(m_impl->listener, kBacklog) == 0);
    stopBlocking(m_impl->listener);
    m_impl->thread = std::thread([impl = m_impl.get()] { impl->run(); });
}

FaultProxy::~FaultProxy() {
    m_impl->stopping = true;
    eventfd_write(m_impl->wake, 1);
    m_impl->thread.join();
    ::close(m_impl->listener);
    ::close(m_impl->wake);
}

void FaultProxy::setFaults(const FaultShares& shares) {
    const std::lock_guard lock(m_impl->mutex);
    m_impl->shares = shares;
}

void FaultProxy::calm() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->shares = {};
        m_impl->calmAll = true;
    }
    eventfd_write(m_impl->wake, 1);
}

void FaultProxy::cutAll() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->cutOpen = true;
    }
    eventfd_write(m_impl->wake, 1);
}

FaultCounts FaultProxy::counts() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->counts;
}

}  // namespace hearth::e2e
