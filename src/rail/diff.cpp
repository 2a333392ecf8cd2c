#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>

#include <qaidam/rail/change_codes.hpp>
#include <qaidam/rail/number.hpp>
#include <qaidam/rail/revision.hpp>

#include "rebuild.hpp"

namespace qaidam::rail {
namespace {

/// A number that more trains than this have is a route's: it tells no train.
constexpr std::size_t most_of_a_number = 20;

std::string minutes(std::int32_t seconds, language l) {
    const auto amount = std::abs(seconds);
    const auto text = amount % 60 == 0 ? fmt::format(fmt::runtime(pick(l, "{} 分", "{} min")), amount / 60)
                                       : fmt::format(fmt::runtime(pick(l, "{} 秒", "{} s")), amount);
    if (seconds == 0) return pick(l, "不变", "no change");
    return seconds < 0 ? fmt::format(fmt::runtime(pick(l, "提前 {}", "{} earlier")), text)
                       : fmt::format(fmt::runtime(pick(l, "推迟 {}", "{} later")), text);
}

std::string in_both_minutes(std::int32_t seconds) {
    return in_both({minutes(seconds, language::zh), minutes(seconds, language::en)});
}

/// The names of what differs.
class particulars {
public:
    template <class T>
    void compare(label name, const T& before, const T& after) {
        if (!(before == after)) all_.push_back(std::move(name));
    }
    /// Where none of those that were compared differs, it is something else.
    [[nodiscard]] std::vector<label> take() && {
        if (all_.empty()) all_.push_back({"其他说明", "other particulars"});
        return std::move(all_);
    }

private:
    std::vector<label> all_;
};

class comparison {
public:
    comparison(const timetable& before, const timetable& after)
        : before_{before},
          after_{after},
          ids_{before, after},
          partner_of_old_(before.trains().size()),
          partner_of_new_(after.trains().size()) {}

    std::vector<train_change> trains() {
        pair_by_key();
        pair_the_same();
        pair_by_number();
        pair_by_way();
        for (const auto i : before_.trains().ids())
            if (const auto j = partner_of_old_[i]) compare(i, *j);
        for (const auto i : before_.trains().ids())
            if (!partner_of_old_[i] && !used_old_.contains(i)) cancel(i);
        for (const auto j : after_.trains().ids())
            if (!partner_of_new_[j] && !used_new_.contains(j)) add(j);
        std::sort(all_.begin(), all_.end(), [](const train_change& a, const train_change& b) {
            return std::tuple{a.before.empty(), a.before, a.after} <
                   std::tuple{b.before.empty(), b.before, b.after};
        });
        return std::move(all_);
    }

    std::vector<station_change> stations() const {
        std::vector<station_change> all;
        for (const auto& s : before_.stations()) {
            const auto now = after_.stations().find(s.key);
            if (!now) {
                all.push_back({s.key, {&codes::station_removed, {in_both(s.name)}}});
                continue;
            }
            const auto& n = after_.stations()[*now];
            if (!(n.name == s.name)) {
                all.push_back({s.key, {&codes::station_renamed, {in_both(s.name), in_both(n.name)}}});
            } else if (!(n == s)) {
                all.push_back(
                    {s.key,
                     {&codes::station_redescribed, {in_both(s.name), in_both(changed_particulars(s, n))}}});
            }
        }
        for (const auto& s : after_.stations())
            if (!before_.stations().find(s.key))
                all.push_back({s.key, {&codes::station_added, {in_both(s.name)}}});
        return all;
    }

    [[nodiscard]] static std::vector<label> changed_particulars(const station& a, const station& b) {
        particulars all;
        all.compare({"电报码", "code"}, a.code, b.code);
        all.compare({"位置", "position"}, a.at, b.at);
        all.compare({"换乘时间", "time to change"}, a.change_time, b.change_time);
        all.compare({"说明", "description"}, a.description, b.description);
        all.compare({"票价区", "fare zone"}, a.fare_zone, b.fare_zone);
        all.compare({"网址", "url"}, a.url, b.url);
        all.compare({"时区", "time zone"}, a.zone, b.zone);
        all.compare({"轮椅", "wheelchair access"}, a.wheelchair, b.wheelchair);
        all.compare({"拼音", "pinyin"}, std::tie(a.pinyin, a.initials), std::tie(b.pinyin, b.initials));
        all.compare({"城市", "city"}, a.city, b.city);
        all.compare({"历史站名", "names over time"}, a.names, b.names);
        return std::move(all).take();
    }

