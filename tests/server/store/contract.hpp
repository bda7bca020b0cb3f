// The contract of Store: every engine holds it.
#pragma once

#include "tests/server/store/kit.hpp"

namespace hearth::server::store {

class StoreContract : public StoreTest, public testing::WithParamInterface<Engine> {
protected:
    StoreContract() : StoreTest(GetParam()) {}
};

[[nodiscard]] inline std::string engineName(const testing::TestParamInfo<Engine>& info) {
    return info.param.name;
}

}  // namespace hearth::server::store
