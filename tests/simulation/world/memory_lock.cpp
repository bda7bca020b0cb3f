// In this program memory is not locked: SQLCipher locks and unlocks every allocation, which is nine
// tenths of a simulated world's time and changes nothing of what it does. The symbols of the
// program come before those of the C library.
#include <cstddef>

extern "C" {
int mlock(const void*, std::size_t) {
    return 0;
}
int munlock(const void*, std::size_t) {
    return 0;
}
}
