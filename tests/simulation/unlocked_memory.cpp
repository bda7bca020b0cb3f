// mlock() and munlock() of this process do nothing. SQLCipher's memory security locks and unlocks
// every buffer; that is most of what a power loss costs here and has nothing to do with a disk.
#include <sys/mman.h>

extern "C" {

int mlock(const void*, size_t) noexcept {
    return 0;
}

int munlock(const void*, size_t) noexcept {
    return 0;
}
}
