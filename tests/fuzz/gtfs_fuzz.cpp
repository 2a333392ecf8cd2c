// Any files: refused with a data_error, or a timetable whose trains can run. The input is a folder as
// files_in.hpp has it.
#include <cstdint>
#include <filesystem>

#include <unistd.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/rail.hpp>

#include "files_in.hpp"

namespace {

using namespace qaidam;
using fuzz::require;

void check(const rail::timetable& t) {
    for (const auto i : t.trains().ids()) {
        const auto& x = t.trains()[i];
        require(x.calls.size() >= 2 && x.calls.front().departure && x.calls.back().arrival);
        std::int32_t before = 0;
        for (std::size_t c = 0; c < x.calls.size(); ++c) {
            for (const auto& time : {x.calls[c].arrival, x.calls[c].departure}) {
                require(time || c == 0 || c + 1 == x.calls.size());
                require(!time || time->seconds() >= before);
                if (time) before = time->seconds();
            }
            const bool for_passengers = x.calls[c].may_board() || x.calls[c].may_alight();
            require(x.calls[c].kind == rail::call_kind::passenger || !for_passengers);
        }
        (void)rail::list_tickets(t, i, 0, x.calls.size() - 1);
    }
    require(rail::apply(t, rail::diff(t, t)) == t);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto files = fuzz::files_in(data, size);
    for (const auto p : {policy::strict, policy::lenient, policy::repair}) {
        try {
            check(gtfs::load(files, {.policy = p}).value);
        } catch (const data_error&) {
        }
    }
    // A feed that was repaired loads without an error, as what the repair said it is.
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("qaidam-gtfs-fuzz-{}", getpid());
    std::filesystem::remove_all(folder);
    try {
        (void)gtfs::repair(files, folder);
        const auto again = gtfs::load(folder, {.policy = policy::lenient});
        require(again.notices.errors() == 0);
        require(again.value == gtfs::load(files, {.policy = policy::repair}).value);
    } catch (const data_error&) {
    } catch (const std::filesystem::filesystem_error&) { // a name that is both a file and a folder
    }
    std::filesystem::remove_all(folder);
    return 0;
}