    [[nodiscard]] std::optional<train> translated(train_id i) const {
        return ids_.translate(before_.trains()[i]);
    }

private:
    [[nodiscard]] std::vector<std::optional<station_id>> stations_of(train_id i) const {
        std::vector<std::optional<station_id>> all;
        for (const auto& c : before_.trains()[i].calls) all.push_back(ids_.station(c.at));
        return all;
    }
    [[nodiscard]] std::vector<common_call> common(train_id i, train_id j) const {
        return common_calls(stations_of(i), after_.trains()[j].calls);
    }
    void pair(train_id i, train_id j) {
        partner_of_old_[i] = j;
        partner_of_new_[j] = i;
    }

    void pair_by_key() {
        for (const auto i : before_.trains().ids())
            if (const auto j = after_.trains().find(before_.trains()[i].key); j && common(i, *j).size() >= 2)
                pair(i, *j);
    }

    /// Trains under other keys that are otherwise the same.
    void pair_the_same() {
        const auto shape = [](const train& x) {
            return std::tuple{x.number, x.calls.size(), x.calls.front().departure, x.calls.back().arrival};
        };
        std::map<decltype(shape(std::declval<train>())), std::vector<train_id>> free;
        for (const auto j : after_.trains().ids())
            if (!partner_of_new_[j]) free[shape(after_.trains()[j])].push_back(j);
        for (const auto i : before_.trains().ids()) {
            if (partner_of_old_[i]) continue;
            const auto found = free.find(shape(before_.trains()[i]));
            if (found == free.end()) continue;
            const auto same = std::find_if(found->second.begin(), found->second.end(), [&](train_id j) {
                return same_particulars(i, after_.trains()[j]) &&
                       before_.trains()[i].days == after_.trains()[j].days;
            });
            if (same == found->second.end()) continue;
            pair(i, *same);
            found->second.erase(same);
        }
    }

    static std::vector<std::string> numbers_of(const train& x) {
        if (x.number.empty()) return {};
        const auto n = parse_train_number(x.number);
        return n ? each_number(*n) : std::vector{x.number};
    }

    void pair_by_number() {
        std::map<std::string, std::vector<train_id>> free;
        for (const auto j : after_.trains().ids())
            if (!partner_of_new_[j])
                for (const auto& number : numbers_of(after_.trains()[j])) free[number].push_back(j);
        for (const auto i : before_.trains().ids()) {
            if (partner_of_old_[i]) continue;
            std::vector<train_id> candidates;
            for (const auto& number : numbers_of(before_.trains()[i]))
                if (const auto found = free.find(number);
                    found != free.end() && found->second.size() <= most_of_a_number)
                    candidates.insert(candidates.end(), found->second.begin(), found->second.end());
            pair_with_best(i, candidates, [](std::size_t shared, const train&, const train&, std::int32_t) {
                return shared >= 2;
            });
        }
    }

    /// Trains that run the same way at about the same time, under whatever number.
    void pair_by_way() {
        for (const auto i : before_.trains().ids()) {
            if (partner_of_old_[i]) continue;
            std::vector<train_id> candidates;
            for (const auto* c : {&before_.trains()[i].calls.front(), &before_.trains()[i].calls.back()})
                if (const auto s = ids_.station(c->at))
                    for (const auto& ref : after_.calls_at(*s))
                        if (time_apart(*c, after_.trains()[ref.train].calls[ref.call]) <= 2 * 3600)
                            candidates.push_back(ref.train);
            std::sort(candidates.begin(), candidates.end());
            candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
            pair_with_best(i, candidates,
                           [](std::size_t shared, const train& a, const train& b, std::int32_t apart) {
                               const auto longer = std::max(a.calls.size(), b.calls.size());
                               return shared >= 2 && shared * 4 >= longer * 3 && apart <= 3600;
                           });
        }
    }

    template <class Good>
    void pair_with_best(train_id i, const std::vector<train_id>& candidates, const Good& good) {
        const auto stations = stations_of(i);
        std::optional<std::tuple<std::size_t, std::int32_t, bool, train_id>>
            best; // fewest not shared, nearest in time
        for (const auto j : candidates) {
            if (partner_of_new_[j]) continue;
            const auto& a = before_.trains()[i];
            const auto& b = after_.trains()[j];
            const auto shared = common_calls(stations, b.calls);
            if (shared.empty()) continue;
            const auto apart = time_apart(a.calls[shared.front().before], b.calls[shared.front().after]);
            if (!good(shared.size(), a, b, apart)) continue;
            const std::tuple score{a.calls.size() + b.calls.size() - 2 * shared.size(), apart,
                                   a.days != b.days, j};
            if (!best || score < *best) best = score;
        }
        if (best) pair(i, std::get<train_id>(*best));
    }

