# What the rooms need from elsewhere. Read by the build and, installed beside it, by the package file.
#
# A target that is there already, or that its package gives, is used. Headers that no package speaks for are used from
# where they are: Boost may come without its package files, or from another version's.

# qaidam_find_headers(<target> <header> <existing target> <package>): <target> is then an imported library with the
# headers; not there if they were not found.
macro(qaidam_find_headers target header existing package)
    if(NOT TARGET ${target})
        string(MAKE_C_IDENTIFIER "QAIDAM_${package}_INCLUDE_DIR" _qaidam_folder)
        if(NOT TARGET ${existing})
            find_path(${_qaidam_folder} ${header} DOC "Folder that has ${header}")
            mark_as_advanced(${_qaidam_folder})
            find_package(${package} QUIET)
        endif()
        if(TARGET ${existing})
            add_library(${target} INTERFACE IMPORTED GLOBAL)
            set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES ${existing})
        elseif(${_qaidam_folder})
            add_library(${target} INTERFACE IMPORTED GLOBAL)
            set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${${_qaidam_folder}}")
        endif()
    endif()
endmacro()

macro(qaidam_find_boost)
    qaidam_find_headers(qaidam::boost_headers boost/date_time/gregorian/gregorian_types.hpp Boost::headers Boost)
endmacro()
macro(qaidam_find_json)
    qaidam_find_headers(qaidam::json_headers nlohmann/json.hpp nlohmann_json::nlohmann_json nlohmann_json)
endmacro()
macro(qaidam_find_protozero)
    qaidam_find_headers(qaidam::protozero_headers protozero/pbf_reader.hpp protozero::protozero protozero)
endmacro()
