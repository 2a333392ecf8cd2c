/// Time zones: the clock of a place, and UTC.
///
/// Zones are named as in the IANA database (Asia/Shanghai) and read from its compiled files, which systems
/// keep in /usr/share/zoneinfo (Debian's package tzdata). Summer time is known for every year, past and to
/// come.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <qaidam/base/file_path.hpp>
#include <qaidam/calendar/time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

class zone {
public:
    /// UTC.
    zone() : zone{"UTC", std::chrono::seconds{0}} {}
    /// A clock that is always `offset` ahead of UTC.
    /// Throws: std::invalid_argument for an offset beyond 26 hours.
    zone(std::string name, std::chrono::seconds offset);
    /// When a clock is set, and how far it is ahead of UTC from then on.
    struct change {
        utc_time at;
        std::chrono::seconds offset;
    };
    /// A clock that is `first` ahead of UTC until the first of the changes.
    /// Throws: std::invalid_argument for changes that are not in the order of time, and as above.
    zone(std::string name, std::chrono::seconds first, std::span<const change> changes);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// How far the clock is ahead of UTC at an instant given in UTC.
    [[nodiscard]] std::chrono::seconds offset_at(utc_time utc) const;

    /// What the clock shows at an instant; beyond the range of moments the first or the last one.
    [[nodiscard]] local_time to_local(utc_time utc) const;
    /// The instant at which the clock shows `local`: the first of two where it was set back; where it was set
    /// forward over it, as if it had not been set yet. Beyond the range of moments the first or the last one.
    [[nodiscard]] utc_time to_utc(local_time local) const;

    /// The same name and the same clock.
    friend bool operator==(const zone& a, const zone& b);
    /// Whether they always show the same, as America/Montreal and America/Toronto do.
    friend bool same_clock(const zone& a, const zone& b);

private:
    friend std::optional<zone> find_zone(std::string_view name, const file_path& database);
    struct rules;
    zone(std::string name, std::shared_ptr<const rules> r) : name_{std::move(name)}, rules_{std::move(r)} {}

    std::string name_;
    std::shared_ptr<const rules> rules_;
};

[[nodiscard]] bool operator==(const zone& a, const zone& b);
[[nodiscard]] bool same_clock(const zone& a, const zone& b);

/// The zone of that name, nothing if the database has none. Asia/Shanghai is known without a database, then
/// without the summer times of 1986 to 1991.
/// Source: RFC 8536 (TZif); POSIX.1-2017, 8.3, for the rule of the years to come.
[[nodiscard]] std::optional<zone> find_zone(std::string_view name,
                                            const file_path& database = "/usr/share/zoneinfo");

/// 北京时间, the clock of all railways of China: UTC+8, without summer time.
[[nodiscard]] zone beijing_time();

} // namespace qaidam::calendar

#pragma GCC visibility pop
