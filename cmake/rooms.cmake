# SPDX-License-Identifier: GPL-3.0-or-later
# A room is a static library of the sources in its folder, linked to the rooms it may see and no
# other (docs/architecture.md). Sources are globbed: adding a file needs no edit here.
function(ckptlens_room name)
    cmake_parse_arguments(ROOM "" "" "SEES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
    add_library(lens_${name} STATIC ${sources})
    set_target_properties(lens_${name} PROPERTIES LINKER_LANGUAGE CXX)
    target_include_directories(lens_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    # GCC 12 warns of overlaps that cannot be (its bug 105651).
    target_compile_options(lens_${name} PRIVATE -Wall -Wextra
        $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
    foreach(room ${ROOM_SEES})
        target_link_libraries(lens_${name} PUBLIC lens_${room})
    endforeach()
endfunction()

# Strict Qt: no keywords (they break other people's headers) and no text without a known encoding.
function(ckptlens_strict_qt target)
    set_target_properties(${target} PROPERTIES AUTOMOC ON)
    target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII)
endfunction()
