#include <qaidam/geojson/geojson.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

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

constexpr std::string_view geometry_types[] = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"};

bool is_geometry(std::string_view type) {
    return std::find(std::begin(geometry_types), std::end(geometry_types), type) != std::end(geometry_types);
}

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

/// How features are read, and what was done to the one at hand.
struct reading {
    bool repair = false;
    bool swapped = false; ///< latitude comes first
    bool closed = false;  ///< a ring that was open
    std::vector<label> repairs{};
};

geo::point to_point(const json& position, const reading& how) {
    if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number())
        throw make_fault(
            {"坐标不是至少两个数的数组：{}", "got position {}, want an array of at least two numbers"},
            excerpt(position.dump(-1, ' ', false, json::error_handler_t::replace)));
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

line to_line(const json& positions, const reading& how) {
    auto all = to_points(positions, how);
    if (all.size() < 2)
        throw make_fault({"线只有 {} 个坐标，至少应有 2 个", "got a line of {} positions, want >= 2"},
                         all.size());
    return all;
}

geo::ring to_ring(const json& positions, reading& how) {
    auto all = to_points(positions, how);
    how.closed = how.closed || (!all.empty() && all.front() != all.back());
    return all;
}

/// One polygon, or several if it had to be parted in repairing it.
geo::multipolygon to_polygons(const json& rings, reading& how) {
    if (!rings.is_array() || rings.empty()) throw make_fault({"多边形没有环", "a polygon has no ring"});
    auto outer = to_ring(rings[0], how);
    std::vector<geo::ring> holes;
    for (std::size_t i = 1; i < rings.size(); ++i) holes.push_back(to_ring(rings[i], how));
    if (const auto wrong = geo::polygon::find_fault(outer, holes)) {
        auto repaired = how.repair ? geo::repair_polygon(outer, holes) : std::nullopt;
        if (!repaired) throw fault{*wrong};
        how.repairs.insert(how.repairs.end(), repaired->repairs.begin(), repaired->repairs.end());
        return std::move(repaired->shape);
    }
    return {geo::polygon{std::move(outer), std::move(holes)}};
}

template <class T>
void append(std::vector<T>& all, std::vector<T> more) {
    for (auto& x : more) all.push_back(std::move(x));
}

geo::multipolygon to_all_polygons(const json& coordinates, reading& how) {
    geo::multipolygon all;
    for (const auto& rings : coordinates) append(all, to_polygons(rings, how));
    return all;
}

std::vector<line> to_lines(const json& coordinates, const reading& how) {
    std::vector<line> all;
    for (const auto& positions : coordinates) all.push_back(to_line(positions, how));
    return all;
}

std::string type_of(const json& object) {
    return member(object, "type", &json::is_string, {"几何类型", "a geometry type"}).get<std::string>();
}

/// Anything but a collection.
geometry to_simple_geometry(const json& object, reading& how) {
    const auto type = type_of(object);
    if (!is_geometry(type))
        throw make_fault({"没有几何类型 {}，应为 {} 之一", "got geometry {}, want one of {}"}, excerpt(type),
                         fmt::join(geometry_types, ", "));
    const auto& coordinates = member(object, "coordinates", &json::is_array, {"数组", "an array"});
    if (coordinates.empty()) return {};
    if (type == "Point") return to_point(coordinates, how);
    if (type == "MultiPoint") return point_set{to_points(coordinates, how)};
    if (type == "LineString") return to_line(coordinates, how);
    if (type == "MultiLineString") return to_lines(coordinates, how);
    if (type == "MultiPolygon") return to_all_polygons(coordinates, how);
    auto all = to_polygons(coordinates, how);
    if (all.size() == 1) return std::move(all.front());
    return all;
}

/// Adds a part of a collection to its points, lines and polygons.
struct adder {
    collection& all;
    void operator()(std::monostate) const {}
    void operator()(geo::point p) const { all.points.push_back(p); }
    void operator()(point_set s) const { append(all.points, std::move(s.points)); }
    void operator()(line l) const { all.lines.push_back(std::move(l)); }
    void operator()(std::vector<line> l) const { append(all.lines, std::move(l)); }
    void operator()(geo::polygon p) const { all.polygons.push_back(std::move(p)); }
    void operator()(geo::multipolygon p) const { append(all.polygons, std::move(p)); }
    void operator()(collection) const {}
};

