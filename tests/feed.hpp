/// Feeds on disk for tests: a folder that goes away again, and what a load has to say about it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <qaidam/base/message.hpp>

namespace test {

inline const std::filesystem::path chengdong =
    std::filesystem::path{QAIDAM_SOURCE_DIR} / "examples" / "data" / "chengdong";
inline const std::filesystem::path delingha =
    std::filesystem::path{QAIDAM_SOURCE_DIR} / "examples" / "data" / "delingha";
inline const std::filesystem::path qaidam_rail =
    std::filesystem::path{QAIDAM_SOURCE_DIR} / "examples" / "data" / "qaidam-rail";

inline std::string read(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// A temporary folder, empty or with a copy of another one's files.
class folder {
public:
    explicit folder(const std::filesystem::path& from = {}) {
        static std::random_device device;
        path_ = std::filesystem::temp_directory_path() /
                ("qaidam-test-" + std::to_string(device()) + std::to_string(device()));
        std::filesystem::create_directories(path_);
        if (!from.empty()) std::filesystem::copy(from, path_);
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }

    operator const std::filesystem::path&() const { return path_; }
    [[nodiscard]] const std::string& native() const { return path_.native(); }
    [[nodiscard]] std::filesystem::path operator/(const std::string& file) const { return path_ / file; }

    void write(const std::string& file, const std::string& text) const {
        std::ofstream{path_ / file, std::ios::binary} << text;
    }
    void remove(const std::string& file) const { std::filesystem::remove(path_ / file); }
    void append(const std::string& file, const std::string& text) const {
        write(file, read(path_ / file) + text);
    }
    void replace(const std::string& file, const std::string& old, const std::string& with) const {
        auto text = read(path_ / file);
        text.replace(text.find(old), old.size(), with);
        write(file, text);
    }
    /// The rows below the header in another order.
    void shuffle(const std::string& file, std::mt19937_64& engine) const {
        std::ifstream stream{path_ / file};
        std::string header;
        std::getline(stream, header);
        std::vector<std::string> rows;
        for (std::string row; std::getline(stream, row);) rows.push_back(row);
        std::shuffle(rows.begin(), rows.end(), engine);
        std::string text = header + "\n";
        for (const auto& row : rows) text += row + "\n";
        write(file, text);
    }

private:
    std::filesystem::path path_;
};

/// The first notice of a load that must not go without one; what is only information is passed over.
template <class Load>
std::string first_notice(const Load& load) {
    const auto worst = [](const qaidam::notices& all) {
        for (const auto& n : all)
            if (n.level() > qaidam::severity::info) return to_string(n);
        return all.empty() ? std::string{"nothing"} : to_string(*all.begin());
    };
    try {
        return worst(load().notices);
    } catch (const qaidam::data_error& e) {
        return worst(e.why());
    }
}

} // namespace test
