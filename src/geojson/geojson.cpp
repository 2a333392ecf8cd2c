#include <qaidam/geojson/geojson.hpp>

#include <algorithm>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <qaidam/base/text.hpp>

namespace qaidam::geojson {
namespace {

using nlohmann::json;

/// What is wrong with one feature, in both languages; becomes a notice with its number.
struct fault {
    label what;
};

template <class... Arguments>
fault make_fault(const wording& text, const Arguments&... arguments) {
    return {
        {fmt::format(fmt::runtime(text.zh), arguments...), fmt::format(fmt::runtime(text.en), arguments...)}};
}

struct off_earth : fault {};

constexpr int deepest = 64;
struct too_deep {};

const json& member(const json& object, const char* name, bool (json::*is)() const noexcept,
                   const wording& want) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (!object.is_object() || found == object.end() || !((*found).*is)())
        throw fault{{fmt::format("缺少成员 {}，应为{}", name, want.zh),
                     fmt::format("no member {}, want {}", name, want.en)}};
    return *found;
}

/// How features are read, and what was repaired of the one at hand.
struct reading {
    bool repair = false;
    bool swapped = false; ///< latitude comes first
    std::vector<label> repairs{};
};

geo::point to_point(const json& position, const reading& how) {
    if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number())
        throw make_fault({"坐标不是至少两个数的数组", "a position is not an array of at least two numbers"});
    const geo::longitude lon{position[how.swapped ? 1 : 0].get<double>()};
    const geo::latitude lat{position[how.swapped ? 0 : 1].get<double>()};
    if (!geo::on_earth(lon, lat))
        throw off_earth{make_fault({"坐标 {}, {} 不在地球上，应先经度后纬度",
                                    "position {}, {} is not on the earth, want longitude first"},
                                   lon.degrees(), lat.degrees())};
    return {lon, lat};
}

std::vector<geo::point> to_points(const json& positions, const reading& how) {
    if (!positions.is_array())
        throw make_fault({"coordinates 不是坐标的数组", "coordinates are not an array of positions"});
    std::vector<geo::point> all;
    for (const auto& p : positions) all.push_back(to_point(p, how));
    return all;
}

/// One polygon, or several if it had to be parted in repairing it.
geo::multipolygon to_polygons(const json& rings, reading& how) {
    if (!rings.is_array() || rings.empty()) throw make_fault({"多边形没有环", "a polygon has no ring"});
    auto outer = to_points(rings[0], how);
    std::vector<geo::ring> holes;
    for (std::size_t i = 1; i < rings.size(); ++i) holes.push_back(to_points(rings[i], how));
    if (const auto wrong = geo::polygon::find_fault(outer, holes)) {
        auto repaired = how.repair ? geo::repair_polygon(outer, holes) : std::nullopt;
        if (!repaired) throw fault{*wrong};
        how.repairs.insert(how.repairs.end(), repaired->repairs.begin(), repaired->repairs.end());
        return std::move(repaired->shape);
    }
    return {geo::polygon{std::move(outer), std::move(holes)}};
}

geometry to_geometry(const json& object, reading& how) {
    const auto type =
        member(object, "type", &json::is_string, {"几何类型", "a geometry type"}).get<std::string>();
    const auto& coordinates = member(object, "coordinates", &json::is_array, {"数组", "an array"});
    if (type == "Point") return to_point(coordinates, how);
    if (type == "LineString") return to_points(coordinates, how);
    if (type == "Polygon") {
        auto all = to_polygons(coordinates, how);
        if (all.size() == 1) return std::move(all.front());
        return all;
    }
    if (type != "MultiPolygon")
        throw make_fault({"几何类型 {} 不受支持，应为 Point、LineString、Polygon 或 MultiPolygon",
                          "got geometry {}, want Point, LineString, Polygon or MultiPolygon"},
                         type);
    std::vector<geo::polygon> all;
    for (const auto& rings : coordinates)
        for (auto& shape : to_polygons(rings, how)) all.push_back(std::move(shape));
    return all;
}

std::string to_string(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

feature to_feature(const json& object, reading& how) {
    feature result{.geometry = to_geometry(
                       member(object, "geometry", &json::is_object, {"几何对象", "a geometry"}), how)};
    if (const auto id = object.find("id"); id != object.end() && !id->is_null()) result.id = to_string(*id);
    if (const auto properties = object.find("properties");
        properties != object.end() && properties->is_object())
        for (const auto& [name, value] : properties->items())
            if (!value.is_null()) result.properties[name] = to_string(value);
    return result;
}

/// A feature, if need be with latitude and longitude exchanged. Only one of which some positions are on no
/// place of the earth is tried so.
feature read_feature(const json& object, reading& how) {
    try {
        return to_feature(object, how);
    } catch (const off_earth& f) {
        if (!how.repair) throw;
        try {
            how = {.repair = true, .swapped = true};
            auto found = to_feature(object, how);
            how.repairs.push_back({"经纬度对调", "longitude and latitude exchanged"});
            return found;
        } catch (const fault&) {
            throw f;
        }
    }
}

bool is_geometry(const std::string& type) {
    return type == "Point" || type == "LineString" || type == "Polygon" || type == "MultiPolygon";
}

json position(const geo::point& p) {
    return json::array({p.lon().degrees(), p.lat().degrees()});
}

json positions(const std::vector<geo::point>& points) {
    auto all = json::array();
    for (const auto& p : points) all.push_back(position(p));
    return all;
}

/// Twice the signed area in degrees: positive if counter-clockwise.
double winding(const geo::ring& corners) {
    double sum = 0;
    for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++)
        sum += (corners[i].lon().degrees() - corners[j].lon().degrees()) *
               -(corners[i].lat().degrees() + corners[j].lat().degrees());
    return sum;
}

