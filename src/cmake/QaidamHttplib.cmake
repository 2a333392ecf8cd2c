# cpp-httplib, for the example service_hall and its tests: its header alone, or with the library that Debian and Fedora make of
# it, which they build with OpenSSL.
find_path(QAIDAM_HTTPLIB_INCLUDE_DIR httplib.h)
find_library(QAIDAM_HTTPLIB_LIBRARY cpp-httplib)
mark_as_advanced(QAIDAM_HTTPLIB_INCLUDE_DIR QAIDAM_HTTPLIB_LIBRARY)

# qaidam_link_httplib(<target>)
function(qaidam_link_httplib target)
    find_package(Threads REQUIRED)
    target_include_directories(${target} SYSTEM PRIVATE ${QAIDAM_HTTPLIB_INCLUDE_DIR})
    target_link_libraries(${target} PRIVATE Threads::Threads)
    if(QAIDAM_HTTPLIB_LIBRARY)
        find_package(OpenSSL REQUIRED COMPONENTS Crypto)
        target_link_libraries(${target} PRIVATE ${QAIDAM_HTTPLIB_LIBRARY} OpenSSL::Crypto)
        target_compile_definitions(${target} PRIVATE CPPHTTPLIB_OPENSSL_SUPPORT)
    endif()
endfunction()
