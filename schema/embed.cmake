# hearth_embed(OUT_VAR GLOB NAME [GENERATED]): the files of GLOB, sorted by name, as
#   schema/embedded/NAME.hpp: std::span<const hearth::schema::EmbeddedFile> NAME();
# in the folder GENERATED, build/<preset>/generated without it.
# New files are picked up at the next build (CONFIGURE_DEPENDS): a migration or code list is a file, no list to keep.
set(HEARTH_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_files.cmake)

function(hearth_embed out_var pattern name)
    # An absolute pattern stays what it is.
    get_filename_component(pattern ${pattern} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
    file(GLOB files CONFIGURE_DEPENDS ${pattern})
    list(SORT files)
    set(generated ${CMAKE_BINARY_DIR}/generated)
    if(ARGC GREATER 3)
        set(generated ${ARGV3})
    endif()
    set(dir ${generated}/schema/embedded)
    string(REPLACE ";" "|" joined "${files}")
    add_custom_command(
        OUTPUT ${dir}/${name}.cpp ${dir}/${name}.hpp
        COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DFILES=${joined}" -DDIR=${dir} -P ${HEARTH_EMBED_SCRIPT}
        DEPENDS ${files} ${HEARTH_EMBED_SCRIPT}
        COMMENT "embed ${name}"
        VERBATIM)
    set(${out_var} ${dir}/${name}.cpp PARENT_SCOPE)
endfunction()
