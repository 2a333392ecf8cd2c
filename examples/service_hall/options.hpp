// What the command line says.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hall {

struct options {
    int port = 8311;
    std::string journal = "service_hall.journal"; ///< a file, or postgresql://…/DATABASE#NAME
    std::string codes =
        "service_hall.codes"; ///< where one-time codes are written, as a gateway would send them
    std::string api_keys{};   ///< a file of api_key,person_id; none: nobody places by Open311
    std::string community{};
    std::string trains{};    ///< a GTFS feed, or none
    std::string ledger{};    ///< a community feed with the ledger that is shown
    std::string orders{};    ///< a folder whose order_commands.csv is carried out once, or none
    std::string starts{};    ///< the time that the clock shows first, or none: the system's
    std::string station{};   ///< of the board; none: the first of the timetable
    std::string host{};      ///< under which a web server passes requests on, beside the loopback's names
    bool secure = false;     ///< cookies go over TLS only
    int places_an_hour = 30; ///< of a person or an address; 0 for any number
};

extern const char* const usage;

/// The options; nothing if they are wrong, after saying what is. `--help` gives nothing and says the usage.
[[nodiscard]] std::optional<options> read_options(const std::vector<std::string>& words, int& exit_code);

} // namespace hall
