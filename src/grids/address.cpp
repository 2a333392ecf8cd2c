#include <qaidam/grids/address.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <set>
#include <span>
#include <utility>

#include <qaidam/base/text.hpp>

#include "address_text.hpp"
#include "digit.hpp"

namespace qaidam::grids {
namespace {

using detail::plain_text;
using detail::reader;

/// How much two names differ: for numbers how far apart they are, else letters to change (Levenshtein).
long difference(std::string_view a, std::string_view b) {
    int x = 0;
    int y = 0;
    const auto number = [](std::string_view text, int& to) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), to);
        return read.ec == std::errc{} && read.ptr == text.data() + text.size();
    };
    if (number(a, x) && number(b, y)) return std::labs(static_cast<long>(x) - y);
    std::vector<long> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<long>(j);
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto corner = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j)
            corner = std::exchange(row[j + 1],
                                   std::min({row[j] + 1, row[j + 1] + 1, corner + (a[i] == b[j] ? 0 : 1)}));
    }
    return row.back() + 1000; // after all numbers
}

/// A building's name as a number and what stands before it; a name that does not end so is all before.
std::pair<std::string, std::string> split_name(std::string_view name) {
    const auto plain = detail::to_plain(name);
    const auto& bytes = plain.bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if ((static_cast<unsigned char>(bytes[i]) & 0xC0) == 0x80) continue; // within a character
        if (i > 0 && is_digit(bytes[i]) && is_digit(bytes[i - 1]) && !plain.gaps[i]) continue;
        reader r{plain, i, bytes.size()};
        const auto found = detail::read_building(r);
        if (found && (r.done() || r.rest() == "楼") && (found->marked || r.rest() == "楼" || i == 0))
            return {bytes.substr(0, i), found->number};
    }
    return {bytes, ""};
}

template <class T>
bool has(const std::vector<T>& all, const T& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// Takes the first of the names that is next; whether there was one.
bool take_any(reader& r, const std::vector<std::string>& names) {
    return !r.take_one(names).empty();
}

} // namespace

/// An address as it can be understood.
struct address_book::reading {
    std::optional<civic::quarter_id> quarter;
    std::string before;
    std::string number;
    detail::inner_place where;
};

/// All readings of one text.
struct address_book::search {
    const address_book& book;
    const plain_text& text;
    std::optional<civic::quarter_id> given;
    std::vector<reading> readings{};
    std::vector<civic::quarter_id> quarters{}; ///< that the text names

    void read() {
        const auto& bytes = text.bytes;
        for (const auto& known : book.quarters_)
            for (auto at = bytes.find(known.name); at != std::string::npos;
                 at = bytes.find(known.name, at + 1)) {
                reader name{text, at, bytes.size()};
                if (!name.take(known.name)) continue;
                if (!has(quarters, known.quarter)) quarters.push_back(known.quarter);
                reader before{text, 0, at};
                read_around(before, name, known.quarter);
            }
        reader all{text, 0, bytes.size()};
        take_regions(all);
        read_parts(all, given);
    }

    std::vector<civic::building_id> find_buildings(const reading& r) const {
        std::vector<civic::building_id> all;
        for (const auto& e : book.entries_)
            if (e.number == r.number && e.before == r.before && (!r.quarter || e.quarter == *r.quarter) &&
                !has(all, e.building))
                all.push_back(e.building);
        return all;
    }

