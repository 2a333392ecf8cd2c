# For the sanitized build alone, whose time is the compiler's: what takes longer to optimise than its tests then save is not
# optimised, and the examples share one precompiled header. What a file forgets to include, the other build finds.
function(qaidam_compile_sooner)
    foreach(room services venues civic geojson ledger rail_views grid_views service_views venue_views)
        target_compile_options(qaidam_${room} PRIVATE -O0)
    endforeach()

    target_compile_options(chengdong_day PRIVATE -O0)
    target_precompile_headers(chengdong_day PRIVATE <qaidam/grids/grids.hpp> <qaidam/services/services.hpp> <qaidam/ledger/ledger.hpp>
        <qaidam/venues/venues.hpp> <qaidam/gtfs/gtfs.hpp> <qaidam/journeys/journeys.hpp> <fmt/format.h> <fmt/ranges.h>
        <filesystem> <fstream> <functional> <iostream> <map> <set> <sstream>)
    get_property(examples DIRECTORY ${PROJECT_SOURCE_DIR}/examples PROPERTY BUILDSYSTEM_TARGETS)
    list(REMOVE_ITEM examples chengdong_day make_data) # the second uses no room
    foreach(example IN LISTS examples)
        target_compile_options(${example} PRIVATE -O0)
        target_precompile_headers(${example} REUSE_FROM chengdong_day)
    endforeach()
endfunction()
cmake_language(DEFER CALL qaidam_compile_sooner)
