# cmake -DPROGRAM=… -DARGS=a;b -DEXPECTED=<file> [-DEXIT=n] [-DFRESH=<files to remove first>] -P run_example.cmake
# Runs an example and compares what it prints on standard output with a file.
separate_arguments(args UNIX_COMMAND "${ARGS}")
if(DEFINED FRESH)
    list(TRANSFORM FRESH PREPEND ${FOLDER}/)
    file(REMOVE ${FRESH})
endif()
execute_process(COMMAND ${PROGRAM} ${args} OUTPUT_VARIABLE said ERROR_VARIABLE complained RESULT_VARIABLE exit
    WORKING_DIRECTORY ${FOLDER})
if(NOT DEFINED EXIT)
    set(EXIT 0)
endif()
if(NOT exit EQUAL EXIT AND NOT exit STREQUAL EXIT)
    message(FATAL_ERROR "exit code ${exit}, want ${EXIT}\n${said}${complained}")
endif()
file(READ ${EXPECTED} wanted)
if(NOT said STREQUAL wanted)
    message(FATAL_ERROR "unexpected output, want that of ${EXPECTED}:\n${said}${complained}")
endif()
