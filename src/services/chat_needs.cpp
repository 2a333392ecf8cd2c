#include <qaidam/services/chat_needs.hpp>

#include <algorithm>
#include <map>
#include <tuple>

#include <qaidam/civic/community.hpp>
#include <qaidam/events/digest.hpp>

#include "chat_buildings.hpp"
#include "chat_words.hpp"
#include "words.hpp"

namespace qaidam::services {
namespace {

using detail::in_lower_case;
using detail::is_letter;

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> all;
    for (std::size_t from = 0;;) {
        const auto end = text.find(at, from);
        all.push_back(text.substr(from, end == std::string_view::npos ? end : end - from));
        if (end == std::string_view::npos) return all;
        from = end + 1;
    }
}

struct span_of_words {
    std::size_t begin = 0, end = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
    [[nodiscard]] bool meets(const span_of_words& other) const {
        return begin < other.end && other.begin < end;
    }
};

/// Words of which one must occur.
class alternatives {
public:
    explicit alternatives(std::string_view text) {
        for (const auto word : split(text, '|')) {
            auto lower = in_lower_case(word);
            std::replace(lower.begin(), lower.end(), '_', ' ');
            if (!lower.empty()) words_.push_back(std::move(lower));
        }
    }

    /// Calls `use` for each place at which one occurs in the part of a text.
    template <class Use>
    void for_each(std::string_view text, const span_of_words& part, Use use) const {
        const auto within = text.substr(0, part.end);
        for (const auto& word : words_)
            for (auto at = within.find(word, part.begin); at != std::string_view::npos;
                 at = within.find(word, at + 1))
                if (const span_of_words found{at, at + word.size()}; stands_alone(within, found)) use(found);
    }
    /// The first, and of those the longest.
    [[nodiscard]] std::optional<span_of_words> find(std::string_view text, const span_of_words& part) const {
        std::optional<span_of_words> first;
        for_each(text, part, [&](const span_of_words& s) {
            if (!first || s.begin < first->begin || (s.begin == first->begin && s.end > first->end))
                first = s;
        });
        return first;
    }

private:
    /// Words of letters are not parts of others, but for their plural.
    static bool stands_alone(std::string_view text, const span_of_words& s) {
        if (s.begin > 0 && is_letter(text[s.begin]) && is_letter(text[s.begin - 1])) return false;
        if (s.end == text.size() || !is_letter(text[s.end - 1]) || !is_letter(text[s.end])) return true;
        return text[s.end] == 's' && (s.end + 1 == text.size() || !is_letter(text[s.end + 1]));
    }

    std::vector<std::string> words_;
};

/// Whether the word is turned round by what stands before it: 不堵, 没坏.
bool is_negated(std::string_view text, const span_of_words& s) {
    static const auto negations = split(detail::negations, '|');
    const auto word = text.substr(s.begin);
    const auto before = text.substr(0, s.begin);
    return std::none_of(negations.begin(), negations.end(),
                        [&](std::string_view n) { return word.starts_with(n); }) &&
           std::any_of(negations.begin(), negations.end(),
                       [&](std::string_view n) { return before.ends_with(n); });
}

/// One of the words of an item.
struct item_word {
    std::vector<alternatives> parts{};
    bool asked = false; ///< it only names the matter
};

std::vector<item_word> words_of(const service_item& item) {
    std::vector<item_word> all;
    const auto add = [&](std::string_view word, bool asked) {
        item_word w{.asked = asked};
        for (const auto part : split(word, '+')) w.parts.emplace_back(part);
        all.push_back(std::move(w));
    };
    for (auto word : split(item.words, ' ')) {
        if (word.empty()) continue;
        const bool asked = word.ends_with('?');
        if (asked) word.remove_suffix(1);
        add(word, asked);
    }
    for (const auto& name : {item.name.zh, item.name.en})
        if (!name.empty()) add(name, true);
    return all;
}

/// Where words of an item occur in a sentence.
struct hit {
    item_id item{0};
    std::size_t sentence = 0;
    bool asked = false;
    std::vector<span_of_words> spans{};

