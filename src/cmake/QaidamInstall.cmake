# Install, export and the package files.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/qaidam)
if("zip" IN_LIST QAIDAM_SELECTED_ROOMS)
    target_sources(qaidam_zip INTERFACE $<INSTALL_INTERFACE:${package_dir}/open_paths.cpp>)
    install(FILES ${PROJECT_SOURCE_DIR}/src/zip/open_paths.cpp DESTINATION ${package_dir})
endif()
foreach(room IN LISTS QAIDAM_SELECTED_ROOMS)
    install(TARGETS qaidam_${room} EXPORT qaidam-${room}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT qaidam-${room} NAMESPACE qaidam:: DESTINATION ${package_dir})
endforeach()
install(TARGETS qaidam_all EXPORT qaidam-all FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT qaidam-all NAMESPACE qaidam:: DESTINATION ${package_dir})

# The package file knows what each room needs, so that a component brings its own.
set(QAIDAM_ROOM_NEEDS "")
foreach(room IN LISTS QAIDAM_SELECTED_ROOMS)
    string(APPEND QAIDAM_ROOM_NEEDS "set(qaidam_${room}_NEEDS ${QAIDAM_${room}_NEEDS})\n")
endforeach()
configure_package_config_file(${PROJECT_SOURCE_DIR}/src/cmake/qaidam-config.cmake.in
    ${PROJECT_BINARY_DIR}/qaidam-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/qaidam-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/qaidam-config.cmake ${PROJECT_BINARY_DIR}/qaidam-config-version.cmake
    ${PROJECT_SOURCE_DIR}/src/cmake/QaidamDependencies.cmake DESTINATION ${package_dir})

# A pkg-config file for each room, and qaidam.pc for all of them. They are written when the library is installed, since
# `cmake --install --prefix` names the prefix then.
set(QAIDAM_events_PC_REQUIRES libcrypto)
set(QAIDAM_store_PC_REQUIRES sqlite3)
set(QAIDAM_postgres_PC_REQUIRES libpq)
set(QAIDAM_zip_PC_REQUIRES libarchive)
set(QAIDAM_icalendar_PC_REQUIRES libical)
# qaidam_pc(<name> <description> <library> <packages> <packages that its sources use>)
function(qaidam_pc name description library requires private)
    if(private AND NOT BUILD_SHARED_LIBS) # whoever links a static library links what it uses
        list(APPEND requires ${private})
        set(private "")
    endif()
    list(JOIN requires ", " requires)
    install(CODE "
        set(name \"${name}\")
        set(description \"${description}\")
        set(libraries \"${library}\")
        set(requires \"${requires}\")
        set(requires_private \"${private}\")
        set(version \"${PROJECT_VERSION}\")
        set(libdir \"${CMAKE_INSTALL_LIBDIR}\")
        set(includedir \"${CMAKE_INSTALL_INCLUDEDIR}\")
        foreach(folder libdir includedir)
            cmake_path(ABSOLUTE_PATH \${folder} BASE_DIRECTORY \"\${CMAKE_INSTALL_PREFIX}\")
        endforeach()
        configure_file(\"${PROJECT_SOURCE_DIR}/src/cmake/qaidam.pc.in\" \"${PROJECT_BINARY_DIR}/pkgconfig/${name}.pc\" @ONLY)")
    install(FILES ${PROJECT_BINARY_DIR}/pkgconfig/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

foreach(room IN LISTS QAIDAM_SELECTED_ROOMS)
    list(TRANSFORM QAIDAM_${room}_NEEDS PREPEND qaidam- OUTPUT_VARIABLE requires)
    if(room STREQUAL "base")
        set(requires fmt)
    endif()
    list(REVERSE requires)
    qaidam_pc(qaidam-${room} "${PROJECT_DESCRIPTION}: ${room}" "-lqaidam_${room}" "${requires}" "${QAIDAM_${room}_PC_REQUIRES}")
endforeach()
list(TRANSFORM QAIDAM_SELECTED_ROOMS PREPEND qaidam- OUTPUT_VARIABLE requires)
list(REVERSE requires)
qaidam_pc(qaidam "${PROJECT_DESCRIPTION}" "" "${requires}" "")