    static std::int32_t time_apart(const call& a, const call& b) {
        const auto of_day = [](const call& c) {
            return (c.departure ? c.departure : c.arrival)->seconds() % 86400;
        };
        const auto apart = std::abs(of_day(a) - of_day(b));
        return std::min(apart, 86400 - apart);
    }

    [[nodiscard]] std::string name(const timetable& t, station_id s) const {
        return in_both(t.stations()[s].name);
    }
    [[nodiscard]] std::string old_name(const call& c) const { return name(before_, c.at); }
    [[nodiscard]] std::string new_name(const call& c) const { return name(after_, c.at); }

    /// The operations that make one train of the other, the ends apart, so that a split can stand for them.
    void compare(train_id i, train_id j) {
        const auto& a = before_.trains()[i];
        const auto& b = after_.trains()[j];
        const auto shared = common(i, j);
        train_change change{{i}, {j}, {}};
        auto& ops = change.operations;
        if (a.number != b.number) ops.push_back({&codes::renumbered, {a.number, b.number}});
        compare_ends(change, shared);
        compare_middle(a, b, shared, ops);
        compare_times(a, b, shared, ops);
        if (!(a.days.without_ends() == b.days.without_ends()))
            ops.push_back({&codes::days_changed, {words(a.days), words(b.days)}});
        if (ops.empty() && !same_particulars(i, b))
            ops.push_back({&codes::redescribed, {in_both(changed_particulars(a, b))}});
        if (!ops.empty()) all_.push_back(std::move(change));
    }

    static std::string words(const calendar::day_set& days) {
        return in_both({to_string(days, language::zh), to_string(days, language::en)});
    }

    [[nodiscard]] bool same_particulars(train_id i, const train& b) const {
        auto a = translated(i);
        if (!a) return false;
        a->key = b.key;
        a->days = b.days;
        a->service = b.service;
        a->revision = b.revision;
        return *a == b;
    }

    /// What differs of two trains with the same calls and times.
    [[nodiscard]] std::vector<label> changed_particulars(const train& a, const train& b) const {
        particulars all;
        const auto key_of = [](const auto& registry, const auto& id) {
            return id ? registry[*id].key : key{};
        };
        all.compare({"路线", "route"}, key_of(before_.routes(), a.route), key_of(after_.routes(), b.route));
        all.compare({"终到显示", "headsign"}, a.headsign, b.headsign);
        all.compare({"各站显示", "headsigns at its calls"}, a.headsigns, b.headsigns);
        all.compare({"区段车次", "numbers on the way"}, a.numbers, b.numbers);
        all.compare({"方向", "direction"}, a.direction, b.direction);
        all.compare({"交路", "block"}, a.block, b.block);
        all.compare({"径路图形", "shape"}, key_of(before_.shapes(), a.shape),
                    key_of(after_.shapes(), b.shape));
        all.compare({"轮椅", "wheelchair access"}, a.wheelchair, b.wheelchair);
        all.compare({"自行车", "bicycles"}, a.bicycle, b.bicycle);
        all.compare({"发车间隔", "headways"}, a.headways, b.headways);
        const auto of_calls = [&](label name, const auto& one, const auto& other) {
            const bool same = std::equal(a.calls.begin(), a.calls.end(), b.calls.begin(), b.calls.end(),
                                         [&](const call& x, const call& y) { return one(x) == other(y); });
            all.compare(std::move(name), same, true);
        };
        const auto alike = [&](label name, const auto& of) { of_calls(std::move(name), of, of); };
        of_calls(
            {"站台", "platforms"}, [&](const call& x) { return key_of(before_.stops(), x.platform); },
            [&](const call& y) { return key_of(after_.stops(), y.platform); });
        alike({"上车", "getting on"}, [](const call& x) { return x.boarding; });
        alike({"下车", "getting off"}, [](const call& x) { return x.alighting; });
        alike({"时刻的准确程度", "how exact its times are"}, [](const call& x) { return x.timing; });
        alike({"里程", "distances"}, [](const call& x) { return x.distance; });
        all.compare({"停站编号", "numbers of its calls"}, a.sequence, b.sequence);
        return std::move(all).take();
    }