    [[nodiscard]] std::size_t length() const {
        std::size_t sum = 0;
        for (const auto& s : spans) sum += s.size();
        return sum;
    }
    [[nodiscard]] std::size_t first() const {
        std::size_t least = std::string_view::npos;
        for (const auto& s : spans) least = std::min(least, s.begin);
        return least;
    }
    [[nodiscard]] std::size_t last() const {
        std::size_t most = 0;
        for (const auto& s : spans) most = std::max(most, s.begin);
        return most;
    }
    [[nodiscard]] bool meets(const hit& other) const {
        return std::any_of(spans.begin(), spans.end(), [&](const span_of_words& a) {
            return std::any_of(other.spans.begin(), other.spans.end(),
                               [&](const span_of_words& b) { return a.meets(b); });
        });
    }
};

/// The places of all parts, of each the longest, and of those the first.
std::optional<std::vector<span_of_words>> find_word(const item_word& w, std::string_view text,
                                                    const span_of_words& sentence) {
    std::vector<span_of_words> places;
    for (const auto& part : w.parts) {
        std::optional<span_of_words> best;
        part.for_each(text, sentence, [&](const span_of_words& s) {
            if (is_negated(text, s)) return;
            if (!best || s.size() > best->size() || (s.size() == best->size() && s.begin < best->begin))
                best = s;
        });
        if (!best) return std::nullopt;
        places.push_back(*best);
    }
    return places;
}

std::vector<span_of_words> sentences_of(std::string_view text) {
    constexpr std::string_view ends[] = {"。", "！", "？", "；", "!", "?", ";", "\n", ". "};
    std::vector<span_of_words> all;
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto* end = std::find_if(std::begin(ends), std::end(ends),
                                       [&](std::string_view e) { return text.substr(i).starts_with(e); });
        if (end == std::end(ends)) {
            ++i;
            continue;
        }
        if (i > from) all.push_back({from, i});
        i += end->size();
        from = i;
    }
    if (text.size() > from) all.push_back({from, text.size()});
    return all;
}

/// The general rules, made ready once.
struct rule_words {
    alternatives asking{detail::asking_words};
    alternatives own{detail::own_words};
    alternatives people{detail::people_words};
    alternatives doubting{detail::doubting_words};
    alternatives done{detail::done_words};
    alternatives offering{detail::offering_words};
    alternatives telling{detail::telling_words};
    alternatives office{detail::office_words};
    alternatives trouble{detail::trouble_words};
};

class need_finder {
public:
    need_finder(const catalogue& all, const civic::community& c, const need_options& options)
        : catalogue_{all},
          options_{options},
          buildings_{c, options.building} {}

    [[nodiscard]] chat_reading read(const chat& said) {
        for (std::size_t m = 0; m < said.messages.size(); ++m) {
            const auto before = result_.needs.size();
            const auto why = take(said.messages[m], m);
            if (result_.needs.size() == before) result_.others.push_back({m, why});
        }
        group(said);
        return std::move(result_);
    }

private:
    /// The words of a version, made ready when it is first wanted.
    const std::vector<item_word>& words_for(const service_item& item) {
        auto found = words_.find(&item);
        if (found == words_.end()) found = words_.emplace(&item, words_of(item)).first;
        return found->second;
    }
    /// The version that is offered on the day of the message, or the last where it has none.
    const service_item* version_of(item_id id, const chat_message& m) const {
        const auto& last = catalogue_.items[id];
        return m.at ? catalogue_.find_item(last.key, m.at->date()) : &last;
    }

    left_out take(const chat_message& m, std::size_t at) {
        const auto text = in_lower_case(m.words);
        const span_of_words whole{0, text.size()};
        if (m.sender.empty() || rules_.telling.find(text, whole)) return left_out::notice;
        if (rules_.offering.find(text, whole)) return left_out::offer;
        const auto sentences = sentences_of(text);
        auto hits = find_hits(m, text, sentences);
        const auto over = drop_done(hits, text, sentences);
        if (hits.empty()) {
            // What was told before it was over is over, too.
            if (sounds_wrong(text, {over.value_or(0), text.size()})) return left_out::no_item;
            return over ? left_out::done : left_out::chatter;
        }
        drop_shorter(hits);
        judge(hits, m, at, text, sentences);
        return left_out::chatter;
    }

    [[nodiscard]] bool sounds_wrong(std::string_view text, const span_of_words& part) const {
        bool wrong = false;
        rules_.trouble.for_each(text, part,
                                [&](const span_of_words& s) { wrong = wrong || !is_negated(text, s); });
        return wrong && !rules_.doubting.find(text, {0, text.size()});
    }

