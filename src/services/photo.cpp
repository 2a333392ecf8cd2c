#include <qaidam/services/photo.hpp>

#include <charconv>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/geo/point.hpp>

#include "word_time.hpp"

namespace qaidam::services {
namespace {

std::optional<double> read_degrees(std::string_view digits) {
    double value = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (fault != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

/// Latitude and longitude with a character between.
std::optional<spot> read_spot(std::string_view text, char between) {
    const auto gap = text.find(between);
    if (gap == text.npos) return std::nullopt;
    const auto lat = read_degrees(text.substr(0, gap));
    const auto lon = read_degrees(text.substr(gap + 1));
    if (!lat || !lon || !geo::on_earth(geo::longitude{*lon}, geo::latitude{*lat})) return std::nullopt;
    return spot{*lat, *lon};
}
std::string spot_cell(const spot& s, char between) {
    return qaidam::to_cell(s.latitude) + between + qaidam::to_cell(s.longitude);
}

bool is_picture(std::string_view media_type) {
    constexpr std::string_view image = "image/";
    if (!media_type.starts_with(image)) return false;
    media_type.remove_prefix(image.size());
    return !media_type.empty() && media_type.size() <= 60 &&
           media_type.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.+-") == media_type.npos;
}

/// The parts between semicolons.
std::vector<std::string_view> split_parts(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(';');
        parts.push_back(text.substr(0, end));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

} // namespace

std::string to_cell(const spot& s) {
    return spot_cell(s, ' ');
}
std::optional<spot> parse_spot(std::string_view text) {
    return read_spot(text, ' ');
}

photo photo_of(std::string_view bytes, std::string media_type) {
    return {.digest = events::digest_of(bytes),
            .media_type = std::move(media_type),
            .bytes = static_cast<std::int64_t>(bytes.size())};
}

bool is_photo(const photo& p, std::string_view bytes) {
    return static_cast<std::uint64_t>(p.bytes) == bytes.size() && p.digest == events::digest_of(bytes);
}

std::string to_cell(const photo& p) {
    auto cell = events::to_string(p.digest) + ';' + p.media_type + ';' + std::to_string(p.bytes);
    if (p.taken_at || p.taken_where) cell += ';';
    if (p.taken_at) cell += detail::to_word(*p.taken_at);
    if (p.taken_where) cell += ';' + spot_cell(*p.taken_where, ',');
    return cell;
}

std::optional<photo> parse_photo(std::string_view text) {
    const auto parts = split_parts(text);
    if (parts.size() < 3 || parts.size() > 5) return std::nullopt;
    const auto digest = events::parse_digest(parts[0]);
    photo p{.media_type = std::string{parts[1]}};
    const auto [end, fault] = std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), p.bytes);
    if (!digest || !is_picture(parts[1]) || fault != std::errc{} ||
        end != parts[2].data() + parts[2].size() || p.bytes < 1)
        return std::nullopt;
    p.digest = *digest;
    if (parts.size() > 3 && !parts[3].empty()) {
        p.taken_at = detail::parse_word_time(parts[3]);
        if (!p.taken_at) return std::nullopt;
    }
    if (parts.size() > 4) {
        p.taken_where = read_spot(parts[4], ',');
        if (!p.taken_where) return std::nullopt;
    }
    return p;
}

} // namespace qaidam::services
