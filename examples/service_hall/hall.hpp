// The hall: what was loaded from the feeds, and the desk over its journal, guarded for threads.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <qaidam/calendar/zone.hpp>
#include <qaidam/grids/address.hpp>
#include <qaidam/journeys/journey.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/rail/timetable.hpp>
#include <qaidam/report/table.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/venues/venues.hpp>

#include "options.hpp"
#include "shared_desk.hpp"

namespace hall {

using namespace qaidam;
using services::order_key;
using services::person_key;

/// All that a request asks of the feeds. Loaded once, and never changed.
struct feeds {
    explicit feeds(const options& given);

    civic::community community;
    services::catalogue catalogue;
    calendar::work_calendars office;
    services::desk_rules rules;
    venues::programme programme;
    ledger::items promises;
    std::optional<rail::timetable> trains{};
    std::optional<journeys::network> network{}; ///< of the trains
    grids::address_book addresses;
};

/// What became of a command.
struct outcome {
    order_key order{};
    std::optional<refusal> why_not{};
    bool repeated = false; ///< it was carried out before under the same key: nothing was changed
};

/// What somebody wants done, once the time is known.
struct wish {
    std::function<services::command(calendar::local_time)> command{};
    qaidam::key key{};                   ///< the same wish again changes nothing
    std::vector<events::text> texts{};   ///< that the command names, and what goes with them
    std::optional<std::uint32_t> seen{}; ///< the version of the order on which it was decided
};

/// What somebody wants done at the venues.
struct venue_wish {
    std::function<venues::command(calendar::local_time)> command{};
    qaidam::key key{}; ///< the same wish again changes nothing
};

/// Safe for many threads.
class service_hall {
public:
    service_hall(const feeds& all, const options& given);

    [[nodiscard]] const feeds& data() const { return data_; }
    [[nodiscard]] calendar::local_time now() const { return zone_.to_local(clock_.now()); }
    [[nodiscard]] const calendar::zone& zone() const { return zone_; }

    /// Asks the desk as it stands with the journal now: what others wrote is read first. The desk does not change while
    /// `ask` runs.
    template <class Ask>
    auto look(Ask&& ask) {
        return orders_.look([&](const auto& recorder) { return ask(recorder.desk()); });
    }
    /// The same of the desk of the venues.
    template <class Ask>
    auto ask_venues(Ask&& ask) {
        return venues_.look([&](const auto& recorder) { return ask(recorder.desk()); });
    }
    /// The events of an order so far.
    [[nodiscard]] std::vector<services::event> history(const order_key& order);
    [[nodiscard]] std::vector<services::event> history();

    /// Carries it out, durably, and what the rules let the system do then.
    [[nodiscard]] outcome carry_out(const wish& w);
    /// The same at the venues. Nothing is there twice, however often it comes.
    [[nodiscard]] std::optional<refusal> carry_out(const venue_wish& w);
    /// The order of what was carried out under the key; nothing where nothing was.
    [[nodiscard]] std::optional<order_key> find_order(const qaidam::key& idempotency_key);
    /// What the rules let the system do by now: accept what is late, resume what is to be looked at.
    void let_time_pass();

    /// The words of a text, read in somebody's name; nothing where there are none.
    [[nodiscard]] std::optional<std::string> read_text(const qaidam::key& text,
                                                       const events::purpose& for_what, language l);

    /// The phone of a person or a visitor, read in somebody's name; nothing where none is known.
    [[nodiscard]] std::optional<std::string> phone_of(const person_key& person,
                                                      const events::purpose& for_what);
    /// What happened, with the texts, which are read in somebody's name.
    [[nodiscard]] report::table show_events(std::span<const services::event> events,
                                            const events::purpose& for_what, language l);

    /// Whether a role of the person gives the right over the whole community.
    [[nodiscard]] bool has_community_right(const person_key& person, services::step s);
    /// Whether the person has any role today.
    [[nodiscard]] bool has_role(const person_key& person);

    /// How much is in the journals, whoever wrote it.
    [[nodiscard]] std::uint64_t moves() const;

    /// So that the next one who opens the journal need not read all of it.
    void keep_snapshot();

private:
    [[nodiscard]] std::optional<outcome> find_outcome(const qaidam::key& idempotency_key);
    void act_for(const order_key& order);
    void play(const std::string& folder);

    const feeds& data_;
    calendar::zone zone_ = calendar::beijing_time();
    hall_clock clock_;
    shared_desk<services::desk> orders_;
    shared_desk<venues::desk> venues_;
};

} // namespace hall
