# hearth_net_impl: Asio, its TLS stream and Beast, compiled once for both sides.
# The definitions are PUBLIC: whoever includes these headers must see them declared only, otherwise
# two programs' worth of inline bodies would meet in one test program. It lies here because shared/
# has no sockets and client/ and server/ may not know each other.
add_library(hearth_net_impl STATIC ${CMAKE_CURRENT_LIST_DIR}/asio_beast_ssl.cpp)
target_compile_definitions(
    hearth_net_impl
    PUBLIC BOOST_ASIO_SEPARATE_COMPILATION
           BOOST_BEAST_SEPARATE_COMPILATION
           BOOST_ASIO_NO_DEPRECATED
           BOOST_ASIO_NO_TS_EXECUTORS)
target_compile_options(hearth_net_impl PRIVATE -fno-omit-frame-pointer)
if(HEARTH_SANITIZE)
    target_compile_options(hearth_net_impl PRIVATE -fsanitize=${HEARTH_SANITIZE})
endif()
target_link_libraries(hearth_net_impl PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto
                                             Threads::Threads)
