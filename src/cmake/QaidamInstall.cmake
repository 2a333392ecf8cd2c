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
if(QAIDAM_SELECTED_ROOMS STREQUAL QAIDAM_ROOMS)
    install(TARGETS qaidam_all EXPORT qaidam-all FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT qaidam-all NAMESPACE qaidam:: DESTINATION ${package_dir})
endif()

# The package file knows what each room needs, so that a component brings its own.
set(QAIDAM_ROOM_NEEDS "")
foreach(room IN LISTS QAIDAM_SELECTED_ROOMS)
    string(APPEND QAIDAM_ROOM_NEEDS "set(qaidam_${room}_NEEDS ${QAIDAM_${room}_NEEDS})\n")
endforeach()
configure_package_config_file(${PROJECT_SOURCE_DIR}/src/cmake/qaidam-config.cmake.in
    ${PROJECT_BINARY_DIR}/qaidam-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/qaidam-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/qaidam-config.cmake ${PROJECT_BINARY_DIR}/qaidam-config-version.cmake
    DESTINATION ${package_dir})

set(QAIDAM_PC_LIBS "")
foreach(room IN LISTS QAIDAM_SELECTED_ROOMS)
    string(PREPEND QAIDAM_PC_LIBS "-lqaidam_${room} ")
endforeach()
set(QAIDAM_PC_REQUIRES fmt)
if("zip" IN_LIST QAIDAM_SELECTED_ROOMS)
    string(APPEND QAIDAM_PC_REQUIRES ", libarchive")
endif()
if("icalendar" IN_LIST QAIDAM_SELECTED_ROOMS)
    string(APPEND QAIDAM_PC_REQUIRES ", libical")
endif()
configure_file(${PROJECT_SOURCE_DIR}/src/cmake/qaidam.pc.in ${PROJECT_BINARY_DIR}/qaidam.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/qaidam.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
