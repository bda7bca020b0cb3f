#include "tests/e2e/process.hpp"

#include <array>
#include <chrono>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hearth::e2e {

namespace {

using Steady = std::chrono::steady_clock;
constexpr int kSignalBase = 128;
constexpr int kExecFailed = 127;
constexpr std::size_t kReadBytes = 65'536;

Steady::time_point deadlineIn(base::Millis limit) {
    return Steady::now() + std::chrono::milliseconds(limit.count);
}

int millisUntil(Steady::time_point deadline) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Steady::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

std::array<int, 2> makePipe() {
    std::array<int, 2> ends{};
    INVARIANT(pipe2(ends.data(), O_CLOEXEC) == 0);
    return ends;
}

int exitCodeOf(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
}

// In the child: wires the three streams and becomes the program.
[[noreturn]] void become(const std::vector<std::string>& command, int in, int out, int err) {
    if (in >= 0) dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(kExecFailed);
}

// Appends what is there to `text`; false at the end.
bool readSome(int fd, std::string& text) {
    std::array<char, kReadBytes> bytes{};
    const ssize_t size = read(fd, bytes.data(), bytes.size());
    if (size <= 0) return false;
    text.append(bytes.data(), static_cast<std::size_t>(size));
    return true;
}

}  // namespace

Finished runProcess(const std::vector<std::string>& command, base::Millis limit) {
    const auto out = makePipe();
    const auto err = makePipe();
    const pid_t pid = fork();
    INVARIANT(pid >= 0);
    if (pid == 0) become(command, open("/dev/null", O_RDONLY | O_CLOEXEC), out[1], err[1]);
    close(out[1]);
    close(err[1]);

    Finished finished;
    const auto deadline = deadlineIn(limit);
    std::array<pollfd, 2> ends{{{out[0], POLLIN, 0}, {err[0], POLLIN, 0}}};
    std::size_t open = ends.size();
    while (open > 0) {
        if (poll(ends.data(), ends.size(), millisUntil(deadline)) <= 0) {
            kill(pid, SIGKILL);
            break;
        }
        for (std::size_t i = 0; i < ends.size(); ++i) {
            if (ends[i].fd < 0 || ends[i].revents == 0) continue;
            if (readSome(ends[i].fd, i == 0 ? finished.out : finished.err)) continue;
            ends[i].fd = -1;
            --open;
        }
    }
    close(out[0]);
    close(err[0]);
    int status = 0;
    INVARIANT(waitpid(pid, &status, 0) == pid);
    finished.exitCode = exitCodeOf(status);
    return finished;
}

Process::Process(const std::vector<std::string>& command, const std::string& errorFile) {
    ::signal(SIGPIPE, SIG_IGN);
    const auto in = makePipe();
    const auto out = makePipe();
    const int err = open(errorFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    INVARIANT(err >= 0);
    m_pid = fork();
    INVARIANT(m_pid >= 0);
    if (m_pid == 0) become(command, in[0], out[1], err);
    close(in[0]);
    close(out[1]);
    close(err);
    m_in = in[1];
    m_out = out[0];
}

Process::~Process() {
    if (!m_ended) {
        signal(SIGKILL);
        (void)wait();
    }
    close(m_in);
    close(m_out);
}

void Process::writeLine(const std::string& line) {
    const std::string bytes = line + "\n";
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t size = write(m_in, bytes.data() + done, bytes.size() - done);
        if (size <= 0) return;  // the reader is gone; readLine says so
        done += static_cast<std::size_t>(size);
    }
}

base::Result<std::string> Process::readLine(base::Millis limit) {
    const auto deadline = deadlineIn(limit);
    while (true) {
        const std::size_t end = m_buffer.find('\n');
        if (end != std::string::npos) {
            std::string line = m_buffer.substr(0, end);
            m_buffer.erase(0, end + 1);
            return line;
        }
        pollfd reader{m_out, POLLIN, 0};
        if (poll(&reader, 1, millisUntil(deadline)) <= 0)
            return base::Error(base::ErrorCode::Unreachable, "no answer in time");
        if (!readSome(m_out, m_buffer))
            return base::Error(base::ErrorCode::Unreachable, "the process has ended");
    }
}

void Process::signal(int number) const {
    if (m_pid > 0 && !m_ended) kill(m_pid, number);
}

int Process::wait(base::Millis limit) {
    const auto deadline = deadlineIn(limit);
    while (!m_ended) {
        int status = 0;
        if (waitpid(m_pid, &status, WNOHANG) == m_pid) {
            m_ended = true;
            m_exitCode = exitCodeOf(status);
        } else if (Steady::now() >= deadline) {
            return -1;
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    return m_exitCode;
}

}  // namespace hearth::e2e
