// `hearth-sim --planted`: hearth-sim itself stays on the production libraries, so it becomes the
// program beside it that is built on the others.
// Owner: main(). Threads: one. Does not return unless that program is not there.
#pragma once

namespace hearth::simulation {

// `words`: those of the command line behind --planted, null at the end. The exit code.
[[nodiscard]] int startPlanted(char** words);

}  // namespace hearth::simulation
