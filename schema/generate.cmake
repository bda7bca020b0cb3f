# hearth_schema_library(NAME name ROOT folder OUT folder)
# The library of one set of formats: messages (protoc), migrations and code lists (embedded as
# sources), and the version they are of. ROOT holds a folder schema/ like this one; OUT is where the
# generated sources go, included from there as "schema/...". The shipped formats are one such set; the
# tests of old and new versions together (tests/versions) make a second one.
include(${CMAKE_CURRENT_LIST_DIR}/embed.cmake)

set(HEARTH_PROTOS
    client/enrolment.proto
    protocol/admin.proto
    protocol/edit.proto
    protocol/enrol.proto
    protocol/sync.proto
    records/common.proto
    records/family.proto
    records/involvement.proto
    records/options.proto
    records/reference.proto
    records/visit.proto
    records/work.proto)

# The build stops at a format that would lose or blur what somebody recorded: see lint.py.
function(hearth_schema_lint name root)
    find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
    file(GLOB code_lists CONFIGURE_DEPENDS ${root}/schema/codes/*.csv)
    list(TRANSFORM HEARTH_PROTOS PREPEND ${root}/schema/ OUTPUT_VARIABLE protos)
    set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${name}.lint)
    add_custom_command(
        OUTPUT ${stamp}
        COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/schema/lint.py
                --root ${root} --protoc $<TARGET_FILE:protobuf::protoc> --stamp ${stamp}
        DEPENDS ${protos} ${PROJECT_SOURCE_DIR}/schema/lint.py ${root}/schema/version.txt
                ${root}/schema/records/numbers.txt ${code_lists}
        COMMENT "schema lint ${name}"
        VERBATIM)
    add_custom_target(${name}_lint DEPENDS ${stamp})
endfunction()

function(hearth_schema_library)
    cmake_parse_arguments(ARG "" "NAME;ROOT;OUT" "" ${ARGN})
    set(formats ${ARG_ROOT}/schema)
    hearth_schema_lint(${ARG_NAME} ${ARG_ROOT})

    list(TRANSFORM HEARTH_PROTOS PREPEND ${formats}/ OUTPUT_VARIABLE protos)
    set(sources)
    foreach(proto IN LISTS HEARTH_PROTOS)
        string(REGEX REPLACE "\\.proto$" "" stem ${proto})
        set(out ${ARG_OUT}/schema/${stem})
        add_custom_command(
            OUTPUT ${out}.pb.cc ${out}.pb.h
            COMMAND protobuf::protoc -I ${ARG_ROOT} --cpp_out=${ARG_OUT} ${formats}/${proto}
            DEPENDS ${protos}
            COMMENT "protoc ${proto}"
            VERBATIM)
        list(APPEND sources ${out}.pb.cc)
    endforeach()
    file(MAKE_DIRECTORY ${ARG_OUT})

    # Text files become one source with a name -> content table each.
    hearth_embed(migrations_client "${formats}/client/*.sql" client_migrations ${ARG_OUT})
    hearth_embed(migrations_server "${formats}/server/sqlite/*.sql" server_migrations ${ARG_OUT})
    hearth_embed(code_lists "${formats}/codes/*.csv" code_lists ${ARG_OUT})

    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${formats}/version.txt)
    file(STRINGS ${formats}/version.txt version REGEX "^[0-9]+$")
    configure_file(${PROJECT_SOURCE_DIR}/schema/version.hpp.in ${ARG_OUT}/schema/version.hpp @ONLY)

    add_library(${ARG_NAME} STATIC ${sources} ${migrations_client} ${migrations_server} ${code_lists})
    add_dependencies(${ARG_NAME} ${ARG_NAME}_lint)
    # Generated code is not ours to warn about.
    target_include_directories(${ARG_NAME} SYSTEM PUBLIC ${ARG_OUT})
    target_link_libraries(${ARG_NAME} PUBLIC protobuf::libprotobuf)
    if(HEARTH_SANITIZE)
        target_compile_options(${ARG_NAME} PRIVATE -fsanitize=${HEARTH_SANITIZE})
    endif()
endfunction()
