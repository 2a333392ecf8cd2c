/// `county`: many communities, and the departments that they share. Immutable; const calls are safe from many threads.
///
///     const auto [county, notices] = qaidam::civic::load_county("haixi", {.policy = qaidam::policy::lenient});
///     for (const auto& m : county.communities())
///         fmt::print("{}: {}\n", m.key, m.community->residents());
///
/// A community is a feed of its own (feed.hpp); keys of people and buildings are unique within it. Across the county they
/// are qualified by it: "north/p-17" (qualified, unqualified).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

/// The county itself (区县).
struct county_identity {
    qaidam::key key;
    label name;
    friend bool operator==(const county_identity&, const county_identity&) = default;
};

/// A community of a county, and where its feed lies.
struct county_member {
    community_key key;
    std::string folder; ///< in that of the county
    label name{};       ///< by which the county calls it, if it does
    std::shared_ptr<const civic::community> community{};
    /// Communities are compared by what is in them.
    friend bool operator==(const county_member& a, const county_member& b);
};

/// The mutable way in.
struct county_builder {
    county_identity identity{};
    department_registry departments{};
    registry<community_id, county_member> communities{};

    /// Throws: std::invalid_argument for a member without a community or under another key than its own; for a key with a '/'; a folder
    ///         that is not an inner one, or is of two; and where the departments of a community do not begin with the shared ones.
    [[nodiscard]] class county build() &&;
    friend bool operator==(const county_builder&, const county_builder&) = default;
};

/// Copies share their communities.
class county {
public:
    [[nodiscard]] const county_identity& identity() const { return records_.identity; }
    /// Those that all communities share. They are the first of each community's own, so that an id of one of them means
    /// the same department everywhere.
    [[nodiscard]] const department_registry& departments() const { return records_.departments; }
    [[nodiscard]] bool is_shared(department_id d) const { return d.value() < departments().size(); }
    [[nodiscard]] const auto& communities() const { return records_.communities; }
    /// The community of that key; null if there is none.
    [[nodiscard]] const community* find(const community_key& k) const;

    /// Permanent residents of all households, and the people who are known by name.
    [[nodiscard]] long residents() const;
    [[nodiscard]] std::size_t people() const;

    /// What it was made of: to make another one of it.
    [[nodiscard]] const county_builder& records() const { return records_; }
    friend bool operator==(const county&, const county&) = default;

private:
    friend struct county_builder;
    explicit county(county_builder records) : records_{std::move(records)} {}
    county_builder records_;
};

/// "north/p-17": the key of something of a community, as the county calls it.
[[nodiscard]] std::string qualified(const key& community, const key& what);
/// The community and the key of which "north/p-17" consists; nothing for a key that is not qualified.
[[nodiscard]] std::optional<std::pair<community_key, key>> unqualified(const key& whole);

struct county_options {
    qaidam::policy policy = qaidam::policy::strict;
    std::size_t notices_per_code = 100; ///< stored; the counts are exact
    unsigned threads = 0; ///< that read communities. 0: one per core; 1: the calling thread only
    /// Called by the thread that called `load_county`, with the communities that were read, and how many there are.
    std::function<void(std::size_t done, std::size_t total)> progress{};
    std::stop_token stop{}; ///< no other community is begun then, and load_stopped thrown
};

/// A load was asked to stop by its token before it was over, even if everything was read by then.
class load_stopped : public std::runtime_error {
public:
    load_stopped() : std::runtime_error{"the load was stopped"} {}
};

/// Reads county.csv, communities.csv, departments.csv, and the feed of each community from its folder (or zip, where
/// qaidam::zip is linked). docs/county.md has the columns.
///
/// Errors:  notices, those of a community with its folder before the file: "north/people.csv:7:phone: …". A community of
///          which no feed can be made is left out alone, with a notice that names it.
/// Throws:  data_error under policy::strict for any error of any community, after all were read; under any policy without
///          a usable county.csv or communities.csv; load_stopped.
/// Cost:    measured in tests/bench/county_bench.cpp.
[[nodiscard]] loaded<county> load_county(const feed_files& files, const county_options& options = {});

/// Writes the county's files, and each community to its folder; `load_county` gives an equal county again. Shared departments
/// stand in the county's departments.csv alone. Creates the folders if need be.
/// Throws: std::runtime_error if a file cannot be written.
void save(const county& c, const file_path& folder);

/// The county's own files with their columns.
[[nodiscard]] std::span<const table_layout> county_layouts();

} // namespace qaidam::civic

#pragma GCC visibility pop