    /// Of each item the best in each sentence.
    std::vector<hit> find_hits(const chat_message& m, const std::string& text,
                               const std::vector<span_of_words>& sentences) {
        std::vector<hit> all;
        for (std::size_t s = 0; s < sentences.size(); ++s)
            for (const auto id : catalogue_.items.ids()) {
                const auto* item = version_of(id, m);
                if (item == nullptr) continue;
                std::optional<hit> best;
                for (const auto& w : words_for(*item)) {
                    auto spans = find_word(w, text, sentences[s]);
                    if (!spans) continue;
                    hit h{id, s, w.asked, std::move(*spans)};
                    const auto worth = [](const hit& x) { return std::pair{!x.asked, x.length()}; };
                    if (!best || worth(*best) < worth(h)) best = std::move(h);
                }
                if (best) all.push_back(std::move(*best));
            }
        return all;
    }

    /// Drops what is said to be over: before those words in their sentence, or in the sentences before one that says
    /// only that. Returns where the last of those words ends.
    std::optional<std::size_t> drop_done(std::vector<hit>& hits, const std::string& text,
                                         const std::vector<span_of_words>& sentences) const {
        std::optional<std::size_t> end;
        std::vector<hit> kept;
        auto next = hits.begin(); // they are in the order of their sentences
        for (std::size_t s = 0; s < sentences.size(); ++s) {
            std::optional<std::size_t> last;
            rules_.done.for_each(text, sentences[s], [&](const span_of_words& d) {
                if (!is_asked_or_denied(text, sentences[s], d)) last = std::max(last.value_or(0), d.end);
            });
            if (last) end = last;
            const bool alone = next == hits.end() || next->sentence != s;
            if (last && alone) kept.clear();
            for (; next != hits.end() && next->sentence == s; ++next)
                if (!last || next->last() >= *last) kept.push_back(std::move(*next));
        }
        hits = std::move(kept);
        return end;
    }
    /// 没修好, 什么时候能修好, 修好了吗.
    static bool is_asked_or_denied(std::string_view text, const span_of_words& sentence,
                                   const span_of_words& d) {
        constexpr std::size_t near = 9; // three characters
        const auto from = std::max(sentence.begin, d.begin > near ? d.begin - near : 0);
        const auto before = text.substr(from, d.begin - from);
        for (const auto* word : {"没", "未", "不", "能"})
            if (before.find(word) != std::string_view::npos) return true;
        auto after = text.substr(d.end, 12);
        if (after.starts_with("了")) after.remove_prefix(3);
        for (const auto* word : {"吗", "没", "？", "?"})
            if (after.starts_with(word)) return true;
        return false;
    }

    /// Of those that share words, the longest counts; that asks for nothing else before one that only names the matter.
    static void drop_shorter(std::vector<hit>& hits) {
        std::vector<hit> kept;
        for (auto from = hits.begin(); from != hits.end();) {
            const auto sentence = from->sentence;
            const auto end =
                std::find_if(from, hits.end(), [&](const hit& h) { return h.sentence != sentence; });
            for (auto h = from; h != end; ++h) {
                const bool beaten = std::any_of(from, end, [&](const hit& other) {
                    return &other != &*h && other.item != h->item && other.meets(*h) &&
                           std::pair{!h->asked, h->length()} < std::pair{!other.asked, other.length()};
                });
                if (!beaten) kept.push_back(*h);
            }
            from = end;
        }
        hits = std::move(kept);
    }

    /// What a message says as a whole, and what the sentence that is looked at says.
    struct said_of {
        std::optional<span_of_words> asking{}, person{};
        bool from_office = false;
    };
    struct said_in_sentence {
        std::optional<span_of_words> asking{}, own{}, doubting{};
        std::vector<building_key> buildings{};
    };