    std::vector<civic::building_id> nearest(const std::vector<const entry*>& entries,
                                            const std::function<long(const entry&)>& difference_of) const {
        std::vector<std::pair<long, civic::building_id>> ranked;
        for (const auto* e : entries) ranked.emplace_back(difference_of(*e), e->building);
        std::stable_sort(ranked.begin(), ranked.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        constexpr std::size_t most = 3;
        std::vector<civic::building_id> all;
        for (const auto& [much, building] : ranked)
            if (all.size() < most && !has(all, building)) all.push_back(building);
        return all;
    }

    std::vector<civic::building_id> nearest_to(const reading& r) const {
        std::vector<const entry*> there;
        for (const auto& e : book.entries_)
            if (!r.quarter || e.quarter == *r.quarter) there.push_back(&e);
        return nearest(there,
                       [&](const entry& e) { return difference(e.before + e.number, r.before + r.number); });
    }

    std::vector<civic::building_id> nearest_to_text() const {
        const auto numbers = detail::mentioned_buildings(text);
        std::vector<const entry*> surely, perhaps;
        for (const auto& e : book.entries_) {
            if (!quarters.empty() && !has(quarters, e.quarter)) continue;
            const bool by_name = e.number.empty() && text.bytes.find(e.before) != std::string::npos;
            if (by_name || has(numbers.marked, e.number)) surely.push_back(&e);
            if (!quarters.empty() && has(numbers.others, e.number)) perhaps.push_back(&e);
        }
        constexpr std::size_t longest = 100;
        const auto written = text.bytes.substr(0, longest);
        return nearest(surely.empty() ? perhaps : surely, [&](const entry& e) {
            const auto& name = book.names_[e.building.value()];
            return std::min(difference(detail::to_plain(name.zh).bytes, written),
                            difference(detail::to_plain(name.en).bytes, written));
        });
    }

    label list(std::span<const civic::building_id> buildings) const {
        label all;
        for (const auto b : buildings) {
            join_on(all.zh, "、", book.names_[b.value()].zh);
            join_on(all.en, ", ", book.names_[b.value()].en);
        }
        return all;
    }

private:
    /// What stands before and after the name of a quarter.
    void read_around(reader before, reader after, civic::quarter_id quarter) {
        take_regions(before);
        if (before.done() || (detail::is_street(before.rest()) && !names_quarter(before.rest())))
            return read_parts(after, quarter);
        for (auto level = std::rbegin(book.regions_); level != std::rend(book.regions_); ++level)
            take_any(after, *level);
        if (!after.done()) return;
        read_parts(before, quarter, true);
        if (const auto reversed = detail::read_reversed(before))
            readings.push_back({quarter, "", reversed->number, reversed->where});
    }

    [[nodiscard]] bool names_quarter(std::string_view part) const {
        return std::any_of(book.quarters_.begin(), book.quarters_.end(), [&](const known_quarter& q) {
            return part.find(q.name) != std::string_view::npos;
        });
    }

    /// County, town and community, each if it is next; before the county what lies around it.
    void take_regions(reader& r) const {
        constexpr std::string_view larger[] = {"省", "自治区", "州", "市", "盟", "地区"};
        for (const auto& county : book.regions_[0]) {
            const auto at = r.rest().find(county);
            if (at == std::string_view::npos) continue;
            const auto around = r.rest().substr(0, at);
            const bool known = std::any_of(std::begin(larger), std::end(larger),
                                           [&](std::string_view end) { return around.ends_with(end); });
            constexpr std::size_t longest = 90;
            if (around.empty() ||
                (known && detail::is_place_name(around) && at <= longest && !names_quarter(around))) {
                r.take(around);
                r.take(county);
                break;
            }
        }
        take_any(r, book.regions_[1]);
        take_any(r, book.regions_[2]);
    }

    /// Building, unit, floor and room. Before the name of a quarter a number alone may be part of that name.
    void read_parts(reader r, std::optional<civic::quarter_id> quarter, bool before_quarter = false) {
        for (const auto& before : book.befores_) {
            reader t = r;
            if (!t.take(before)) continue;
            if (!before.empty())
                if (auto where = detail::read_inner(t, true))
                    readings.push_back({quarter, before, "", *where});
            read_number(t, quarter, before, before_quarter);
            if (before.empty() && quarter && !has(book.in_yards_, *quarter) && detail::take_yard(t))
                read_number(t, quarter, before, before_quarter);
        }
    }

    void read_number(reader r, std::optional<civic::quarter_id> quarter, const std::string& before,
                     bool before_quarter) {
        const auto building = detail::read_building(r);
        if (!building || (before_quarter && !building->surely)) return;
        auto where = detail::read_inner(r, building->marked);
        const bool only_number = !building->marked && r.done();
        if (where && (quarter || !only_number))
            readings.push_back({quarter, before, building->number, *std::move(where)});
    }
};

address_book::address_book(const civic::community& c) {
    const auto plain_names = [](const label& name) {
        std::vector<std::string> all;
        for (const auto* text : {&name.zh, &name.en})
            if (auto plain = detail::to_plain(*text).bytes; !plain.empty() && !has(all, plain))
                all.push_back(std::move(plain));
        return all;
    };
    const auto longer = [](const auto& a, const auto& b) { return a.size() > b.size(); };
    regions_[0] = plain_names(c.identity().county);
    regions_[1] = plain_names(c.identity().town);
    regions_[2] = plain_names(c.identity().name);
    for (const auto q : c.quarters().ids())
        for (auto& name : plain_names(c.quarters()[q].name)) quarters_.push_back({std::move(name), q});
    std::stable_sort(quarters_.begin(), quarters_.end(),
                     [&](const auto& a, const auto& b) { return longer(a.name, b.name); });
    std::set<std::string> befores{""};
    for (const auto b : c.buildings().ids()) {
        const auto& building = c.buildings()[b];
        const auto& quarter = c.quarters()[building.quarter].name;
        names_.push_back({quarter.in(language::zh) + building.name.in(language::zh),
                          quarter.in(language::en) + " " + building.name.in(language::en)});
        std::set<std::pair<std::string, std::string>> spellings;
        for (const auto* name : {&building.name.zh, &building.name.en})
            if (!name->empty()) spellings.insert(split_name(*name));
        for (const auto& [before, number] : spellings) {
            entries_.push_back({b, building.quarter, before, number});
            befores.insert(before);
            if (before.find("院") != std::string::npos && !has(in_yards_, building.quarter))
                in_yards_.push_back(building.quarter);
        }
    }
    befores_.assign(befores.begin(), befores.end());
    std::stable_sort(befores_.begin(), befores_.end(), longer);
}

address address_book::find(std::string_view text, std::optional<civic::quarter_id> quarter) const {
    constexpr std::size_t longest = 1000; // longer text is no address
    const auto plain = detail::to_plain(text.size() <= longest ? text : std::string_view{});
    search s{*this, plain, quarter};
    s.read();
    address a;
    const auto fail = [&](const message_rule& rule, const label& names) {
        a.fault = finding{&rule, {}, {excerpt(text), in_both(names)}};
        return a;
    };
    if (s.readings.empty()) {
        if (s.quarters.empty() && quarter) s.quarters.push_back(*quarter);
        a.candidates = s.nearest_to_text();
        const auto example = std::find_if(entries_.begin(), entries_.end(),
                                          [&](const entry& e) { return has(s.quarters, e.quarter); });
        if (!a.candidates.empty()) return fail(codes::address_unclear, s.list(a.candidates));
        if (entries_.empty()) return fail(codes::address_unclear, {"1号楼", "Building 1"});
        return fail(codes::address_unclear,
                    names_[(example == entries_.end() ? entries_.front() : *example).building.value()]);
    }
    const auto* read = &s.readings.front();
    for (const auto& r : s.readings)
        for (const auto b : s.find_buildings(r)) {
            if (a.candidates.empty()) read = &r;
            if (!has(a.candidates, b)) a.candidates.push_back(b);
        }
    a.unit = read->where.unit;
    a.floor = read->where.floor;
    a.room = read->where.room;
    if (a.candidates.size() > 1) return fail(codes::address_ambiguous, s.list(a.candidates));
    if (a.candidates.empty()) {
        a.candidates = s.nearest_to(*read);
        return fail(codes::address_unknown, s.list(a.candidates));
    }
    a.building = a.candidates.front();
    a.candidates.clear();
    return a;
}

} // namespace qaidam::grids
