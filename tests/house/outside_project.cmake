# cmake -DPROJECT=<dir> -DBUILD=<dir> -DQAIDAM_SOURCE=<dir> [-DINSTALL_FROM=<build dir>] -P outside_project.cmake
# Configures, builds and runs an outside project, after installing the library for it if asked.

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(failed)
        message(FATAL_ERROR "${ARGN}\n${said}")
    endif()
    set(said "${said}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${BUILD})
set(prefix "")
if(INSTALL_FROM)
    run(${CMAKE_COMMAND} --install ${INSTALL_FROM} --prefix ${BUILD}/installed)
    set(prefix -DCMAKE_PREFIX_PATH=${BUILD}/installed)
endif()
run(${CMAKE_COMMAND} -S ${PROJECT} -B ${BUILD}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER}
    "-DCMAKE_CXX_FLAGS=${FLAGS}" -DQAIDAM_SOURCE=${QAIDAM_SOURCE} ${prefix})
run(${CMAKE_COMMAND} --build ${BUILD}/build)
run(${BUILD}/build/uses_rail)
if(NOT said MATCHES "qaidam [0-9.]+: 1 trains")
    message(FATAL_ERROR "unexpected output: ${said}")
endif()
