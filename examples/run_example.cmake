# cmake -DPROGRAM=… -DARGS=a;b -DEXPECTED=<file> [-DEXIT=n] [-DFRESH=<files to remove first>] [-DRUNS=n] [-DNOW=hidden]
#       -P run_example.cmake
# Runs an example and compares what it prints on standard output with a file.
separate_arguments(args UNIX_COMMAND "${ARGS}")
if(DEFINED FRESH)
    list(TRANSFORM FRESH PREPEND ${FOLDER}/)
    file(REMOVE_RECURSE ${FRESH})
endif()
if(NOT DEFINED RUNS)
    set(RUNS 1)
endif()
if(NOT DEFINED EXIT)
    set(EXIT 0)
endif()
foreach(run RANGE 1 ${RUNS})
    execute_process(COMMAND ${PROGRAM} ${args} OUTPUT_VARIABLE said ERROR_VARIABLE complained RESULT_VARIABLE exit
        WORKING_DIRECTORY ${FOLDER})
    if(NOT exit EQUAL EXIT AND NOT exit STREQUAL EXIT)
        message(FATAL_ERROR "exit code ${exit}, want ${EXIT}\n${said}${complained}")
    endif()
    if(DEFINED NOW) # what was recorded just now
        string(REGEX REPLACE "20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9](:[0-9][0-9])?" "NOW" said "${said}")
    endif()
    file(READ ${EXPECTED} wanted)
    if(NOT said STREQUAL wanted)
        message(FATAL_ERROR "unexpected output, want that of ${EXPECTED}:\n${said}${complained}")
    endif()
endforeach()
