#include <qaidam/civic/feed.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <tuple>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/codes.hpp>
#include <qaidam/civic/eligibility.hpp>
#include <qaidam/civic/masking.hpp>
#include <qaidam/geojson/geojson.hpp>

#include "feed_parts.hpp"
#include "words.hpp"

namespace qaidam::civic {
namespace {

using enum cell_kind;
constexpr auto maybe = presence::optional;
/// Whom events call so is nobody: the rules let the system act (services::system_actor).
constexpr std::string_view reserved_person = "system";

constexpr column community_columns[] = {{"community_id", identity},        {"name", needed},
                                        {"name_en", descriptive, maybe},   {"town", descriptive, maybe},
                                        {"town_en", descriptive, maybe},   {"county", descriptive, maybe},
                                        {"county_en", descriptive, maybe}, {"area_km2", descriptive, maybe}};
constexpr column quarter_columns[] = {
    {"quarter_id", identity}, {"name", needed}, {"name_en", descriptive, maybe}};
constexpr column building_columns[] = {{"building_id", identity},
                                       {"quarter_id", needed},
                                       {"name", needed},
                                       {"name_en", descriptive, maybe},
                                       {"longitude", descriptive, maybe},
                                       {"latitude", descriptive, maybe},
                                       {"datum", descriptive, maybe}};
constexpr column household_columns[] = {
    {"household_id", identity}, {"building_id", needed}, {"residents", needed}};
constexpr column department_columns[] = {{"department_id", identity},
                                         {"name", needed},
                                         {"name_en", descriptive, maybe},
                                         {"parent_id", descriptive, maybe}};
constexpr column team_columns[] = {
    {"team_id", identity}, {"name", needed}, {"name_en", descriptive, maybe}, {"duties", descriptive, maybe}};
constexpr column plan_columns[] = {{"grid_plan_id", identity},
                                   {"name", needed},
                                   {"name_en", descriptive, maybe},
                                   {"from", needed, maybe},
                                   {"until", needed, maybe}};
constexpr column grid_columns[] = {
    {"grid_id", identity},           {"grid_plan_id", needed},     {"name", needed},
    {"name_en", descriptive, maybe}, {"code", descriptive, maybe}, {"kind", descriptive, maybe}};
constexpr column grid_building_columns[] = {{"grid_id", identity}, {"building_id", identity}};
constexpr column people_columns[] = {{"person_id", identity},
                                     {"name", needed},
                                     {"name_en", descriptive, maybe},
                                     {"born", descriptive, maybe},
                                     {"phone", descriptive, maybe},
                                     {"identity_number", descriptive, maybe},
                                     {"identity_kind", descriptive, maybe},
                                     {"home_building_id", descriptive, maybe}};
constexpr column role_columns[] = {{"person_id", identity}, {"role", identity},
                                   {"scope", needed},       {"scope_id", needed, maybe},
                                   {"from", needed, maybe}, {"until", needed, maybe}};
constexpr column special_columns[] = {
    {"person_id", identity}, {"group", identity}, {"from", needed, maybe}, {"until", needed, maybe}};
constexpr column place_columns[] = {{"place_id", identity},
                                    {"name", needed},
                                    {"name_en", descriptive, maybe},
                                    {"kind", descriptive},
                                    {"capacity", excluding, maybe}, // the place stays; nobody has room there
                                    {"building_id", descriptive, maybe},
                                    {"phone", descriptive, maybe}};

constexpr table_layout community_table{"community.csv", presence::required, community_columns};
constexpr table_layout quarter_table{"quarters.csv", presence::required, quarter_columns};
constexpr table_layout building_table{"buildings.csv", presence::required, building_columns};
constexpr table_layout household_table{"households.csv", maybe, household_columns};
constexpr table_layout department_table{"departments.csv", maybe, department_columns};
constexpr table_layout team_table{"teams.csv", maybe, team_columns};
constexpr table_layout plan_table{"grid_plans.csv", maybe, plan_columns};
constexpr table_layout grid_table{"grids.csv", maybe, grid_columns};
constexpr table_layout grid_building_table{"grid_buildings.csv", maybe, grid_building_columns};
constexpr table_layout people_table{"people.csv", maybe, people_columns};
constexpr table_layout role_table{"roles.csv", maybe, role_columns};
constexpr table_layout special_table{"special_residents.csv", maybe, special_columns};
constexpr table_layout place_table{"places.csv", maybe, place_columns};
constexpr std::string_view outline_file = "grids.geojson";

constexpr std::array layouts{community_table,     quarter_table, building_table, household_table,
                             department_table,    team_table,    plan_table,     grid_table,
                             grid_building_table, people_table,  role_table,     special_table,
                             place_table};

std::string read_phone(record& r) {
    const auto phone = r.cell("phone");
    if (is_phone(phone)) return std::string{phone};
    r.complain(codes::bad_phone, "phone");
    return {};
}

void read_identity_number(record& r, person& p) {
    p.identity_kind =
        r.find_choice<identity_kind>("identity_kind", choices<identity_kind>(detail::identity_words));
    const auto number = r.cell("identity_number");
    if (number.empty() || is_identity_number(number, p.identity_kind))
        p.identity_number = number;
    else
        r.complain(codes::bad_identity_number, "identity_number");
}

class loader {
public:
    loader(const feed_files& files, notices& out, const department_registry& shared = {})
        : files_{files},
          out_{out},
          shared_{shared.size()} {
        b_.departments = shared;
    }

