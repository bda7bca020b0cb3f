// The names in a tablet's folder.
#pragma once

namespace hearth::client::sync {

inline constexpr const char* kKeyFileName = "key.hearth";
inline constexpr const char* kStoreFileName = "store.db";
inline constexpr const char* kEnrolmentFileName = "enrolment.hearth";

}  // namespace hearth::client::sync
