// Any bytes, line by line: refused with a data_error, or an event of the venues that its own line gives
// again. A desk takes it or refuses it, and a batch that is refused leaves the programme as it was.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include <qaidam/venues/venues.hpp>

namespace {

using namespace qaidam;

civic::community a_community() {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"社区", "Community"}};
    b.people.add({.key = "p", .name = {"甲"}});
    b.people.add({.key = "q", .name = {"乙"}});
    b.teams.add({.key = "t", .name = {"队"}});
    b.places.add({.key = "hall", .name = {"厅"}, .capacity = 20});
    b.places.add({.key = "room", .name = {"室"}});
    return std::move(b).build();
}

venues::programme a_programme() {
    venues::programme p;
    p.courses.add({.key = "yoga", .name = {"瑜伽"}, .capacity = 1});
    p.goods.add({.key = "toys", .name = {"玩具"}});
    p.fairs.add({.key = "fair",
                 .name = {"集市"},
                 .from = calendar::local_time({2022, 1, 1}, std::chrono::hours{0}),
                 .until = calendar::local_time({2022, 2, 1}, std::chrono::hours{0})});
    return p;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto community = a_community();
    venues::desk desk{community, a_programme()};
    std::string_view text{reinterpret_cast<const char*>(data), size};
    std::vector<venues::event> batch;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        try {
            const auto event = venues::decode(line);
            if (venues::decode(venues::encode(event)) != event) std::abort();
            batch.push_back(event);
            if (batch.size() < 3) continue;
            const auto before = desk.programme();
            try {
                desk.apply(batch);
            } catch (const std::invalid_argument&) {
                if (!(desk.programme() == before)) std::abort();
            }
            batch.clear();
        } catch (const data_error&) {
        }
    }
    return 0;
}
