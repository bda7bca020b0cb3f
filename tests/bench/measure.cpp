#include "tests/bench/measure.hpp"

#include <algorithm>

#include "shared/base/error.hpp"

namespace hearth::bench {

Spread spreadOf(std::vector<double> values) {
    INVARIANT(!values.empty());
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    const double median =
        values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return {median, values.front(), values.back()};
}

}  // namespace hearth::bench
