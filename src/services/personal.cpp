#include <qaidam/services/personal.hpp>

#include <qaidam/civic/codes.hpp>
#include <qaidam/civic/masking.hpp>

namespace qaidam::services {

key phone_key(const civic::person_key& person) {
    return key{person.text() + "/phone"};
}

key identity_number_key(const civic::person_key& person) {
    return key{person.text() + "/identity_number"};
}

std::vector<events::text> list_personal_texts(const civic::community& c) {
    std::vector<events::text> texts;
    for (const auto& p : c.people()) {
        if (!p.phone.empty()) texts.push_back({phone_key(p.key), p.key, {p.phone}});
        if (!p.identity_number.empty())
            texts.push_back({identity_number_key(p.key), p.key, {p.identity_number}});
    }
    return texts;
}

civic::community without_personal_texts(const civic::community& c) {
    auto records = c.records();
    registry<civic::person_id, civic::person> people;
    for (auto p : c.people()) {
        p.phone.clear();
        p.identity_number.clear();
        people.add(std::move(p));
    }
    records.people = std::move(people);
    return std::move(records).build();
}

std::vector<finding> audit_personal_texts(const civic::community& c, events::text_store& texts,
                                          const events::purpose& for_what) {
    std::vector<key> keys;
    for (const auto& p : c.people()) { // two of each
        keys.push_back(phone_key(p.key));
        keys.push_back(identity_number_key(p.key));
    }
    const auto answers = texts.read(keys, for_what);
    std::vector<finding> found;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& words = answers[i].words.zh;
        const bool number = i % 2 == 1;
        const auto& person = c.people()[civic::person_id{static_cast<std::uint32_t>(i / 2)}];
        if (words.empty() ||
            (number ? civic::is_identity_number(words, person.identity_kind) : civic::is_phone(words)))
            continue;
        found.push_back(
            {number ? &civic::codes::bad_identity_number : &civic::codes::bad_phone, keys[i], {}});
    }
    return found;
}

} // namespace qaidam::services
