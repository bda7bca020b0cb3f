// Measurements: rounds, their median and spread. Threads: pure functions, any thread.
#pragma once

#include <chrono>
#include <vector>

namespace hearth::bench {

struct Spread {
    double median = 0;
    double least = 0;
    double most = 0;
};
// Of at least one value.
[[nodiscard]] Spread spreadOf(std::vector<double> values);

class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_began).count();
    }

private:
    std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
};

}  // namespace hearth::bench
