// Any bytes: refused with a data_error, or files within the limits; so too what lies in a part of the zip.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <qaidam/zip/zip.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace qaidam;
    static const auto path =
        std::filesystem::temp_directory_path() / ("qaidam-fuzz-" + std::to_string(std::rand()) + ".zip");
    std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(data),
                                                static_cast<std::streamsize>(size));
    constexpr zip::limits most{.bytes = 1 << 20, .files = 20};
    for (const auto* part : {"", "#a", "#b#a"}) {
        try {
            const auto files = zip::open(path.string() + part, most);
            if (files.names().size() > most.files) std::abort();
            std::size_t bytes = 0;
            for (const auto& name : files.names()) {
                notices out;
                if (const auto text = files.read(name, out)) bytes += text->view().size();
            }
            if (bytes > 4 * most.bytes) std::abort(); // GB18030 grows as UTF-8
        } catch (const data_error&) {
        }
    }
    return 0;
}
