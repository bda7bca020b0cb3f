# Every dependency, from Debian 12 and bookworm-backports; the README names each with its reason.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(fmt 9 REQUIRED)

pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd>=1.5)

# Debian 12's own SQLCipher is 3.4 of 2016: no integrity check, no memory security, no explicit
# salt. pkg-config gives SQLite's version (3.46 for SQLCipher 4.6.1), so the header is read too.
pkg_check_modules(SQLCIPHER REQUIRED IMPORTED_TARGET sqlcipher)
if(SQLCIPHER_VERSION VERSION_LESS 3.46)
    message(
        FATAL_ERROR
            "SQLCipher 4.6 or newer is needed (found one on SQLite ${SQLCIPHER_VERSION}). "
            "Install libsqlcipher-dev from bookworm-backports; packaging/setup does it.")
endif()

if(HEARTH_BUILD_TESTS)
    find_package(GTest REQUIRED)
endif()
