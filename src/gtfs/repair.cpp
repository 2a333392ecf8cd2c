// A feed with its repairs, and nothing else changed: what was said of a row is what changes in it.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <qaidam/gtfs/codes.hpp>
#include <qaidam/gtfs/feed.hpp>

#include "loading.hpp"

namespace qaidam::gtfs {
namespace {

using namespace detail;

/// What has to change in a row.
struct change {
    bool drop = false;
    bool fill = false;                          ///< with blank cells at its end
    std::map<std::string, std::string> cells{}; ///< by column
};

using changes_by_line = std::unordered_map<std::uint64_t, change>;

/// A column that names a record of another table, without which the row means nothing.
struct parent {
    std::string_view column;
    const table_layout* of;
};
constexpr parent parents[] = {{"trip_id", &trip_table},
                              {"tariff_id", &tariff_table},
                              {"line_id", &line_table},
                              {"fare_id", &fare_table}};

const table_layout* find_table(std::string_view file) {
    const auto found = std::find_if(std::begin(tables), std::end(tables),
                                    [&](const auto* t) { return is_same_file_name(t->file, file); });
    return found == std::end(tables) ? nullptr : *found;
}

/// Whether a file of that name lies in the folder: a name in an archive may be any.
bool lies_within(const std::string& name) {
    const auto path = std::filesystem::path{name}.lexically_normal();
    return !name.empty() && name.find('\0') == std::string::npos && path.is_relative() &&
           *path.begin() != "..";
}

class repairer {
public:
    repairer(const feed_files& files, const file_path& folder, const notices& said)
        : files_{files},
          folder_{folder.text()},
          said_{said} {
        for (const auto& n : said) take(n);
    }

    std::vector<repaired_file> write() {
        std::vector<std::string> names = files_.names();
        // Parents first, so that it is known which of their records are kept.
        std::stable_partition(names.begin(), names.end(), [](const std::string& name) {
            return std::any_of(std::begin(parents), std::end(parents),
                               [&](const parent& p) { return is_same_file_name(p.of->file, name); });
        });
        std::vector<repaired_file> all;
        for (const auto& name : names)
            if (lies_within(name)) all.push_back(write(name));
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
        return all;
    }

private:
    void take(const notice& n) {
        if (n.where.line == 0 || n.what == falls::file) {
            if (n.what == falls::file || *n.rule == codes::prices_dropped) unusable_.insert(n.where.file);
            return;
        }
        auto& c = changes_[n.where.file][n.where.line];
        if (n.what == falls::cell) {
            c.cells[n.where.field] = "";
        } else if (n.what == falls::record) {
            c.drop = true;
        } else if (*n.rule == qaidam::codes::row_filled) {
            c.fill = true;
        } else if (*n.rule == codes::rolled_over) {
            const auto& time = n.arguments[1]; // without seconds where they are zero
            c.cells[n.where.field] = std::count(time.begin(), time.end(), ':') == 1 ? time + ":00" : time;
        } else if (*n.rule == codes::unknown_access) {
            c.cells[n.where.field] = "1";
        } else if (*n.rule == codes::closed_call) {
            c.cells["pickup_type"] = c.cells["drop_off_type"] = "1";
        } else if (*n.rule == codes::unknown_transfer) {
            c.cells["transfer_type"] = "3";
            if (n.where.field == "min_transfer_time") c.cells["min_transfer_time"] = "";
        } else if (*n.rule == codes::unknown_day) {
            auto day = n.arguments[2];
            std::erase(day, '-');
            c.cells["date"] = day;
            c.cells["exception_type"] = "2";
            c.drop = false;
            certain_.insert({n.where.file, n.where.line});
        } else if (*n.rule == codes::flexible_trip) {
            flexible_trips_.insert(n.where.line);
        } else if (*n.rule == codes::unknown_days) {
            dead_services_.insert(n.arguments[1]);
        } else if (n.rule->level == severity::error && *n.rule != qaidam::codes::cut_character) {
            c.drop = true;
        }
        if (certain_.contains({n.where.file, n.where.line})) c.drop = false;
    }

    repaired_file write(const std::string& name) {
        repaired_file done{.file = name};
        const auto* table = find_table(name);
        notices ignored;
        if (table != nullptr && unusable_.contains(std::string{table->file})) {
            done.left_out = count_rows(name);
            return done;
        }
        if (table == nullptr) {
            done.copied = true;
            const auto bytes = files_.bytes(name);
            if (bytes) store(name, bytes->view());
            return done;
        }
        const auto text = files_.read(name, ignored);
        if (text) store(name, rewrite(*table, text->view(), done));
        return done;
    }

    std::size_t count_rows(const std::string& name) const {
        notices ignored;
        const auto text = files_.read(name, ignored);
        std::size_t rows = 0;
        if (text)
            for (csv_reader reader{text->view(), name, ignored}; reader.next();) ++rows;
        return rows > 0 ? rows - 1 : 0;
    }

