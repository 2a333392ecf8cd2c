#pragma once

#include <filesystem>
#include <string>
#include <unistd.h>

namespace test {

/// A folder of that name for this process that nothing is in.
inline std::string fresh_folder(const std::string& name) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("qaidam-hall-" + std::to_string(getpid()) + "-" + name);
    std::filesystem::remove_all(folder);
    return folder.string();
}

} // namespace test