    void compare_ends(train_change& change, const std::vector<common_call>& shared) {
        const auto& a = before_.trains()[change.before.front()];
        const auto& b = after_.trains()[change.after.front()];
        const auto [first_old, first_new] = shared.front();
        const auto [last_old, last_new] = shared.back();
        const auto end_op = [&](const message_rule& rule, const call& from, const call& to) {
            change.operations.push_back({&rule, {old_name(from), new_name(to)}});
        };
        if (first_old != 0 || first_new != 0) {
            end_op(first_old == 0   ? codes::extended_start
                   : first_new == 0 ? codes::shortened_start
                                    : codes::moved_start,
                   a.calls.front(), b.calls.front());
            find_other_part(change, 0, first_old, 0, first_new);
        }
        const auto old_end = a.calls.size() - 1;
        const auto new_end = b.calls.size() - 1;
        if (last_old != old_end || last_new != new_end) {
            end_op(last_old == old_end   ? codes::extended
                   : last_new == new_end ? codes::shortened
                                         : codes::moved_end,
                   a.calls.back(), b.calls.back());
            find_other_part(change, last_old, old_end, last_new, new_end);
        }
    }

    /// The train that is new and runs the part of the old one that its successor no longer does; or the one
    /// that is gone and ran the part that was added.
    void find_other_part(train_change& change, std::size_t old_from, std::size_t old_to, std::size_t new_from,
                         std::size_t new_to) {
        const auto& a = before_.trains()[change.before.front()];
        const auto& b = after_.trains()[change.after.front()];
        const auto joined = [&](const message_rule& rule, const train& one, const train& other, bool tail) {
            change.operations.push_back(
                {&rule, {tail ? one.number : other.number, tail ? other.number : one.number}});
        };
        if (old_from < old_to && new_from == new_to) {
            const auto first = ids_.station(a.calls[old_from].at);
            const auto last = ids_.station(a.calls[old_to].at);
            if (!first || !last) return;
            std::optional<std::pair<std::int32_t, train_id>> nearest;
            for (const auto& ref : after_.calls_at(*first)) {
                const auto& other = after_.trains()[ref.train];
                if (ref.call != 0 || other.calls.back().at != *last || partner_of_new_[ref.train] ||
                    used_new_.contains(ref.train))
                    continue;
                consider(nearest, ref.train, b, other, old_to + 1 == a.calls.size());
            }
            if (!nearest) return;
            used_new_.insert(nearest->second);
            change.after.push_back(nearest->second);
            joined(codes::split, b, after_.trains()[nearest->second], old_to + 1 == a.calls.size());
        } else if (new_from < new_to && old_from == old_to) {
            std::optional<std::pair<std::int32_t, train_id>> nearest;
            for (const auto k : before_.trains().ids()) {
                const auto& other = before_.trains()[k];
                if (partner_of_old_[k] || used_old_.contains(k) ||
                    ids_.station(other.calls.front().at) != b.calls[new_from].at ||
                    ids_.station(other.calls.back().at) != b.calls[new_to].at)
                    continue;
                consider(nearest, k, a, other, new_to + 1 == b.calls.size());
            }
            if (!nearest) return;
            used_old_.insert(nearest->second);
            change.before.push_back(nearest->second);
            joined(codes::merged, a, before_.trains()[nearest->second], new_to + 1 == b.calls.size());
        }
    }

    /// Takes the train if it goes on from the other, or leads to it, within some hours and on days of its
    /// own.
    static void consider(std::optional<std::pair<std::int32_t, train_id>>& nearest, train_id i,
                         const train& one, const train& other, bool tail) {
        const auto& first = tail ? one : other;
        const auto& second = tail ? other : one;
        const auto wait =
            ((second.calls.front().departure->seconds() - first.calls.back().arrival->seconds()) % 86400 +
             86400) %
            86400;
        constexpr std::int32_t longest = 4 * 3600;
        if (wait > longest || (one.days.without_ends() & other.days.without_ends()).empty()) return;
        if (!nearest || wait < nearest->first) nearest = std::pair{wait, i};
    }

    static void list(std::vector<operation>& ops, const message_rule& rule, const std::vector<label>& names) {
        if (names.empty()) return;
        label all;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (i > 0) {
                all.zh += "、";
                all.en += ", ";
            }
            all.zh += names[i].in(language::zh);
            all.en += names[i].in(language::en);
        }
        ops.push_back({&rule, {in_both(all)}});
    }

    void compare_middle(const train& a, const train& b, const std::vector<common_call>& shared,
                        std::vector<operation>& ops) const {
        std::vector<label> dropped, added;
        const auto drop = [&](std::size_t i) {
            if (a.calls[i].kind == call_kind::passenger)
                dropped.push_back(before_.stations()[a.calls[i].at].name);
        };
        const auto add = [&](std::size_t j) {
            if (b.calls[j].kind == call_kind::passenger)
                added.push_back(after_.stations()[b.calls[j].at].name);
        };
        for (std::size_t k = 1; k < shared.size(); ++k) {
            for (auto i = shared[k - 1].before + 1; i < shared[k].before; ++i) drop(i);
            for (auto j = shared[k - 1].after + 1; j < shared[k].after; ++j) add(j);
            const auto [i, j] = shared[k];
            if (a.calls[i].kind == b.calls[j].kind) continue;
            drop(i); // where only one of the two takes passengers
            add(j);
        }
        list(ops, codes::calls_dropped, dropped);
        list(ops, codes::calls_added, added);
    }

