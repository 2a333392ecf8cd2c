/// The desk of Chengdong in December 2021 and the city's ledger, as the examples have them.
#pragma once

#include <qaidam/qaidam.hpp>

#include "feed.hpp"

namespace test {

struct desk_of_december {
    qaidam::civic::community community = qaidam::civic::load(chengdong).value;
    qaidam::services::catalogue catalogue = qaidam::services::load_catalogue(chengdong, community).value;
    qaidam::civic::community city = qaidam::civic::load(delingha).value;
    qaidam::ledger::accounts accounts = qaidam::ledger::load(delingha, city).value;
    qaidam::calendar::work_calendars office{qaidam::calendar::office_hours(),
                                            qaidam::calendar::holidays::china()};
    qaidam::services::desk desk{community, catalogue, office};
    std::vector<qaidam::services::event> events{};
    qaidam::calendar::local_time now =
        qaidam::calendar::local_time(qaidam::calendar::date{2021, 12, 24}, std::chrono::hours{18});

    desk_of_december() {
        for (const auto& c : qaidam::services::load_commands(chengdong.parent_path() / "december", {},
                                                             qaidam::services::written_by::desk)
                                 .value) {
            const auto caused = desk.decide(c).events(); // none is refused
            desk.apply(caused);
            events.insert(events.end(), caused.begin(), caused.end());
        }
    }
};

} // namespace test
