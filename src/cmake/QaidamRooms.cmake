# One folder = one room = one target: qaidam_<room>, alias qaidam::<room>.

set(QAIDAM_ROOMS
    base calendar geo geojson zip icalendar solve report events store postgres
    civic grids services ledger venues rail gtfs journeys
    rail_views grid_views service_views venue_views)

# What a room may include of the house, and links: the arrows' one source. A test holds every #include and the table in
# docs/architecture.md against it.
set(QAIDAM_base_NEEDS "")
set(QAIDAM_calendar_NEEDS base)
set(QAIDAM_geo_NEEDS base)
set(QAIDAM_geojson_NEEDS base geo)
set(QAIDAM_zip_NEEDS base)
set(QAIDAM_icalendar_NEEDS base calendar)
set(QAIDAM_solve_NEEDS base)
set(QAIDAM_report_NEEDS base)
set(QAIDAM_events_NEEDS base calendar)
set(QAIDAM_store_NEEDS base calendar events)
set(QAIDAM_postgres_NEEDS base calendar events store)
set(QAIDAM_civic_NEEDS base calendar geo geojson)
set(QAIDAM_grids_NEEDS base calendar geo solve civic)
set(QAIDAM_services_NEEDS base calendar geo solve civic events)
set(QAIDAM_ledger_NEEDS base calendar civic)
set(QAIDAM_venues_NEEDS base calendar civic events)
set(QAIDAM_rail_NEEDS base calendar geo)
set(QAIDAM_gtfs_NEEDS base calendar geo rail)
set(QAIDAM_journeys_NEEDS base calendar geo rail)
set(QAIDAM_rail_views_NEEDS base calendar geo report rail journeys)
set(QAIDAM_grid_views_NEEDS base calendar geo geojson report civic grids)
set(QAIDAM_service_views_NEEDS base calendar report civic services ledger)
set(QAIDAM_venue_views_NEEDS base calendar report civic venues)

# The rooms to build: those asked for and, transitively, what they need, in the order of QAIDAM_ROOMS.
function(qaidam_select_rooms out)
    set(asked ${QAIDAM_COMPONENTS})
    if(asked STREQUAL "all")
        set(asked ${QAIDAM_ROOMS})
    endif()
    set(wanted "")
    while(asked)
        list(POP_FRONT asked room)
        if(NOT room IN_LIST QAIDAM_ROOMS)
            message(FATAL_ERROR "QAIDAM_COMPONENTS: no room '${room}', want all or some of: ${QAIDAM_ROOMS}")
        endif()
        if(NOT room IN_LIST wanted)
            list(APPEND wanted ${room})
            list(APPEND asked ${QAIDAM_${room}_NEEDS})
        endif()
    endwhile()
    set(ordered "")
    foreach(room IN LISTS QAIDAM_ROOMS)
        if(room IN_LIST wanted)
            list(APPEND ordered ${room})
        endif()
    endforeach()
    set(${out} ${ordered} PARENT_SCOPE)
endfunction()

function(qaidam_warnings target)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
        -Wnon-virtual-dtor -Woverloaded-virtual $<$<BOOL:${QAIDAM_WARNINGS_AS_ERRORS}>:-Werror>)
endfunction()

# qaidam_room(<room> HEADERS <files under include/qaidam> SOURCES <files> [PRIVATE <libraries>])
# Does nothing if the room was not asked for.
function(qaidam_room room)
    if(NOT room IN_LIST QAIDAM_SELECTED_ROOMS)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;PRIVATE")
    list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/qaidam/)
    set(target qaidam_${room})
    add_library(${target} ${arg_SOURCES})
    add_library(qaidam::${room} ALIAS ${target})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${room} CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
        VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    # An installed shared room finds those it needs beside it.
    if(APPLE)
        set_target_properties(${target} PROPERTIES INSTALL_RPATH "@loader_path")
    else()
        set_target_properties(${target} PROPERTIES INSTALL_RPATH "\$ORIGIN")
    endif()
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_sources(${target} PUBLIC FILE_SET HEADERS
        BASE_DIRS ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include FILES ${arg_HEADERS})
    list(TRANSFORM QAIDAM_${room}_NEEDS PREPEND qaidam:: OUTPUT_VARIABLE needs)
    target_link_libraries(${target} PUBLIC ${needs} PRIVATE ${arg_PRIVATE})
    qaidam_warnings(${target})
endfunction()
