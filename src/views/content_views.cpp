// What an order says, for people.
#include <qaidam/views/service_views.hpp>

#include <algorithm>

#include "texts_in_words.hpp"

namespace qaidam::views {
namespace {

using namespace services;

std::string kilobytes(std::int64_t bytes) {
    return fmt::format("{} kB", (bytes + 999) / 1000);
}

std::string photo_text(const photo& p, language l) {
    std::string text = p.media_type;
    const auto add = [&](const std::string& piece) { join_on(text, pick(l, "，", ", "), piece); };
    add(kilobytes(p.bytes));
    if (p.taken_at) add(calendar::to_string(*p.taken_at));
    if (p.taken_where) add(to_cell(*p.taken_where));
    add("SHA-256 " + events::to_string(p.digest).substr(0, 12) + "…");
    return text;
}

class content_writer {
public:
    content_writer(const order& o, const catalogue& offered, const words_by_key& words, language l)
        : o_{o},
          offered_{offered},
          words_{words},
          l_{l} {}

    [[nodiscard]] report::table write() {
        add_text(pick(l_, "点单内容", "what was said"), o_.text);
        for (const auto& asked : offered_.attributes_of(o_.item)) {
            add_answers(asked.code, std::string{asked.description.in(l_)}, &asked);
            done_.push_back(asked.code);
        }
        // What is asked no more was answered all the same.
        for (const auto& a : o_.attributes) add_former(a.code);
        for (const auto& a : o_.attribute_texts) add_former(a.code);
        add_text(pick(l_, "具体位置", "where"), o_.address);
        if (o_.spot) table_.add_row({pick(l_, "坐标", "spot"), to_cell(*o_.spot)});
        for (const auto& p : o_.photos) table_.add_row({pick(l_, "照片", "photo"), photo_text(p, l_)});
        for (const auto& p : o_.feedback_photos)
            table_.add_row({pick(l_, "反馈照片", "photo of the feedback"), photo_text(p, l_)});
        return std::move(table_);
    }

private:
    void add_text(const char* what, const key& k) {
        if (!k.empty()) table_.add_row({what, text_of(k)});
    }
    [[nodiscard]] std::string text_of(const key& k) const {
        const auto found = words_.find(k);
        return found == words_.end() ? k.text() : found->second;
    }
    void add_answers(const attribute_code& code, const std::string& title, const item_attribute* asked) {
        std::string answer;
        const auto add = [&](const std::string& piece) { join_on(answer, pick(l_, "、", ", "), piece); };
        for (const auto& a : o_.attributes)
            if (a.code == code) add(asked != nullptr ? value_name(*asked, a.value, l_) : a.value);
        for (const auto& a : o_.attribute_texts)
            if (a.code == code) add(text_of(a.text));
        if (!answer.empty()) table_.add_row({title, answer});
    }
    void add_former(const attribute_code& code) {
        if (std::find(done_.begin(), done_.end(), code) != done_.end()) return;
        add_answers(code, code.text(), nullptr);
        done_.push_back(code);
    }

    const order& o_;
    const catalogue& offered_;
    const words_by_key& words_;
    language l_;
    std::vector<attribute_code> done_{};
    report::table table_{{{pick(l_, "项目", "what")}, {pick(l_, "内容", "content")}}};
};

} // namespace

report::table content_table(const order& o, const catalogue& offered, language l) {
    const words_by_key none;
    return content_writer{o, offered, none, l}.write();
}

report::table content_table(const order& o, const catalogue& offered, events::text_store& texts,
                            const events::purpose& for_what, language l) {
    std::vector<key> keys;
    const auto take = [&](const key& k) {
        if (!k.empty() && std::find(keys.begin(), keys.end(), k) == keys.end()) keys.push_back(k);
    };
    take(o.text);
    take(o.address);
    for (const auto& a : o.attribute_texts) take(a.text);
    const auto words = read_words(keys, texts, for_what, l);
    return content_writer{o, offered, words, l}.write();
}

} // namespace qaidam::views