    void judge(const std::vector<hit>& hits, const chat_message& m, std::size_t at, const std::string& text,
               const std::vector<span_of_words>& sentences) {
        const span_of_words whole{0, text.size()};
        const said_of all{rules_.asking.find(text, whole), rules_.people.find(text, whole),
                          rules_.office.find(m.sender, {0, m.sender.size()}).has_value()};
        // What one of several sentences says of a place is not said of the others.
        const bool one_place = hits.front().sentence == hits.back().sentence;
        const auto first_need = result_.needs.size();
        said_in_sentence here;
        for (std::size_t i = 0; i < hits.size(); ++i) {
            if (i == 0 || hits[i].sentence != hits[i - 1].sentence) {
                const auto& part = sentences[hits[i].sentence];
                here = {rules_.asking.find(text, part), rules_.own.find(text, part),
                        rules_.doubting.find(text, part),
                        buildings_.find(std::string_view{m.words}.substr(part.begin, part.size()))};
                if (here.buildings.empty() && one_place) here.buildings = buildings_.find(m.words);
            }
            judge(hits[i], m, at, all, here, first_need);
        }
    }
    void judge(const hit& h, const chat_message& m, std::size_t at, const said_of& all,
               const said_in_sentence& here, std::size_t first_need) {
        std::vector<chat_evidence> evidence;
        for (const auto& s : h.spans) evidence.push_back({chat_sign::matter, s.begin, s.size()});
        const auto look = [&](const std::optional<span_of_words>& found, chat_sign sign) {
            if (found) evidence.push_back({sign, found->begin, found->size()});
            return found.has_value();
        };
        const bool asks = look(here.asking ? here.asking : all.asking, chat_sign::asking);
        const bool own = look(all.person ? all.person : here.own, chat_sign::own);
        const bool doubt = look(here.doubting, chat_sign::doubting);

        // The office asks in other people's name, and for what it does anyway.
        if (h.asked && (!asks || all.from_office)) return;
        const int score = (h.asked ? 1 : 2) + asks + own - 3 * doubt - 2 * all.from_office;
        if (score < 1) return;
        const auto sure = score >= 3 ? sureness::sure : score == 2 ? sureness::likely : sureness::doubtful;
        if (sure < options_.least) return;
        const auto& item = catalogue_.items[h.item].key;
        const auto there =
            std::find_if(result_.needs.begin() + static_cast<std::ptrdiff_t>(first_need), result_.needs.end(),
                         [&](const chat_need& n) { return n.item == item; });
        std::sort(evidence.begin(), evidence.end(),
                  [](const chat_evidence& a, const chat_evidence& b) { return a.begin < b.begin; });
        if (there != result_.needs.end()) {
            if (there->sureness < sure) {
                there->sureness = sure;
                there->evidence = std::move(evidence);
            }
            return;
        }
        chat_need n{.message = at, .item = item, .sureness = sure, .evidence = std::move(evidence)};
        if (all.person) n.for_whom = m.words.substr(all.person->begin, all.person->size());
        n.building_said = !here.buildings.empty();
        n.building = here.buildings.empty()       ? options_.building
                     : here.buildings.size() == 1 ? here.buildings[0]
                                                  : building_key{};
        result_.needs.push_back(std::move(n));
    }

    /// Finds who tells of the same.
    void group(const chat& said) {
        struct matter {
            std::size_t first;
            std::optional<calendar::local_time> last;
        };
        std::map<std::tuple<item_key, building_key, std::string>, matter> open;
        for (std::size_t i = 0; i < result_.needs.size(); ++i) {
            auto& n = result_.needs[i];
            const auto& m = said.messages[n.message];
            const auto& item = catalogue_.items[*catalogue_.items.find(n.item)];
            const bool shared = item.list == service_list::hardship && !item.at_door;
            const auto [found, fresh] =
                open.try_emplace({n.item, n.building, shared ? std::string{} : m.sender}, matter{i, m.at});
            auto& known = found->second;
            if (!fresh && known.last && m.at && *m.at - *known.last > options_.same_matter) known = {i, m.at};
            n.first = known.first;
            if (m.at) known.last = m.at;
        }
    }

    const catalogue& catalogue_;
    const need_options& options_;
    detail::building_finder buildings_;
    rule_words rules_{};
    std::map<const service_item*, std::vector<item_word>> words_{};
    chat_reading result_{};
};

} // namespace

std::string to_string(sureness s, language l) {
    return to_string(detail::sureness_words, s, l);
}
std::string to_string(chat_sign s, language l) {
    return to_string(detail::sign_words, s, l);
}
std::string to_string(left_out why, language l) {
    return to_string(detail::left_out_words, why, l);
}

chat_reading find_needs(const chat& said, const catalogue& all, const civic::community& c,
                        const need_options& options) {
    return need_finder{all, c, options}.read(said);
}

std::string request_of(const chat_message& m, const item_key& item) {
    const auto said =
        fmt::format("{}\n{}\n{}\n{}", item.text(), m.at ? calendar::to_string(*m.at) : "", m.sender, m.words);
    return "chat-" + events::to_string(events::digest_of(said)).substr(0, 40);
}

bool is_item_words(std::string_view text) {
    for (auto word : split(text, ' ')) {
        if (word.empty()) continue;
        if (word.ends_with('?')) word.remove_suffix(1);
        for (const auto part : split(word, '+'))
            for (const auto alternative : split(part, '|'))
                if (alternative.empty() || alternative.find('?') != std::string_view::npos) return false;
    }
    return true;
}

} // namespace qaidam::services