    std::string rewrite(const table_layout& table, std::string_view text, repaired_file& done) {
        for (const auto& p : parents)
            if (p.of == &table) kept_.try_emplace(table.file);
        notices ignored;
        const csv_table head{text, table, ignored};
        const auto rows = head.rows();
        const bool commas = head.separator() == ',';
        std::string out{text.substr(0, text.size() - rows.text.size())};
        csv_reader header{out, table.file, ignored, {.separator = head.separator()}};
        std::vector<std::string> columns;
        while (const auto row = header.next())
            columns.assign(row->begin(), row->end()); // the last: "sep=;" may be first
        const auto& changes = changes_[std::string{table.file}];
        const bool widened = add_columns(columns, changes);
        if (!commas || widened) out = joined(columns) + "\n";
        csv_reader reader{
            rows.text, table.file, ignored, {.separator = head.separator(), .first_line = rows.line}};
        for (auto begin = reader.offset();; begin = reader.offset()) {
            const auto cells = reader.next();
            if (!cells) {
                out += rows.text.substr(std::min(begin, rows.text.size()));
                break;
            }
            const auto found = changes.find(reader.line());
            auto c = found == changes.end() ? change{} : found->second;
            const auto cell = [&](std::string_view column) {
                const auto at = std::find(columns.begin(), columns.end(), column);
                const auto i = static_cast<std::size_t>(at - columns.begin());
                return i < cells->size() ? (*cells)[i] : std::string_view{};
            };
            if (c.drop || hangs_on_what_is_left_out(table, reader.line(), cell)) {
                ++done.left_out;
                continue;
            }
            const auto stop_service = [&] {
                for (const auto* day :
                     {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
                    c.cells[day] = "0";
            };
            if (table.file == calendar_table.file && dead_services_.contains(std::string{cell("service_id")}))
                stop_service();
            remember(table, cell);
            std::vector<std::string> now(cells->begin(), cells->end());
            if (c.fill || widened) now.resize(columns.size());
            bool changed = c.fill || widened || !commas;
            for (const auto& [column, value] : c.cells) {
                const auto at = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) -
                                                         columns.begin());
                if (at >= now.size() || now[at] == value) continue;
                now[at] = value;
                changed = true;
            }
            if (changed) {
                ++done.changed;
                out += joined(now) + "\n";
            } else {
                ++done.kept;
                out += rows.text.substr(begin, reader.offset() - begin);
            }
        }
        return out;
    }

    /// Columns that the file does not have and a repair writes to, at its end. Returns: whether there are any.
    static bool add_columns(std::vector<std::string>& columns, const changes_by_line& changes) {
        std::set<std::string> missing;
        for (const auto& [line, c] : changes)
            for (const auto& [column, value] : c.cells)
                if (!value.empty() && std::find(columns.begin(), columns.end(), column) == columns.end())
                    missing.insert(column);
        columns.insert(columns.end(), missing.begin(), missing.end());
        return !missing.empty();
    }

    template <class Cell>
    bool hangs_on_what_is_left_out(const table_layout& table, std::uint64_t line, const Cell& cell) const {
        if (table.file == calendar_date_table.file &&
            dead_services_.contains(std::string{cell("service_id")}))
            return true;
        for (const auto& p : parents) {
            const auto k = cell(p.column);
            // Calls of no trip that follow one another are told once.
            if (k.empty() && &table == &stop_time_table && p.of == &trip_table) return true;
            if (k.empty()) continue;
            if (p.of == &table)
                return said_.find_left_out(table.file, k) == line && !is_flexible(table, line);
            const auto kept = kept_.find(p.of->file);
            if (kept != kept_.end() && !kept->second.contains(std::string{k})) return true;
        }
        return false;
    }

    /// A trip that is in no timetable, but has nothing wrong.
    bool is_flexible(const table_layout& table, std::uint64_t line) const {
        return table.file == trip_table.file && flexible_trips_.contains(line);
    }

    template <class Cell>
    void remember(const table_layout& table, const Cell& cell) {
        for (const auto& p : parents)
            if (p.of == &table) kept_[table.file].insert(std::string{cell(p.column)});
    }

    static std::string joined(const std::vector<std::string>& cells) {
        std::string row;
        for (std::size_t i = 0; i < cells.size(); ++i) (row += i > 0 ? "," : "") += quoted_cell(cells[i]);
        return row;
    }

    void store(const std::string& name, std::string_view text) const {
        const auto path = folder_ / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream stream{path, std::ios::binary | std::ios::trunc};
        stream.write(text.data(), static_cast<std::streamsize>(text.size()));
        stream.close();
        if (!stream)
            throw std::runtime_error(path.string() +
                                     ": cannot be written; check that the folder is writable");
    }

    const feed_files& files_;
    std::filesystem::path folder_;
    const notices& said_;
    std::map<std::string, changes_by_line> changes_;
    std::set<std::string> unusable_;
    std::set<std::pair<std::string, std::uint64_t>>
        certain_; ///< rows whose exclusion is written, whatever else is said
    std::set<std::string> dead_services_;
    std::unordered_set<std::uint64_t> flexible_trips_; ///< by their lines
    std::map<std::string_view, std::unordered_set<std::string, qaidam::detail::text_hash>> kept_;
};

} // namespace

loaded<std::vector<repaired_file>> repair(const feed_files& files, const file_path& folder) {
    notices ignored; // load says it again
    auto root = find_root(files, ignored);
    root.likely_encoding(find_likely_encoding(root));
    auto all =
        load(root, {.policy = policy::repair, .notices_per_code = std::numeric_limits<std::size_t>::max()});
    std::error_code not_there;
    if (std::filesystem::equivalent(root.path(), folder.text(), not_there))
        throw std::invalid_argument(
            fmt::format("gtfs::repair: {} is the feed itself, want another folder", folder.text()));
    std::filesystem::create_directories(folder.text());
    auto written = repairer{root, folder, all.notices}.write();
    for (const auto& name : root.names())
        if (!lies_within(name)) all.notices.add(codes::outside_the_folder, {.file = name});
    return {std::move(written), std::move(all.notices)};
}

} // namespace qaidam::gtfs
