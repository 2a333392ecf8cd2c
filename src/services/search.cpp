#include <qaidam/services/search.hpp>

#include <algorithm>
#include <tuple>

#include "place_index.hpp"

namespace qaidam::services {
namespace {

/// Latin letters in lower case, and the wide blank of Chinese as a blank.
std::string folded(std::string_view text) {
    constexpr std::string_view wide_blank = "\u3000";
    std::string all;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (text.substr(i).starts_with(wide_blank)) {
            all += ' ';
            i += wide_blank.size() - 1;
        } else {
            all += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return all;
}

std::vector<std::string> search_words(std::string_view text) {
    const auto all = folded(text);
    std::vector<std::string> words;
    for (std::size_t at = 0; at < all.size();) {
        const auto end = std::min(all.find_first_of(" \t\r\n", at), all.size());
        if (end > at) words.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

/// Finds the orders that pass all but the words, then asks the words.
class searcher {
public:
    searcher(const desk& d, const order_query& query, const asker& who)
        : d_{d},
          query_{query},
          who_{who},
          words_{search_words(query.words)} {
        for (const auto id : d.orders().ids()) take(id);
    }

    /// The keys of what was written to those orders, without a blank one or one twice.
    [[nodiscard]] std::vector<key> written() const {
        std::vector<key> keys;
        if (words_.empty()) return keys;
        for (const auto& c : candidates_)
            if (c.sees == sight::people)
                each_written(d_.orders()[c.match.order], [&](const key& k) { keys.push_back(k); });
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        return keys;
    }

    /// `keys` and what was found under them, both in the order of `written`.
    [[nodiscard]] order_page page(const std::vector<key>& keys,
                                  const std::vector<events::text_found>& found) const {
        std::vector<order_match> all;
        for (const auto& c : candidates_)
            if (const auto share = share_of(c, keys, found)) {
                all.push_back(c.match);
                all.back().share = *share;
            }
        std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return before(a, b); });
        order_page result{{}, all.size()};
        const auto from = std::min(query_.skip, all.size());
        const auto until = from + std::min(query_.most, all.size() - from);
        result.matches.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                              all.begin() + static_cast<std::ptrdiff_t>(until));
        return result;
    }

private:
    struct searched {
        order_match match;
        sight sees;
    };

    void take(order_id id) {
        const auto& o = d_.orders()[id];
        const auto& q = query_;
        if (!q.states.empty() && !q.states.contains(o.state)) return;
        if (!q.items.empty() && std::find(q.items.begin(), q.items.end(), o.item) == q.items.end()) return;
        if ((q.placed_from && o.placed_at < *q.placed_from) ||
            (q.placed_until && o.placed_at >= *q.placed_until))
            return;
        order_match m{.order = id};
        if (q.within) {
            const auto at = point_of(o.building, o.spot, d_.community());
            const auto middle = point_of({}, q.within->middle, d_.community());
            if (!at || !middle) return;
            m.distance = geo::distance(*middle, *at);
            if (*m.distance > q.within->radius) return;
        }
        if (const auto sees = d_.sight_of(o.key, who_.person, who_.at)) candidates_.push_back({m, *sees});
    }

    static void each_written(const order& o, const auto& use) {
        const auto take = [&](const key& k) {
            if (!k.empty()) use(k);
        };
        take(o.text);
        take(o.address);
        for (const auto& a : o.attribute_texts) take(a.text);
    }

    [[nodiscard]] std::vector<std::string> texts_of(const searched& c, const std::vector<key>& keys,
                                                    const std::vector<events::text_found>& found) const {
        const auto& o = d_.orders()[c.match.order];
        std::vector<std::string> all{o.key.text()};
        const auto name = [&](const label& l) {
            all.push_back(l.zh);
            all.push_back(l.en);
        };
        if (const auto* item = d_.catalogue().find_item(o.item, o.placed_at.date())) {
            name(item->name);
            all.push_back(item->category);
        }
        if (const auto b = d_.community().buildings().find(o.building))
            name(d_.community().buildings()[*b].name);
        for (const auto& asked : d_.catalogue().attributes_of(o.item))
            for (const auto& a : o.attributes)
                if (a.code == asked.code)
                    for (const auto& choice : asked.choices)
                        if (choice.key.text() == a.value) name(choice.name);
        if (c.sees == sight::people)
            each_written(o, [&](const key& k) {
                const auto at = std::lower_bound(keys.begin(), keys.end(), k);
                if (at == keys.end() || *at != k) return;
                const auto& text = found[static_cast<std::size_t>(at - keys.begin())];
                if (text.state == events::text_state::kept) name(text.words);
            });
        for (auto& text : all) text = folded(text);
        return all;
    }

    /// Nothing unless all words occur.
    [[nodiscard]] std::optional<double> share_of(const searched& c, const std::vector<key>& keys,
                                                 const std::vector<events::text_found>& found) const {
        if (words_.empty()) return 1;
        const auto texts = texts_of(c, keys, found);
        double sum = 0;
        for (const auto& word : words_) {
            double best = 0;
            for (const auto& text : texts)
                if (text.find(word) != text.npos)
                    best =
                        std::max(best, static_cast<double>(word.size()) / static_cast<double>(text.size()));
            if (best == 0) return std::nullopt;
            sum += best;
        }
        return sum / static_cast<double>(words_.size());
    }

    [[nodiscard]] bool before(const order_match& a, const order_match& b) const {
        if (query_.sort == search_sort::best_first && a.share != b.share) return a.share > b.share;
        if (query_.sort == search_sort::nearest_first && a.distance != b.distance)
            return a.distance < b.distance;
        const auto& x = d_.orders()[a.order];
        const auto& y = d_.orders()[b.order];
        return std::tie(y.placed_at, a.order) < std::tie(x.placed_at, b.order);
    }

    const desk& d_;
    const order_query& query_;
    const asker& who_;
    std::vector<std::string> words_;
    std::vector<searched> candidates_{};
};

} // namespace

order_page search_orders(const desk& d, const order_query& query, const asker& who) {
    return searcher{d, query, who}.page({}, {});
}

order_page search_orders(const desk& d, const order_query& query, const asker& who, events::text_store& texts,
                         const std::string& why) {
    const searcher s{d, query, who};
    const auto keys = s.written();
    return s.page(keys, texts.read(keys, {who.person, why}));
}

} // namespace qaidam::services
