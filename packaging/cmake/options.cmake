# One interface library carries warnings and sanitizers; CMAKE_CXX_FLAGS stays untouched.
add_library(hearth_options INTERFACE)
target_compile_options(
    hearth_options
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wconversion
              -Wnon-virtual-dtor
              -Wold-style-cast
              -Woverloaded-virtual
              -fno-omit-frame-pointer)
target_include_directories(hearth_options INTERFACE ${PROJECT_SOURCE_DIR})
if(HEARTH_SANITIZE)
    target_compile_options(hearth_options INTERFACE -fsanitize=${HEARTH_SANITIZE})
    target_link_options(hearth_options INTERFACE -fsanitize=${HEARTH_SANITIZE})
endif()

# hearth_library(NAME name SOURCES ... [PUBLIC libs...] [PRIVATE libs...] [PLANTED])
# A static library of one folder. Include path = file path, so there is one include root.
# PLANTED: it has switches of shared/base/planted.hpp. For the tests it is built a second time, from
# the same sources, as <name>_planted, on the planted variants of its libraries where there are any.
function(hearth_library)
    cmake_parse_arguments(ARG "PLANTED" "NAME" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${ARG_NAME} STATIC ${ARG_SOURCES})
    target_link_libraries(
        ${ARG_NAME}
        PUBLIC hearth_options ${ARG_PUBLIC}
        PRIVATE ${ARG_PRIVATE})
    if(ARG_PLANTED AND HEARTH_BUILD_TESTS)
        hearth_planted_names(public ${ARG_PUBLIC})
        hearth_planted_names(private ${ARG_PRIVATE})
        add_library(${ARG_NAME}_planted STATIC ${ARG_SOURCES})
        target_link_libraries(
            ${ARG_NAME}_planted
            PUBLIC hearth_options hearth_planted_bugs ${public}
            PRIVATE ${private})
    endif()
    if(ARG_NAME IN_LIST HEARTH_COVERAGE)
        # Unoptimised, so that a line that is counted is a line that was written.
        target_compile_options(${ARG_NAME} PRIVATE --coverage -O0)
        target_link_options(${ARG_NAME} INTERFACE --coverage)
    endif()
endfunction()

# hearth_planted_names(out libs...): of each library the planted variant, if it has one.
function(hearth_planted_names out)
    set(names "")
    foreach(name IN LISTS ARGN)
        if(TARGET ${name}_planted)
            set(name ${name}_planted)
        endif()
        list(APPEND names ${name})
    endforeach()
    set(${out} ${names} PARENT_SCOPE)
endfunction()

# hearth_test(NAME name SOURCES ... LIBS ...)
# One GoogleTest program; its tests are discovered by ctest one by one.
function(hearth_test)
    cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "SOURCES;LIBS" ${ARGN})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    add_executable(${ARG_NAME} ${ARG_SOURCES})
    target_link_libraries(${ARG_NAME} PRIVATE hearth_options ${ARG_LIBS} GTest::gmock GTest::gtest_main)
    gtest_discover_tests(${ARG_NAME} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()
