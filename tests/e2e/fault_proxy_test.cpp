// The proxy does to a connection what it says it does, and counts it.
#include "tests/e2e/fault_proxy.hpp"

#include <array>
#include <atomic>
#include <thread>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hearth::e2e {
namespace {

constexpr unsigned kAll = 100;

sockaddr_in placeOf(const char* host, std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    inet_pton(AF_INET, host, &place.sin_addr);
    return place;
}

// Says back what it hears, one connection after another, and remembers all of it.
class Echo {
public:
    Echo() : m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in place = placeOf("127.0.0.1", 0);
        socklen_t size = sizeof(place);
        EXPECT_EQ(bind(m_listener, reinterpret_cast<sockaddr*>(&place), size), 0);
        EXPECT_EQ(listen(m_listener, 8), 0);
        EXPECT_EQ(getsockname(m_listener, reinterpret_cast<sockaddr*>(&place), &size), 0);
        port = ntohs(place.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    Echo(const Echo&) = delete;
    Echo& operator=(const Echo&) = delete;
    ~Echo() {
        shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        close(m_listener);
    }
    std::uint16_t port = 0;
    std::atomic<std::size_t> heard{0};  // bytes

private:
    void serve() {
        while (true) {
            const int client = accept(m_listener, nullptr, nullptr);
            if (client < 0) return;
            std::array<char, 4096> bytes{};
            ssize_t size = 0;
            while ((size = recv(client, bytes.data(), bytes.size(), 0)) > 0) {
                heard += static_cast<std::size_t>(size);
                send(client, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL);
            }
            close(client);
        }
    }
    int m_listener;
    std::thread m_thread;
};

// Says `words` up to `times`, each after the answer to the one before; the answers that came whole.
unsigned talk(std::uint16_t port, const std::string& words, unsigned times) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    const sockaddr_in place = placeOf("127.0.0.2", port);
    unsigned whole = 0;
    if (connect(fd, reinterpret_cast<const sockaddr*>(&place), sizeof(place)) == 0) {
        for (; whole < times; ++whole) {
            send(fd, words.data(), words.size(), MSG_NOSIGNAL);
            std::string answer(words.size(), '\0');
            const ssize_t size = recv(fd, answer.data(), answer.size(), MSG_WAITALL);
            if (size != static_cast<ssize_t>(words.size()) || answer != words) break;
        }
    }
    close(fd);
    return whole;
}

class Proxy : public ::testing::Test {
protected:
    Echo server;
    FaultProxy proxy{{"127.0.0.2", "127.0.0.1", server.port}, 1};
};

TEST_F(Proxy, LeavesConnectionsAloneUntilItIsToldOtherwise) {
    EXPECT_EQ(talk(server.port, "word", 20), 20U);
    EXPECT_EQ(proxy.counts().connections, 1U);
    EXPECT_EQ(server.heard, 80U);
}

TEST_F(Proxy, DropsBeforeTheServerHearsAnything) {
    proxy.setFaults({kAll, 0, 0, 0, 0});
    EXPECT_EQ(talk(server.port, "word", 1), 0U);
    EXPECT_EQ(server.heard, 0U);
    EXPECT_EQ(proxy.counts().dropped, 1U);
}

TEST_F(Proxy, DelaysAndLosesNothing) {
    proxy.setFaults({0, kAll, 0, 0, 0});
    EXPECT_EQ(talk(server.port, "word", 5), 5U);
    EXPECT_EQ(proxy.counts().delayed, 10U);
}

TEST_F(Proxy, CutsARequestSoThatTheServerHearsOnlyItsBeginning) {
    proxy.setFaults({0, 0, kAll, 0, 0});
    EXPECT_EQ(talk(server.port, std::string(100'000, 'x'), 1), 0U);
    EXPECT_LT(server.heard, 7'000U);
    EXPECT_EQ(proxy.counts().requestsCut, 1U);
}

TEST_F(Proxy, CutsAnAnswerInItsMiddle) {
    proxy.setFaults({0, 0, 0, kAll, 0});
    EXPECT_EQ(talk(server.port, std::string(50'000, 'x'), 1), 0U);
    EXPECT_EQ(proxy.counts().answersCut, 1U);
}

TEST_F(Proxy, LosesTheAnswerToARequestThatTheServerHasHeardWhole) {
    proxy.setFaults({0, 0, 0, 0, kAll});
    const unsigned whole = talk(server.port, "word", 5);
    EXPECT_GE(whole, 1U) << "the server's part of a handshake is let through";
    EXPECT_LE(whole, 2U);
    EXPECT_EQ(server.heard, 4U * (whole + 1));
    EXPECT_EQ(proxy.counts().answersLost, 1U);
    proxy.calm();
    EXPECT_EQ(talk(server.port, "word", 5), 5U);
}

TEST_F(Proxy, CountsAServerThatIsNotThereAsNoFaultOfItsOwn) {
    std::uint16_t port = 0;
    {
        const Echo gone;
        port = gone.port;
    }
    const FaultProxy other({"127.0.0.2", "127.0.0.1", port}, 1);
    EXPECT_EQ(talk(port, "word", 1), 0U);
    EXPECT_EQ(other.counts().unreached, 1U);
    EXPECT_EQ(other.counts().dropped, 0U);
}

}  // namespace
}  // namespace hearth::e2e