geometry to_geometry(const json& object, reading& how) {
    if (type_of(object) != "GeometryCollection") return to_simple_geometry(object, how);
    collection all;
    std::vector<const json*> waiting{&object}; // the next at the end
    while (!waiting.empty()) {
        const auto& part = *waiting.back();
        waiting.pop_back();
        if (type_of(part) != "GeometryCollection") {
            std::visit(adder{all}, to_simple_geometry(part, how));
            continue;
        }
        const auto& parts =
            member(part, "geometries", &json::is_array, {"几何对象的数组", "an array of geometries"});
        for (std::size_t i = parts.size(); i-- > 0;) waiting.push_back(&parts[i]);
    }
    if (all == collection{}) return {};
    return all;
}

std::string to_string(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

feature to_feature(const json& object, reading& how) {
    const wording want{"几何对象或 null", "a geometry or null"};
    feature result;
    if (!object.is_object() || !object.contains("geometry") || !object["geometry"].is_null())
        result.geometry = to_geometry(member(object, "geometry", &json::is_object, want), how);
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

json rings_of(const geo::multipolygon& polygons) {
    auto all = json::array();
    for (const auto& p : polygons) all.push_back(rings_of(p));
    return all;
}

json lines_of(const std::vector<line>& lines) {
    auto all = json::array();
    for (const auto& l : lines) all.push_back(positions(l));
    return all;
}

json make_json(std::string_view type, json coordinates) {
    return {{"type", type}, {"coordinates", std::move(coordinates)}};
}

json to_json(const geometry& g) {
    struct writer {
        json operator()(std::monostate) const { return nullptr; }
        json operator()(const geo::point& p) const { return make_json("Point", position(p)); }
        json operator()(const point_set& s) const { return make_json("MultiPoint", positions(s.points)); }
        json operator()(const line& l) const { return make_json("LineString", positions(l)); }
        json operator()(const std::vector<line>& all) const {
            return make_json("MultiLineString", lines_of(all));
        }
        json operator()(const geo::polygon& p) const { return make_json("Polygon", rings_of(p)); }
        json operator()(const geo::multipolygon& all) const {
            return make_json("MultiPolygon", rings_of(all));
        }
        json operator()(const collection& all) const {
            auto parts = json::array();
            for (const auto& p : all.points) parts.push_back((*this)(p));
            for (const auto& l : all.lines) parts.push_back((*this)(l));
            for (const auto& p : all.polygons) parts.push_back((*this)(p));
            return {{"type", "GeometryCollection"}, {"geometries", std::move(parts)}};
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

/// Whether it is a number of JSON that no double holds.
bool is_huge(std::string_view number) {
    try {
        return json::parse(number).is_discarded();
    } catch (const json::out_of_range&) {
        return true;
    } catch (const json::exception&) { // no number
        return false;
    }
}

/// A copy in which numbers that no double holds stand in quotes, so that they damage only what they are in; and
/// where the quotes are.
struct quoted_text {
    std::string text{};
    std::vector<std::size_t> quotes{};

    /// Where something in the copy stands in the original.
    [[nodiscard]] std::size_t original(std::size_t offset) const {
        const auto before = std::lower_bound(quotes.begin(), quotes.end(), offset);
        return offset - static_cast<std::size_t>(before - quotes.begin());
    }
};

quoted_text quote_huge_numbers(std::string_view text) {
    quoted_text all;
    const auto quote = [&] {
        all.quotes.push_back(all.text.size());
        all.text += '"';
    };
    for (std::size_t i = 0; i < text.size();) {
        auto end = i + 1;
        bool huge = false;
        if (text[i] == '"') {
            while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
            end = std::min(end + 1, text.size());
        } else if (text[i] == '-' || (text[i] >= '0' && text[i] <= '9')) {
            end = std::min(text.find_first_not_of("0123456789+-.eE", i), text.size());
            double value = 0;
            const auto read = std::from_chars(text.data() + i, text.data() + end, value);
            huge = read.ec == std::errc::result_out_of_range && is_huge(text.substr(i, end - i));
        }
        if (huge) quote();
        all.text += text.substr(i, end - i);
        if (huge) quote();
        i = end;
    }
    return all;
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
            if (c == '[' && depth == 2 && name == "features") {
                awaited = true;
                lines.clear(); // of two members of that name the last one counts
            }
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ',' && depth == 2 && name == "features") {
            awaited = true;
        }
    }
    return lines;
}

} // namespace

std::string_view kind_of(const geometry& g) {
    struct namer {
        std::string_view operator()(std::monostate) const { return "null"; }
        std::string_view operator()(const geo::point&) const { return "Point"; }
        std::string_view operator()(const point_set&) const { return "MultiPoint"; }
        std::string_view operator()(const line&) const { return "LineString"; }
        std::string_view operator()(const std::vector<line>&) const { return "MultiLineString"; }
        std::string_view operator()(const geo::polygon&) const { return "Polygon"; }
        std::string_view operator()(const geo::multipolygon&) const { return "MultiPolygon"; }
        std::string_view operator()(const collection&) const { return "GeometryCollection"; }
    };
    return std::visit(namer{}, g);
}

geo::multipolygon polygons_of(const geometry& g) {
    if (const auto* one = std::get_if<geo::polygon>(&g)) return {*one};
    if (const auto* all = std::get_if<geo::multipolygon>(&g)) return *all;
    if (const auto* mixed = std::get_if<collection>(&g)) return mixed->polygons;
    return {};
}

loaded<std::vector<geo::multipolygon>> areas_of(const feature_collection& features, std::string_view file) {
    loaded<std::vector<geo::multipolygon>> result{{}, notices{}};
    for (std::size_t i = 0; i < features.size(); ++i) {
        const auto& f = features[i];
        const auto number = std::to_string(f.number > 0 ? f.number : i + 1); // one made by hand has none
        result.value.push_back(polygons_of(f.geometry));
        const auto* mixed = std::get_if<collection>(&f.geometry);
        const bool more = mixed != nullptr && !(mixed->points.empty() && mixed->lines.empty());
        if (result.value.back().empty() || more)
            result.notices.add(result.value.back().empty() ? codes::no_area : codes::more_than_area,
                               {.file = std::string{file}, .line = f.line},
                               {number, std::string{kind_of(f.geometry)}});
    }
    return result;
}

loaded<feature_collection> read(std::string_view text, std::string_view file, const load_options& options) {
    loaded<feature_collection> result{{}, notices{options.notices_per_code}};
    location where{.file = std::string{file}};
    const auto refuse = [&](const message_rule& rule, std::string argument) {
        result.notices.add(rule, where, {std::move(argument)});
        throw data_error{result.notices};
    };

    quoted_text quoted;
    json document;
    const auto parse = [&](std::string_view json_text) {
        // Writing a value back as text is recursive, so its depth is bounded here.
        document = json::parse(json_text, [](int depth, json::parse_event_t, json&) {
            if (depth > deepest) throw too_deep{};
            return true;
        });
    };
    try {
        try {
            parse(text);
        } catch (const json::out_of_range&) {
            quoted = quote_huge_numbers(text);
            parse(quoted.text);
        }
    } catch (const too_deep&) {
        refuse(codes::json_too_deep, std::to_string(deepest));
    } catch (const json::exception&) {
        const auto offset = quoted.text.empty() ? find_fault(text) : quoted.original(find_fault(quoted.text));
        const auto before = text.substr(0, offset);
        const auto line_start = before.rfind('\n') + 1; // 0 where there is none
        where.line = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n')) + 1;
        where.column = offset - line_start + 1;
        const auto rest = text.substr(offset, text.substr(offset).find('\n'));
        refuse(codes::not_json, rest.empty() ? in_both({"文件结尾", "the end"}) : excerpt(rest));
    }
    auto features = json::array();
    const auto type = document.is_object() && document.contains("type") ? to_string(document["type"])
                                                                        : std::string{"(none)"};
    if (type == "FeatureCollection" && document.contains("features") && document["features"].is_array()) {
        features = std::move(document["features"]);
    } else if (type == "Feature") {
        features.push_back(std::move(document));
    } else if (is_geometry(type)) {
        features.push_back({{"type", "Feature"}, {"geometry", std::move(document)}});
    } else if (type == "FeatureCollection") {
        refuse(codes::not_geojson, in_both({"没有 features 数组的 FeatureCollection",
                                            "FeatureCollection without an array features"}));
    } else {
        refuse(codes::not_geojson, excerpt(type));
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
            result.value.back().number = number;
            if (how.closed) result.notices.add(codes::ring_closed, where, {std::to_string(number)});
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
