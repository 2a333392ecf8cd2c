// Any files: refused with a data_error, or a timetable whose trains can run. The input is the text of a
// feed's files one after the other, each after a line "== name".
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <unistd.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/rail.hpp>

namespace {

using namespace qaidam;

feed_files files_in(std::string_view text) {
    std::map<std::string, shared_text, std::less<>> files;
    for (auto at = text.find("== "); at != std::string_view::npos;) {
        const auto name_end = std::min(text.find('\n', at), text.size());
        const auto next = text.find("\n== ", name_end);
        const auto start = std::min(name_end + 1, text.size());
        const auto end = next == std::string_view::npos ? text.size() : next + 1;
        files.insert_or_assign(std::string{text.substr(at + 3, name_end - at - 3)},
                               shared_text{std::string{text.substr(start, end > start ? end - start : 0)}});
        at = next == std::string_view::npos ? next : next + 1;
    }
    return {"fuzz", std::move(files)};
}

void require(bool good) {
    if (!good) std::abort();
}

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
    const auto files = files_in({reinterpret_cast<const char*>(data), size});
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
