// The program: what all pages share, the request that a page answers, and the routes to them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hall.hpp"
#include "html.hpp"
#include "http.hpp"
#include "news.hpp"
#include "sessions.hpp"

namespace hall {

/// What lives as long as the process.
struct app {
    app(service_hall& h, const options& o);

    service_hall& hall;
    const options& given;
    hall::sessions sessions{};
    sign_in_codes codes{};
    hourly_limit places;      ///< of orders
    hourly_limit letters{30}; ///< of codes asked for, from an address
    hall::news news{most_endless};
    std::map<std::string, person_key> api_keys{};
};

/// A page that cannot be shown, and what to say instead.
struct page_error {
    int status;
    wording text;
};

struct page_look {
    int status = 200;
    bool wall =
        false; ///< without the menu; it is shown anew by a script, or without scripts every 30 seconds
};

/// What a form sends: words, or files too.
enum class form_kind { plain, with_files };

/// One request, and who sent it.
class context {
public:
    context(app& all, const http_request& r);

    app& all;
    const http_request& request;
    language l;
    calendar::local_time now;
    std::vector<std::string> parts{}; ///< of the path, in the places of "{}"

    [[nodiscard]] const char* say(const char* zh, const char* en) const { return pick(l, zh, en); }
    [[nodiscard]] const feeds& data() const { return all.hall.data(); }

    /// Of the browser, whoever is at it.
    [[nodiscard]] const std::string& session_name() const { return session_name_; }
    [[nodiscard]] const std::optional<session>& who() const { return who_; }
    /// The address of the other end: the last that the web server in front names, where there is one.
    [[nodiscard]] std::string address() const;
    /// Blank for nobody.
    [[nodiscard]] person_key person() const { return who_ ? who_->person : person_key{}; }
    /// Throws: page_error 403 unless somebody is signed in.
    [[nodiscard]] person_key someone() const;
    /// The person, by the name that may be shown to themselves; for others it is masked.
    [[nodiscard]] std::string name_of_person() const;
    void sign_in(session s);
    void sign_out();

    /// Throws: page_error 403 unless the form carries the token of its session.
    void check_form() const;
    /// A form that is sent to `action`, with its token and a name for the request: what is sent twice is done once.
    /// Without a button where something inside sends it.
    [[nodiscard]] markup form(std::string_view action, const markup& inside, std::string_view button,
                              std::string_view id, std::string_view request_name = {},
                              form_kind kind = form_kind::plain) const;
    /// The name of the request that the form carries. Throws: page_error 400 if it is none.
    [[nodiscard]] std::string request_name() const;

    [[nodiscard]] http_answer page(std::string_view title, const markup& body,
                                   const page_look& look = {}) const;
    [[nodiscard]] http_answer redirect(const std::string& to) const;
    /// Cookies that the answer sets.
    void add_cookies(http_answer& answer) const;

private:
    [[nodiscard]] markup menu() const;

    std::string session_name_;
    std::optional<session> who_;
    mutable bool sets_session_ = false;
    bool sets_language_ = false;
};

/// Whether a form may send files to the path.
[[nodiscard]] bool takes_files(std::string_view path);
/// The answer to a request: the page of its route, or what is wrong.
[[nodiscard]] http_answer answer(app& all, const http_request& r);

/// At most so many bytes of UTF-8 on one line, or on several; without blanks at either end.
/// Throws: page_error 400 for anything else.
[[nodiscard]] std::string one_line(std::string text, std::size_t most = 200);
[[nodiscard]] std::string many_lines(std::string text, std::size_t most = 6000);

/// A wish to place an order that is drawn from a token: the same token again is the same order. The token is the secret
/// of a visitor; what the journal keeps of it says nothing of it.
[[nodiscard]] wish place_wish(services::place_order what, const std::string& token, const std::string& text,
                              const std::string& phone);

/// The text with the address before it where that names a unit, a floor or a room of the building, which an order has no
/// field for: it is for those who come to the door, and erased with the text.
[[nodiscard]] std::string with_door(const feeds& data, const std::string& address,
                                    const services::building_key& building, const std::string& text);

/// What goes on for everybody: what is held at somebody's home is nobody else's matter.
[[nodiscard]] venues::programme without_homes(venues::programme all);

// Small parts that pages share.
[[nodiscard]] markup text_field(std::string_view name, std::string_view label, std::string_view value = {},
                                std::string_view type = "text", std::string_view hint = {});
[[nodiscard]] markup hidden(std::string_view name, std::string_view value);
[[nodiscard]] markup fault(std::string_view words);
/// A token in groups of four, as one reads it aloud or writes it down; copied, it is in one piece.
[[nodiscard]] markup in_groups(std::string_view token);
/// A building with its quarter.
[[nodiscard]] std::string name_of(const context& c, civic::building_id b);
/// The place of an order, as precisely as somebody who sees it may know it.
[[nodiscard]] std::string place_of(const services::order& o, const context& c);
[[nodiscard]] std::string item_name(const services::order& o, const context& c);
[[nodiscard]] markup state_badge(const services::order& o, const context& c);
[[nodiscard]] std::string short_time(calendar::local_time t);
/// The same, which is not broken in two at the end of a line.
[[nodiscard]] markup whole_time(calendar::local_time t);

} // namespace hall
