#include "tests/shared/sqlite/faulty_disk.hpp"

#include <cerrno>

#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

namespace {
int writeError = 0;
int writesRefused = 0;
bool syncsFail = false;
int syncsRefused = 0;

template <class Function>
Function* systemsOwn(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

bool refuseWrite() {
    if (writeError == 0) return false;
    ++writesRefused;
    errno = writeError;
    return true;
}

bool refuseSync() {
    if (!syncsFail) return false;
    ++syncsRefused;
    errno = EIO;
    return true;
}
}  // namespace

// The program's own definitions stand before the C library's, for libsqlcipher too.
extern "C" {
ssize_t pwrite(int file, const void* data, size_t size, off_t offset) {
    if (refuseWrite()) return -1;
    return systemsOwn<ssize_t(int, const void*, size_t, off_t)>("pwrite")(file, data, size, offset);
}
ssize_t pwrite64(int file, const void* data, size_t size, off64_t offset) {
    if (refuseWrite()) return -1;
    return systemsOwn<ssize_t(int, const void*, size_t, off64_t)>("pwrite64")(file, data, size,
                                                                              offset);
}
int fsync(int file) {
    if (refuseSync()) return -1;
    return systemsOwn<int(int)>("fsync")(file);
}
int fdatasync(int file) {
    if (refuseSync()) return -1;
    return systemsOwn<int(int)>("fdatasync")(file);
}
}

namespace hearth::sqlite {

FailingWrites::FailingWrites(int systemError) {
    writeError = systemError;
    writesRefused = 0;
}
FailingWrites::~FailingWrites() {
    writeError = 0;
}
int FailingWrites::count() noexcept {
    return writesRefused;
}

FailingSyncs::FailingSyncs() {
    syncsFail = true;
    syncsRefused = 0;
}
FailingSyncs::~FailingSyncs() {
    syncsFail = false;
}
int FailingSyncs::count() noexcept {
    return syncsRefused;
}

}  // namespace hearth::sqlite
