// A fuzz target: one function that takes any bytes and ends the program when something that must
// hold does not. The same source runs under libFuzzer (libfuzzer_main.cpp) and in the ordinary
// tests (plain_main.cpp).
// Owner: the program, one target each. Threads: one.
// Errors: none; a finding ends the program with the bytes that made it.
#pragma once

#include <string>
#include <vector>

#include "shared/base/bytes.hpp"

namespace hearth::fuzz {

struct Seed {
    std::string name;
    base::Bytes bytes;
};

// The target. The same bytes do the same, whatever ran before.
void run(base::ByteView input);
// Valid messages, from which the kept corpus is written and mutation starts.
[[nodiscard]] std::vector<Seed> seeds();

// A rule of the target; `rule` says what must hold, as a sentence.
void require(bool holds, const char* rule);
// A rule that a step succeeds.
void require(const base::Status& step, const char* rule);
// The error of a Status or Result is one that the program knows, with words for it.
void requireTyped(const base::Error& error);

}  // namespace hearth::fuzz
