#include "shared/sqlite/locked_memory.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory_resource>
#include <mutex>
#include <new>

#include <sqlcipher/sqlite3.h>
#include <string.h>
#include <sys/mman.h>

namespace hearth::sqlite {

namespace {

// What is larger gets a region of its own; SQLite's page cache asks for a page and a bit.
constexpr std::size_t kPooledBytesMax = 64UL * 1024UL;
constexpr std::size_t kRegionBlocksMax = 256;
constexpr std::size_t kSystemPageBytes = 4096;

std::atomic<std::uint64_t> regionBytes{0};

// Regions from the system, locked and left out of dumps.
class Regions final : public std::pmr::memory_resource {
public:
    void lockAgain() noexcept {
        const std::lock_guard guard(m_mutex);
        for (const auto& [region, size] : m_known)
            static_cast<void>(mlock(region, size));
    }

private:
    static std::size_t whole(std::size_t bytes) noexcept {
        return (bytes + kSystemPageBytes - 1) / kSystemPageBytes * kSystemPageBytes;
    }
    void* do_allocate(std::size_t bytes, std::size_t) override {
        const std::size_t size = whole(bytes);
        void* region =
            mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (region == MAP_FAILED) throw std::bad_alloc();
        static_cast<void>(mlock(region, size));
        static_cast<void>(madvise(region, size, MADV_DONTDUMP));
        regionBytes += size;
        const std::lock_guard guard(m_mutex);
        m_known.emplace(region, size);
        return region;
    }
    void do_deallocate(void* region, std::size_t bytes, std::size_t) override {
        {
            const std::lock_guard guard(m_mutex);
            m_known.erase(region);
        }
        munmap(region, whole(bytes));
        regionBytes -= whole(bytes);
    }
    bool do_is_equal(const memory_resource& other) const noexcept override {
        return this == &other;
    }

    std::mutex m_mutex;
    std::map<void*, std::size_t> m_known;
};

// Never destroyed: SQLite may still free at the very end of the process.
Regions& regions() {
    static auto& regions = *new Regions();
    return regions;
}

std::pmr::memory_resource& pools() {
    static auto& pools = *new std::pmr::synchronized_pool_resource(
        std::pmr::pool_options{kRegionBlocksMax, kPooledBytesMax}, &regions());
    return pools;
}

// Stands before every block, because SQLite frees without a size.
struct alignas(std::max_align_t) Header {
    std::size_t bytes = 0;  // without the header
};

// What a block takes of the pools. Always a multiple of the alignment: libstdc++ has a pool of
// blocks of 24 bytes, and every second of those is aligned to 8 only, whatever was asked for.
std::size_t wholeBlock(std::size_t bytes) noexcept {
    constexpr std::size_t kStep = alignof(Header);
    return (sizeof(Header) + bytes + kStep - 1) / kStep * kStep;
}

Header* headerOf(void* block) noexcept {
    return static_cast<Header*>(block) - 1;
}

int roundUp(int bytes) {
    constexpr int kStep = 8;
    return (bytes + kStep - 1) / kStep * kStep;
}

void* take(int bytes) {
    const auto size = static_cast<std::size_t>(bytes);
    try {
        void* raw = pools().allocate(wholeBlock(size), alignof(Header));
        return new (raw) Header{size} + 1;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

void give(void* block) {
    if (block == nullptr) return;
    Header* header = headerOf(block);
    const std::size_t size = header->bytes;
    explicit_bzero(block, size);
    pools().deallocate(header, wholeBlock(size), alignof(Header));
}

int sizeOf(void* block) {
    return block == nullptr ? 0 : static_cast<int>(headerOf(block)->bytes);
}

void* resize(void* block, int bytes) {
    const int before = sizeOf(block);
    void* moved = take(bytes);
    if (moved == nullptr) return nullptr;
    std::memcpy(moved, block, static_cast<std::size_t>(before < bytes ? before : bytes));
    give(block);
    return moved;
}

int start(void*) {
    return SQLITE_OK;
}
void stop(void*) {}

}  // namespace

bool useLockedMemory() noexcept {
    static const bool used = [] {
        sqlite3_mem_methods methods{&take,    &give,  &resize, &sizeOf,
                                    &roundUp, &start, &stop,   nullptr};
        return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
    }();
    return used;
}

void lockMemoryAgain() noexcept {
    regions().lockAgain();
}

std::uint64_t lockedMemoryBytes() noexcept {
    return regionBytes;
}

}  // namespace hearth::sqlite
