// The story: steps that are told, done and checked one by one. A step that fails does not stop the
// others, so that one run shows everything that does not hold.
// Owner: main. Threads: one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "shared/base/error.hpp"

namespace hearth::story {

// Collects what a step found.
class Check {
public:
    // Something that must hold, in words that say what was compared.
    bool that(bool holds, const std::string& what);
    // A result that must be there; its error is the finding otherwise.
    template <class T>
    bool got(const base::Result<T>& result, const std::string& what) {
        return that(result.has_value(),
                    result.has_value() ? what : what + " (" + result.error().message() + ")");
    }
    [[nodiscard]] const std::vector<std::string>& held() const noexcept { return m_held; }
    [[nodiscard]] const std::vector<std::string>& failed() const noexcept { return m_failed; }

private:
    std::vector<std::string> m_held;
    std::vector<std::string> m_failed;
};

class Story {
public:
    // Tells `sentence`, runs `step`, says what held. One line per step; a line more per failure.
    void step(const std::string& sentence, const std::function<void(Check&)>& step);
    // "story: N steps, M failed"; 0 when none failed and at least one step was told.
    int end() const;

private:
    int m_steps = 0;
    int m_failed = 0;
};

}  // namespace hearth::story