    department_registry load_departments() {
        read_departments();
        return std::move(b_.departments);
    }

    community_builder load() {
        read_identity();
        read_areas();
        read_organisations();
        read_grids();
        read_outlines();
        read_people();
        read(place_table, [&](record& r) {
            place p{.key = place_key{r.key("place_id")},
                    .name = r.name(),
                    .kind = r.find_choice<place_kind>("kind", choices<place_kind>(detail::place_words)),
                    .building = r.find_reference("building_id", b_.buildings, building_table.file)};
            p.phone = read_phone(r);
            const bool usable = r.ok(); // whether its capacity is or not
            p.capacity = read_capacity(r);
            if (usable && !b_.places.add(p))
                r.complain(qaidam::codes::duplicate_key, "place_id", {p.key.text()});
        });
        b_.people.shrink_to_fit();
        b_.households.shrink_to_fit();
        return std::move(b_);
    }

private:
    void read(const table_layout& layout, const std::function<void(record&)>& use) {
        read_table(files_, layout, out_, use);
    }

    void read_identity() {
        bool found = false;
        const bool readable = read_table(files_, community_table, out_, [&](record& r) {
            if (found) return r.complain(codes::several_communities, "community_id");
            civic::identity i{.key = r.key("community_id"),
                              .name = r.name(),
                              .town = {std::string{r.cell("town")}, std::string{r.cell("town_en")}},
                              .county = {std::string{r.cell("county")}, std::string{r.cell("county_en")}}};
            i.area_km2 = r.find_number("area_km2", 0, 1e7);
            if (!r.ok()) return;
            b_.identity = std::move(i);
            found = true;
        });
        if (found) return;
        if (readable) out_.add(codes::no_community, {.file = std::string{community_table.file}});
        throw data_error{out_};
    }

    void read_areas() {
        read(quarter_table, [&](record& r) {
            quarter q{.key = quarter_key{r.key("quarter_id")}, .name = r.name()};
            r.add_to(b_.quarters, std::move(q), "quarter_id");
        });
        read_buildings();
        read(household_table, [&](record& r) {
            household h{.key = household_key{r.key("household_id")},
                        .building = r.reference("building_id", b_.buildings, building_table.file),
                        .residents = static_cast<int>(r.integer("residents", 0, 99))};
            r.add_to(b_.households, std::move(h), "household_id");
        });
    }

