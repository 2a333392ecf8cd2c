// The pages, each by what it answers.
#pragma once

#include "app.hpp"

namespace hall {

/// What a program is told instead of an answer.
struct api_error {
    int status;
    std::string description;
};

// pages_public.cpp: for everybody.
[[nodiscard]] http_answer home_page(context& c);
[[nodiscard]] http_answer trains_page(context& c);
[[nodiscard]] http_answer week_page(context& c);
[[nodiscard]] http_answer wall_page(context& c);
[[nodiscard]] http_answer wall_js(context& c);
[[nodiscard]] http_answer wall_news(context& c);
[[nodiscard]] http_answer style_sheet(context& c);
/// What is on offer today, list by list, each a link to order it.
[[nodiscard]] markup offers(const context& c);

// pages_sign_in.cpp
[[nodiscard]] http_answer sign_in_page(context& c);
[[nodiscard]] http_answer send_code(context& c);
[[nodiscard]] http_answer take_code(context& c);
[[nodiscard]] http_answer leave(context& c);
[[nodiscard]] http_answer follow_page(context& c);
[[nodiscard]] http_answer follow(context& c);

// pages_place.cpp: an order in four steps.
[[nodiscard]] http_answer what_page(context& c);
[[nodiscard]] http_answer where_page(context& c);
[[nodiscard]] http_answer place(context& c);
[[nodiscard]] http_answer grid_map(context& c);

// pages_order.cpp
[[nodiscard]] http_answer mine_page(context& c);
[[nodiscard]] http_answer order_page(context& c);
[[nodiscard]] http_answer take_step(context& c);

// pages_venues.cpp: classes and places.
[[nodiscard]] http_answer venues_page(context& c);
[[nodiscard]] http_answer enrol(context& c);
[[nodiscard]] http_answer withdraw(context& c);
[[nodiscard]] http_answer place_page(context& c);
[[nodiscard]] http_answer book(context& c);
[[nodiscard]] http_answer cancel_booking(context& c);
/// What the resident has booked, and the classes that they are in or wait for; nothing for a visitor.
[[nodiscard]] markup bookings_of(const context& c);

// pages_chat.cpp: candidates for orders from chat groups.
[[nodiscard]] http_answer chat_page(context& c);
[[nodiscard]] http_answer read_chat_page(context& c);
[[nodiscard]] http_answer decide_chat(context& c);

// pages_staff.cpp
[[nodiscard]] http_answer work_page(context& c);
[[nodiscard]] http_answer day_page(context& c);

// api.cpp: for other programs.
[[nodiscard]] http_answer board_json(context& c);
[[nodiscard]] http_answer journeys_json(context& c);
[[nodiscard]] http_answer classes_json(context& c);
[[nodiscard]] http_answer openapi_json(context& c);
[[nodiscard]] http_answer venues_ics(context& c);

// open311.cpp
[[nodiscard]] http_answer open311(context& c);

} // namespace hall
