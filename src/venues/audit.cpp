#include <qaidam/venues/venues.hpp>

#include <algorithm>

namespace qaidam::venues {
namespace {

std::vector<entry> all_entries(const programme& p) {
    std::vector<entry> all;
    for (const auto& s : p.sessions) {
        const auto& c = p.courses[s.course];
        all.push_back(
            {c.place, s.from, s.until, s.key, c.name, c.teacher, static_cast<int>(c.enrolled.size())});
    }
    for (const auto& b : p.bookings)
        all.push_back({b.place, b.from, b.until, b.key, b.purpose, {}, b.people});
    std::sort(all.begin(), all.end(), [](const entry& a, const entry& b) {
        return std::tie(a.from, a.place, a.key) < std::tie(b.from, b.place, b.key);
    });
    return all;
}

} // namespace

std::vector<entry> list_entries(const programme& p, const calendar::ptime& from,
                                const calendar::ptime& until) {
    calendar::require_plain(from, "list_entries");
    calendar::require_plain(until, "list_entries");
    auto all = all_entries(p);
    std::erase_if(all, [&](const entry& e) { return e.from < from || e.from >= until; });
    return all;
}

std::vector<finding> audit(const programme& p, const civic::community& c) {
    std::vector<finding> found;
    const auto all = all_entries(p);
    for (auto a = all.begin(); a != all.end(); ++a) {
        const auto& place = c.places()[a->place];
        if (place.capacity > 0 && a->people > place.capacity)
            found.push_back({&codes::over_capacity,
                             a->key,
                             {in_both(a->what), std::to_string(a->people), in_both(place.name),
                              std::to_string(place.capacity)}});
        for (auto b = a + 1; b != all.end() && b->from < a->until; ++b)
            if (a->place == b->place)
                found.push_back(
                    {&codes::double_use,
                     b->key,
                     {in_both(b->what), calendar::to_text(b->from), in_both(a->what), in_both(place.name)}});
    }
    for (const auto& course : p.courses)
        if (course.capacity > 0 && course.enrolled.size() > static_cast<std::size_t>(course.capacity))
            found.push_back({&codes::course_full,
                             course.key,
                             {in_both(course.name), std::to_string(course.enrolled.size()),
                              std::to_string(course.capacity)}});
    for (auto a = p.sessions.begin(); a != p.sessions.end(); ++a)
        for (auto b = a + 1; b != p.sessions.end(); ++b) {
            if (a->course == b->course || a->until <= b->from || b->until <= a->from) continue;
            const auto& others = p.courses[b->course].enrolled;
            for (const auto person : p.courses[a->course].enrolled)
                if (std::find(others.begin(), others.end(), person) != others.end())
                    found.push_back({&codes::person_in_two_places,
                                     b->key,
                                     {in_both(p.courses[a->course].name), in_both(p.courses[b->course].name),
                                      c.people()[person].key.text()}});
        }
    return found;
}

} // namespace qaidam::venues