    void read_buildings() {
        std::vector<location> rows; // by building
        read(building_table, [&](record& r) {
            building b{.key = building_key{r.key("building_id")},
                       .quarter = r.reference("quarter_id", b_.quarters, quarter_table.file),
                       .name = r.name(),
                       .at = geo::find_point(r)};
            r.add_to(b_.buildings, std::move(b), "building_id");
            if (r.ok()) rows.push_back(r.where("longitude"));
        });
        drop_far_points(rows);
    }

    /// A building lies among the others, or its coordinates are wrong.
    void drop_far_points(const std::vector<location>& rows) {
        std::vector<double> lons;
        std::vector<double> lats;
        for (const auto& b : b_.buildings)
            if (b.at) {
                lons.push_back(b.at->lon().degrees());
                lats.push_back(b.at->lat().degrees());
            }
        if (lons.empty()) return;
        const auto median = [](std::vector<double>& v) {
            const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
            std::nth_element(v.begin(), middle, v.end());
            return *middle;
        };
        const geo::point center{geo::longitude{median(lons)}, geo::latitude{median(lats)}};
        for (const auto id : b_.buildings.ids()) {
            const auto at = b_.buildings[id].at;
            if (!at) continue;
            const auto away = geo::distance(center, *at);
            if (away <= geo::meters{50'000}) continue;
            out_.add(codes::far_away, rows[id.value()], {to_string(*at), to_string(away)}, falls::cell);
            b_.buildings.update(id, [](building& b) { b.at.reset(); });
        }
    }

    void read_departments() {
        std::vector<parent_cell> parents(shared_); // by department
        read(department_table, [&](record& r) {
            department d{.key = department_key{r.key("department_id")}, .name = r.name()};
            if (const auto known = b_.departments.find(d.key); known && known->value() < shared_)
                return compare_with_shared(r, d, b_.departments[*known]);
            r.add_to(b_.departments, std::move(d), "department_id");
            if (r.ok()) parents.push_back({std::string{r.cell("parent_id")}, r.where("parent_id")});
        });
        read_parents(parents);
        drop_cycles(parents);
    }

    void compare_with_shared(record& r, const department& here, const department& shared) const {
        const auto parent =
            shared.parent ? std::string_view{b_.departments[*shared.parent].key.text()} : std::string_view{};
        if (here.name != shared.name || r.cell("parent_id") != parent)
            r.tell(codes::department_differs, "department_id", {here.key.text()});
    }

    void read_organisations() {
        read_departments();
        read(team_table, [&](record& r) {
            team t{.key = team_key{r.key("team_id")}, .name = r.name(), .duties = read_duties(r)};
            r.add_to(b_.teams, std::move(t), "team_id");
        });
    }

    static std::vector<duty> read_duties(record& r) {
        std::vector<duty> duties;
        const auto known = choices<duty>(detail::duty_words);
        for (const auto word : r.words("duties")) {
            const auto found =
                std::find_if(known.begin(), known.end(), [&](const auto& w) { return w.first == word; });
            if (found == known.end()) {
                std::string words;
                for (const auto& w : known) join_on(words, ", ", w.first);
                r.complain(qaidam::codes::bad_choice, "duties", {std::string{word}, words});
                return {};
            }
            duties.push_back(found->second);
        }
        return duties;
    }

    /// What a department's row says of the one above it.
    struct parent_cell {
        std::string key;
        location where;
    };

    /// Parents may stand below their children in the file.
    void read_parents(const std::vector<parent_cell>& parents) {
        for (const auto id : b_.departments.ids()) {
            const auto& cell = parents[id.value()];
            if (id.value() < shared_ || cell.key.empty()) continue;
            const auto above = b_.departments.find(cell.key);
            if (!above) miss(cell.where, cell.key, department_table.file, falls::cell);
            b_.departments.update(id, [&](department& d) { d.parent = above; });
        }
    }

    /// None of those that are in a cycle keeps its parent.
    void drop_cycles(const std::vector<parent_cell>& parents) {
        constexpr std::size_t nobody = 0;
        std::vector<std::size_t> seen_from(b_.departments.size(), nobody); // with which start, from 1
        for (std::size_t start = 1; start <= seen_from.size(); ++start) {
            std::optional<department_id> at{static_cast<std::uint32_t>(start - 1)};
            for (; at && seen_from[at->value()] == nobody; at = b_.departments[*at].parent)
                seen_from[at->value()] = start;
            if (!at || seen_from[at->value()] != start) continue;
            std::vector<department_id> cycle;
            std::string path;
            do {
                cycle.push_back(*at);
                path += b_.departments[*at].key.text() + " → ";
                at = b_.departments[*at].parent;
            } while (at != cycle.front());
            path += b_.departments[*at].key.text();
            for (const auto d : cycle) {
                out_.add(codes::cycle, parents[d.value()].where,
                         {b_.departments[d].key.text(), excerpt(path)}, falls::cell);
                b_.departments.update(d, [](department& x) { x.parent.reset(); });
            }
        }
    }

    /// Says why the record is not there that something refers to.
    void miss(const location& where, std::string_view k, std::string_view file, falls what) {
        if (const auto line = out_.find_left_out(file, k))
            out_.add(qaidam::codes::left_out, where, {excerpt(k), fmt::format("{}:{}", file, *line)}, what);
        else
            out_.add(qaidam::codes::unknown_reference, where, {excerpt(k), std::string{file}}, what);
    }

    void read_grids() {
        read(plan_table, [&](record& r) {
            grid_plan p{.key = grid_plan_key{r.key("grid_plan_id")},
                        .name = r.name(),
                        .when = calendar::read_span(r)};
            r.add_to(b_.grid_plans, std::move(p), "grid_plan_id");
        });
        read(grid_table, [&](record& r) {
            grid g{.key = grid_key{r.key("grid_id")},
                   .plan = r.reference("grid_plan_id", b_.grid_plans, plan_table.file),
                   .name = r.name(),
                   .code = std::string{r.cell("code")}};
            g.kind =
                r.find_choice<grid_kind>("kind", choices<grid_kind>(detail::grid_words)).value_or(g.kind);
            r.add_to(grids_, std::move(g), "grid_id");
        });
        members_.resize(grids_.size());
        outlines_.resize(grids_.size());
        read(grid_building_table, [&](record& r) {
            const auto g = r.reference("grid_id", grids_, grid_table.file);
            const auto b = r.reference("building_id", b_.buildings, building_table.file);
            if (!r.ok()) return;
            auto& members = members_[g.value()];
            if (std::find(members.begin(), members.end(), b) != members.end())
                return r.complain(qaidam::codes::duplicate_key, "building_id",
                                  {std::string{r.cell("building_id")}});
            members.push_back(b);
        });
    }

    void read_outlines() {
        if (files_.contains(outline_file)) {
            if (const auto text = files_.read(outline_file, out_, falls::file)) read_outlines_of(*text);
        }
        for (const auto g : grids_.ids()) {
            auto complete = grids_[g];
            complete.buildings = std::move(members_[g.value()]);
            complete.outline = std::move(outlines_[g.value()]);
            b_.grids.add(std::move(complete));
        }
    }

    void read_outlines_of(std::string_view text) {
        geojson::feature_collection features;
        try {
            auto result = geojson::read(text, outline_file, {.policy = policy::lenient});
            for (const auto& n : result.notices) out_.add(n);
            features = std::move(result.value);
        } catch (const data_error& e) { // the grids do without it
            for (auto n : e.why()) {
                if (n.level() == severity::fatal) n.what = falls::file;
                out_.add(std::move(n));
            }
        }
        for (const auto& f : features) {
            const location where{.file = std::string{outline_file}, .line = f.line};
            const auto g = grids_.find(f.id);
            const bool mixed = std::holds_alternative<geojson::collection>(f.geometry);
            auto outline = geojson::polygons_of(f.geometry); // a MultiPolygon may be one polygon
            if (!g) {
                miss(where, f.id, grid_table.file, falls::as_said);
            } else if (std::holds_alternative<std::monostate>(f.geometry)) {
                out_.add(codes::no_outline, where, {f.id});
            } else if (outline.size() != 1 || mixed) {
                out_.add(codes::not_a_polygon, where, {f.id, std::string{geojson::kind_of(f.geometry)}});
            } else if (outlines_[g->value()]) {
                out_.add(qaidam::codes::duplicate_key, where, {f.id});
            } else {
                outlines_[g->value()] = std::move(outline.front());
            }
        }
    }

    void read_people() {
        read(people_table, [&](record& r) {
            person p{.key = person_key{r.key("person_id")},
                     .name = r.name(),
                     .born = calendar::find_date(r, "born"),
                     .phone = read_phone(r),
                     .home = r.find_reference("home_building_id", b_.buildings, building_table.file)};
            read_identity_number(r, p);
            if (p.key.text() == reserved_person) r.complain(codes::reserved_key, "person_id", {p.key.text()});
            if (p.key.text().find('/') != std::string::npos)
                r.complain(codes::bad_person_key, "person_id", {p.key.text()});
            r.add_to(b_.people, std::move(p), "person_id");
        });
        std::set<std::tuple<person_id, role_kind, scope, std::optional<calendar::date>,
                            std::optional<calendar::date>>>
            roles;
        read(role_table, [&](record& r) {
            role x{.person = r.reference("person_id", b_.people, people_table.file),
                   .kind = r.choice<role_kind>("role", choices<role_kind>(role_words)),
                   .scope = read_scope(r),
                   .when = calendar::read_span(r)};
            if (r.ok() && !roles.emplace(x.person, x.kind, x.scope, x.when.from, x.when.until).second)
                r.complain(qaidam::codes::duplicate_key, "person_id", {std::string{r.cell("person_id")}});
            if (r.ok()) b_.roles.push_back(std::move(x));
        });
        std::set<std::tuple<person_id, special_group, std::optional<calendar::date>,
                            std::optional<calendar::date>>>
            belongs;
        read(special_table, [&](record& r) {
            special_resident s{
                .person = r.reference("person_id", b_.people, people_table.file),
                .group = r.choice<special_group>("group", choices<special_group>(detail::group_words)),
                .when = calendar::read_span(r)};
            if (r.ok() && !belongs.emplace(s.person, s.group, s.when.from, s.when.until).second)
                r.complain(qaidam::codes::duplicate_key, "person_id", {std::string{r.cell("person_id")}});
            if (r.ok()) b_.special_residents.push_back(std::move(s));
        });
    }

    scope read_scope(record& r) {
        const auto kind = r.cell("scope");
        const bool named = !r.cell("scope_id").empty();
        if (kind == "community" && !named) return {};
        if (kind == "quarter" && named) return r.reference("scope_id", b_.quarters, quarter_table.file);
        if (kind == "building" && named) return r.reference("scope_id", b_.buildings, building_table.file);
        if (kind == "grid" && named) return r.reference("scope_id", b_.grids, grid_table.file);
        if (kind == "team" && named) return r.reference("scope_id", b_.teams, team_table.file);
        if (kind == "department" && named)
            return r.reference("scope_id", b_.departments, department_table.file);
        r.complain(codes::bad_scope, "scope", {std::string{kind}});
        return {};
    }

    const feed_files& files_;
    notices& out_;
    std::size_t shared_; ///< departments, which are the first
    community_builder b_;
    registry<grid_id, grid> grids_; ///< without buildings and outlines, which come from other files
    std::vector<std::vector<building_id>> members_;
    std::vector<std::optional<geo::polygon>> outlines_;
};

/// The cells `scope` and `scope_id`.
struct scope_cells {
    const community& c;
    using cells = std::pair<std::string, std::string>;
    cells operator()(std::monostate) const { return {"community", ""}; }
    cells operator()(quarter_id i) const { return {"quarter", c.quarters()[i].key.text()}; }
    cells operator()(building_id i) const { return {"building", c.buildings()[i].key.text()}; }
    cells operator()(grid_id i) const { return {"grid", c.grids()[i].key.text()}; }
    cells operator()(team_id i) const { return {"team", c.teams()[i].key.text()}; }
    cells operator()(department_id i) const { return {"department", c.departments()[i].key.text()}; }
};

} // namespace

std::span<const table_layout> feed_layouts() {
    return layouts;
}

void note_left_out(const feed_files& files, const community& c, notices& out) {
    notices told_before{0};
    const auto look_at = [&](const table_layout& layout, const auto& all) {
        if (!files.contains(layout.file)) return;
        read_table(files, layout, told_before, [&](record& r) {
            const auto k = r.cell(std::size_t{0});
            if (!k.empty() && !all.find(k)) out.leave_out(layout.file, k, r.line());
        });
    };
    look_at(quarter_table, c.quarters());
    look_at(building_table, c.buildings());
    look_at(department_table, c.departments());
    look_at(team_table, c.teams());
    look_at(people_table, c.people());
    look_at(place_table, c.places());
}

loaded<community> load(const feed_files& files, const load_options& options) {
    return load(files, department_registry{}, options);
}

loaded<community> load(const feed_files& files, const department_registry& shared,
                       const load_options& options) {
    notices out{options.notices_per_code};
    if (!files.exists()) {
        out.add(qaidam::codes::missing_folder, {}, {files.path()});
        throw data_error{out};
    }
    auto records = loader{files, out, shared}.load();
    refuse_errors(out, options.policy);
    return {std::move(records).build(), std::move(out)};
}

department_registry detail::read_departments(const feed_files& files, notices& out) {
    return loader{files, out}.load_departments();
}

namespace {

void write_table(const file_path& folder, const table_layout& layout, const auto& fill) {
    csv_writer w{layout};
    fill(w);
    if (!w.empty() || layout.need == presence::required) return w.save(folder);
    std::error_code not_there; // what an earlier community left there is not of this one
    std::filesystem::remove(std::filesystem::path{folder.text()} / layout.file, not_there);
}

} // namespace

void detail::write_departments(const department_registry& all, std::size_t first, const file_path& folder) {
    write_table(folder, department_table, [&](csv_writer& w) {
        for (const auto id : all.ids()) {
            const auto& d = all[id];
            if (id.value() >= first)
                w.row({d.key.text(), d.name.zh, d.name.en, d.parent ? all[*d.parent].key.text() : ""});
        }
    });
}

const table_layout& detail::department_layout() {
    return department_table;
}

bool detail::begins_with(const department_registry& all, const department_registry& shared) {
    return all.size() >= shared.size() && std::equal(shared.begin(), shared.end(), all.begin());
}

void save(const community& c, const file_path& folder) {
    save(c, department_registry{}, folder);
}

void save(const community& c, const department_registry& shared, const file_path& folder) {
    using calendar::to_cell;
    if (!detail::begins_with(c.departments(), shared))
        throw std::invalid_argument("civic::save: the departments do not begin with the shared ones");
    std::filesystem::create_directories(folder.text());
    const auto write = [&](const table_layout& layout, const auto& fill) {
        write_table(folder, layout, fill);
    };
    const auto& i = c.identity();
    write(community_table, [&](csv_writer& w) {
        w.row({i.key.text(), i.name.zh, i.name.en, i.town.zh, i.town.en, i.county.zh, i.county.en,
               i.area_km2 ? qaidam::to_cell(*i.area_km2) : ""});
    });
    write(quarter_table, [&](csv_writer& w) {
        for (const auto& q : c.quarters()) w.row({q.key.text(), q.name.zh, q.name.en});
    });
    write(building_table, [&](csv_writer& w) {
        for (const auto& b : c.buildings())
            w.row({b.key.text(), c.quarters()[b.quarter].key.text(), b.name.zh, b.name.en,
                   b.at ? qaidam::to_cell(b.at->lon().degrees()) : "",
                   b.at ? qaidam::to_cell(b.at->lat().degrees()) : "", ""});
    });
    write(household_table, [&](csv_writer& w) {
        for (const auto& h : c.households())
            w.row({h.key.text(), c.buildings()[h.building].key.text(), std::to_string(h.residents)});
    });
    detail::write_departments(c.departments(), shared.size(), folder);
    write(team_table, [&](csv_writer& w) {
        for (const auto& t : c.teams()) {
            std::string duties;
            for (const auto d : t.duties) join_on(duties, " ", to_cell(detail::duty_words, d));
            w.row({t.key.text(), t.name.zh, t.name.en, duties});
        }
    });
    write(plan_table, [&](csv_writer& w) {
        for (const auto& p : c.grid_plans())
            w.row({p.key.text(), p.name.zh, p.name.en, to_cell(p.when.from), to_cell(p.when.until)});
    });
    geojson::feature_collection outlines;
    write(grid_table, [&](csv_writer& w) {
        for (const auto& g : c.grids()) {
            w.row({g.key.text(), c.grid_plans()[g.plan].key.text(), g.name.zh, g.name.en, g.code,
                   to_cell(detail::grid_words, g.kind)});
            if (g.outline)
                outlines.push_back(
                    {.id = g.key.text(), .properties = {{"name", g.name.zh}}, .geometry = *g.outline});
        }
    });
    write(grid_building_table, [&](csv_writer& w) {
        for (const auto& g : c.grids())
            for (const auto b : g.buildings) w.row({g.key.text(), c.buildings()[b].key.text()});
    });
    write(people_table, [&](csv_writer& w) {
        for (const auto& p : c.people())
            w.row({p.key.text(), p.name.zh, p.name.en, to_cell(p.born), p.phone, p.identity_number,
                   p.identity_kind ? to_cell(detail::identity_words, *p.identity_kind) : "",
                   p.home ? c.buildings()[*p.home].key.text() : ""});
    });
    write(role_table, [&](csv_writer& w) {
        for (const auto& r : c.roles()) {
            const auto [kind, of] = std::visit(scope_cells{c}, r.scope);
            w.row({c.people()[r.person].key.text(), to_cell(role_words, r.kind), kind, of,
                   to_cell(r.when.from), to_cell(r.when.until)});
        }
    });
    write(special_table, [&](csv_writer& w) {
        for (const auto& s : c.special_residents())
            w.row({c.people()[s.person].key.text(), to_cell(detail::group_words, s.group),
                   to_cell(s.when.from), to_cell(s.when.until)});
    });
    write(place_table, [&](csv_writer& w) {
        for (const auto& p : c.places())
            w.row({p.key.text(), p.name.zh, p.name.en, p.kind ? to_cell(detail::place_words, *p.kind) : "",
                   p.capacity ? std::to_string(*p.capacity) : "",
                   p.building ? c.buildings()[*p.building].key.text() : "", p.phone});
    });
    const auto outline_path = std::filesystem::path{folder.text()} / outline_file;
    if (outlines.empty()) {
        std::error_code not_there;
        std::filesystem::remove(outline_path, not_there);
        return;
    }
    std::ofstream stream{outline_path, std::ios::binary};
    stream << geojson::write(outlines);
    if (!stream.flush()) throw std::runtime_error(outline_path.string() + ": cannot be written");
}

} // namespace qaidam::civic