    static void compare_times(const train& a, const train& b, const std::vector<common_call>& shared,
                              std::vector<operation>& ops) {
        std::vector<std::int32_t> later;
        const auto compare = [&](const std::optional<service_time>& x, const std::optional<service_time>& y) {
            if (x && y) later.push_back(y->seconds() - x->seconds());
        };
        for (const auto [i, j] : shared) {
            if (i > 0 && j > 0) compare(a.calls[i].arrival, b.calls[j].arrival);
            if (i + 1 < a.calls.size() && j + 1 < b.calls.size())
                compare(a.calls[i].departure, b.calls[j].departure);
        }
        const auto changed = std::count_if(later.begin(), later.end(), [](auto s) { return s != 0; });
        if (changed == 0) return;
        const auto [least, most] = std::minmax_element(later.begin(), later.end());
        if (*least == *most) {
            ops.push_back({&codes::shifted, {in_both_minutes(*least)}});
        } else {
            ops.push_back({&codes::retimed,
                           {std::to_string(changed), in_both_minutes(*least), in_both_minutes(*most)}});
        }
    }

    void cancel(train_id i) {
        const auto& x = before_.trains()[i];
        all_.push_back(
            {{i}, {}, {{&codes::cancelled, {old_name(x.calls.front()), old_name(x.calls.back())}}}});
    }
    void add(train_id j) {
        const auto& x = after_.trains()[j];
        all_.push_back({{},
                        {j},
                        {{&codes::added,
                          {new_name(x.calls.front()), to_string(*x.calls.front().departure),
                           new_name(x.calls.back()), to_string(*x.calls.back().arrival)}}}});
    }

    const timetable& before_;
    const timetable& after_;
    id_map ids_;
    id_vector<train_id, std::optional<train_id>> partner_of_old_;
    id_vector<train_id, std::optional<train_id>> partner_of_new_;
    std::set<train_id> used_old_; ///< that a merger took
    std::set<train_id> used_new_; ///< that a split gave
    std::vector<train_change> all_;
};

} // namespace

std::string to_string(const operation& o, language l) {
    return fill(*o.rule, o.arguments, l);
}

timetable_diff diff(const timetable& before, const timetable& after) {
    timetable_diff d;
    comparison c{before, after};
    d.trains_ = c.trains();
    d.stations_ = c.stations();
    d.frame_ = without_trains(after).build();
    for (const auto& x : after.trains()) {
        d.order_.push_back(x.key);
        const auto old = before.trains().find(x.key);
        if (!old || c.translated(*old) != x) d.carried_.emplace(x.key, x);
    }
    d.transfers_.assign(after.transfers().begin(), after.transfers().end());
    d.circulations_.assign(after.circulations().begin(), after.circulations().end());
    return d;
}

timetable apply(const timetable& before, const timetable_diff& changes) {
    if (!changes.frame_) throw std::invalid_argument("apply: the diff was not made by diff()");
    const auto& frame = *changes.frame_;
    const id_map ids{before, frame};
    timetable_builder b{frame};
    for (const auto& k : changes.order_) {
        const auto carried = changes.carried_.find(k);
        if (carried != changes.carried_.end()) {
            add_train(b, carried->second);
            continue;
        }
        const auto old = before.trains().find(k);
        auto same = old ? ids.translate(before.trains()[*old]) : std::nullopt;
        if (!same)
            throw std::invalid_argument(
                fmt::format("apply: the diff is not of this timetable, which has no train {}", k.text()));
        add_train(b, *std::move(same));
    }
    for (const auto& x : changes.transfers_) b.transfer(x);
    for (const auto& x : changes.circulations_) b.circulation(x);
    return std::move(b).build();
}

std::string describe(const timetable& before, const timetable& after, const train_change& c, language l) {
    const auto& x = c.before.empty() ? after.trains()[c.after.front()] : before.trains()[c.before.front()];
    auto text = (x.number.empty() ? x.key.text() : x.number) + pick(l, "：", ": ");
    for (std::size_t i = 0; i < c.operations.size(); ++i)
        text += (i > 0 ? pick(l, "；", "; ") : "") + to_string(c.operations[i], l);
    return text;
}

} // namespace qaidam::rail