json closed(geo::ring corners, bool counter_clockwise) {
    if ((winding(corners) > 0) != counter_clockwise) std::reverse(corners.begin(), corners.end());
    corners.push_back(corners.front());
    return positions(corners);
}

json rings_of(const geo::polygon& p) {
    auto all = json::array({closed(p.outer(), true)});
    for (const auto& hole : p.holes()) all.push_back(closed(hole, false));
    return all;
}

json polygons_of(const std::vector<geo::polygon>& polygons) {
    auto all = json::array();
    for (const auto& p : polygons) all.push_back(rings_of(p));
    return all;
}

json to_json(const geometry& g) {
    struct writer {
        json operator()(const geo::point& p) const {
            return {{"type", "Point"}, {"coordinates", position(p)}};
        }
        json operator()(const std::vector<geo::point>& l) const {
            return {{"type", "LineString"}, {"coordinates", positions(l)}};
        }
        json operator()(const geo::polygon& p) const {
            return {{"type", "Polygon"}, {"coordinates", rings_of(p)}};
        }
        json operator()(const std::vector<geo::polygon>& all) const {
            return {{"type", "MultiPolygon"}, {"coordinates", polygons_of(all)}};
        }
    };
    return std::visit(writer{}, g);
}

/// Takes everything and remembers where it ended.
struct fault_finder : nlohmann::json_sax<json> {
    std::size_t at = 0;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
        at = position;
        return false;
    }
};

/// The offset from which on the text is not JSON. The parser counts the bytes it has read, the one that it
/// does not understand included.
std::size_t find_fault(std::string_view text) {
    fault_finder finder;
    json::sax_parse(text, &finder);
    return std::min(finder.at > 0 ? finder.at - 1 : 0, text.size());
}

/// The lines on which the values of the array `features` of a JSON object begin.
std::vector<std::uint64_t> lines_of_features(std::string_view text) {
    std::vector<std::uint64_t> lines;
    std::uint64_t line = 1;
    int depth = 0;
    std::string_view name; // the last string at depth 1: the name of what follows
    bool awaited = false;  // a value of the array is still to begin
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool begins = awaited && c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != ']';
        if (begins) lines.push_back(line);
        awaited = awaited && !begins && c != ']';
        if (c == '\n') {
            ++line;
        } else if (c == '"') {
            const auto start = ++i;
            while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
            if (depth == 1) name = text.substr(start, i - start);
        } else if (c == '{' || c == '[') {
            ++depth;
            if (c == '[' && depth == 2 && name == "features") awaited = true;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ',' && depth == 2 && name == "features") {
            awaited = true;
        }
    }
    return lines;
}

} // namespace

loaded<feature_collection> read(std::string_view text, std::string_view file, const load_options& options) {
    loaded<feature_collection> result{{}, notices{options.notices_per_code}};
    location where{.file = std::string{file}};
    const auto refuse = [&](const message_rule& rule, std::string argument) {
        result.notices.add(rule, where, {std::move(argument)});
        throw data_error{result.notices};
    };

    json document;
    try {
        // Writing a value back as text is recursive, so its depth is bounded here.
        document = json::parse(text, [](int depth, json::parse_event_t, json&) {
            if (depth > deepest) throw too_deep{};
            return true;
        });
    } catch (const too_deep&) {
        refuse(codes::json_too_deep, std::to_string(deepest));
    } catch (const json::exception&) { // a number that no double holds is one too, and does not say where
        const auto offset = find_fault(text);
        const auto before = text.substr(0, offset);
        const auto line_start = before.rfind('\n') + 1; // 0 where there is none
        where.line = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')) + 1;
        where.column = offset - line_start + 1;
        const auto rest = text.substr(offset, text.substr(offset).find('\n'));
        refuse(codes::not_json, rest.empty() ? in_both({"文件结尾", "the end"}) : excerpt(rest));
    }
    const auto type_of = [](const json& value) {
        return value.is_object() && value.contains("type") ? to_string(value["type"]) : std::string{"(none)"};
    };
    auto features = json::array();
    const auto type = type_of(document);
    if (type == "FeatureCollection" && document.contains("features") && document["features"].is_array()) {
        features = std::move(document["features"]);
    } else if (type == "Feature") {
        features.push_back(std::move(document));
    } else if (is_geometry(type)) {
        features.push_back({{"type", "Feature"}, {"geometry", std::move(document)}});
    } else {
        refuse(codes::not_geojson, type);
    }
    const auto lines = lines_of_features(text);
    std::size_t number = 0;
    for (const auto& object : features) {
        where.line = number < lines.size() ? lines[number] : 0;
        ++number;
        try {
            reading how{.repair = options.policy == policy::repair};
            result.value.push_back(read_feature(object, how));
            result.value.back().line = where.line;
            for (const auto& repair : how.repairs)
                result.notices.add(codes::repaired_feature, where, {std::to_string(number), in_both(repair)});
        } catch (const fault& f) {
            result.notices.add(codes::bad_feature, where, {std::to_string(number), in_both(f.what)});
        }
    }
    refuse_errors(result.notices, options.policy);
    return result;
}

std::string write(const feature_collection& features) {
    std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
    for (std::size_t i = 0; i < features.size(); ++i) {
        json object{{"type", "Feature"},
                    {"properties", features[i].properties},
                    {"geometry", to_json(features[i].geometry)}};
        if (!features[i].id.empty()) object["id"] = features[i].id;
        try {
            text += (i > 0 ? ",\n" : "\n") + object.dump();
        } catch (const json::type_error&) {
            throw std::invalid_argument(
                fmt::format("geojson::write: feature {} has text that is not UTF-8", i + 1));
        }
    }
    return text + "\n]}\n";
}

} // namespace qaidam::geojson
