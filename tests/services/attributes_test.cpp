// What items ask and what orders answer.
#include "world.hpp"

TEST_SUITE_BEGIN("services/attributes");

using namespace test;

namespace {

constexpr const char* asked_csv =
    "item_id,code,datatype,description,description_en,required,variable,order,datatype_description\n"
    "street-light,since,datetime,何时起,Since when?,no,,5,\n"
    "street-light,lamp,singlevaluelist,灯怎么了,What is wrong with the lamp?,yes,,1,\n"
    "street-light,also,multivaluelist,还有什么,What else?,no,,2,可多选\n"
    "street-light,pole,number,灯杆号,Number of the pole,no,,3,\n"
    "street-light,where,string,具体位置,Where exactly?,no,,4,\n"
    "street-light,story,text,经过,The story,no,,4,\n"
    "street-light,danger,string,有电线外露请打 95598,Call 95598 if wires hang down,no,no,0,\n";
constexpr const char* values_csv = "item_id,code,key,name,name_en\n"
                                   "street-light,lamp,flickers,闪烁,It flickers\n"
                                   "street-light,lamp,out,不亮,It is out\n"
                                   "street-light,also,cable,电线外露,Bare wires\n"
                                   "street-light,also,pole,灯杆倾斜,The pole leans\n";

/// Chengdong, whose street lights ask something, in place of what the sample feed asks.
const world& asking_world() {
    static const world w = [] {
        const test::folder f{test::chengdong};
        f.write("item_attributes.csv", asked_csv);
        f.write("attribute_values.csv", values_csv);
        return world{f};
    }();
    return w;
}

place_order a_light() {
    return {.order = "o-1",
            .by = "p-elder",
            .at = at(9, 12),
            .item = "street-light",
            .building = "b-08-02",
            .attributes = {{"lamp", "flickers"}}};
}

std::string answer(const std::vector<attribute>& answers, const std::vector<attribute_text>& texts = {}) {
    const auto d = asking_world().open_desk();
    auto c = a_light();
    c.attributes = answers;
    c.attribute_texts = texts;
    return refusal_of(d, c);
}

} // namespace

TEST_CASE("an item asks in its order, in both languages, and load, save, load gives the same") {
    const auto& all = asking_world().catalogue;
    std::string said;
    for (const auto& a : all.attributes_of("street-light")) {
        said += fmt::format("{} {} {}{}:", a.code, to_cell(a.type), a.description.en, a.required ? "*" : "");
        for (const auto& c : a.choices)
            said += fmt::format(" {}={}", c.key, value_name(a, c.key.text(), language::zh));
        said += "\n";
    }
    CHECK(said == "danger string Call 95598 if wires hang down:\n"
                  "lamp singlevaluelist What is wrong with the lamp?*: flickers=闪烁 out=不亮\n"
                  "also multivaluelist What else?: cable=电线外露 pole=灯杆倾斜\n"
                  "pole number Number of the pole:\n"
                  "where string Where exactly?:\n"
                  "story text The story:\n"
                  "since datetime Since when?:\n");
    CHECK(all.attributes_of("parking").empty());
    CHECK(all.attributes_of("no-item").empty());
    CHECK(value_name(all.attributes_of("street-light")[1], "gone", language::en) == "gone");
    CHECK(to_string(attribute_type::some_of) == "some of a list");
    const test::folder copy;
    save(all, copy);
    CHECK(load_catalogue(copy, asking_world().community).value == all);
}

TEST_CASE("answers go into the event and the order, and texts by their keys alone") {
    auto d = asking_world().open_desk();
    auto c = a_light();
    c.attributes = {{"lamp", "out"},
                    {"also", "pole"},
                    {"also", "cable"},
                    {"pole", "-17.5"},
                    {"since", "2021-12-23T18:30"}};
    c.attribute_texts = {{"where", "n-1"}, {"story", "n-2"}};
    const auto caused = carry_out(d, c);
    const auto* o = d.find("o-1");
    CHECK(o->attributes == c.attributes);
    CHECK(o->attribute_texts == c.attribute_texts);
    const auto line = encode(caused[0]);
    CHECK(line.find(
              "\t5\tlamp\tout\talso\tpole\talso\tcable\tpole\t-17.5\tsince\t2021-12-23T18:30\t2\twhere\tn-1\t"
              "story\tn-2\t") != std::string::npos);
    CHECK(decode(line) == caused[0]);
    auto again = asking_world().open_desk();
    CHECK(again.unpack(d.pack()));
    CHECK(again.orders() == d.orders());
    CHECK(audit(std::vector<command>{c}, std::vector<events::text>{{"n-1", "p-elder", {"东门"}}}).size() ==
          1);
}

TEST_CASE("a line of before orders had attributes is an order without") {
    const auto e = std::get<order_placed>(
        decode("order_placed@2\to\tp\t2021-12-24 09:12\ti\tb\tno\tphone\tnormal\t\tn-1\t37.25 99\tg\t\t"));
    CHECK(e.text == "n-1");
    CHECK(e.grid == "g");
    CHECK(e.attributes.empty());
    CHECK(e.attribute_texts.empty());
}

TEST_CASE("what is missing, unknown, ill-typed or said twice is refused by name") {
    CHECK(answer({{"lamp", "out"}}) == "");
    CHECK(answer({}) == "lamp must be answered: What is wrong with the lamp?");
    CHECK(answer({{"colour", "red"}, {"lamp", "out"}}) ==
          "the item asks nothing called colour; it asks: lamp, also, pole, where, story, since");
    CHECK(answer({{"danger", "x"}, {"lamp", "out"}}).starts_with("the item asks nothing called danger"));
    CHECK(answer({{"lamp", "red"}}) == "lamp is answered by red, want flickers, out");
    CHECK(answer({{"lamp", "out"}, {"pole", "1e5"}}) ==
          "pole is answered by 1e5, want a number such as 12 or -3.5");
    CHECK(answer({{"lamp", "out"}, {"since", "2021-12-23 18:30"}}) ==
          "since is answered by 2021-12-23 18:30, want a time such as 2021-12-24T09:12");
    CHECK(answer({{"lamp", "out"}, {"where", "by the gate"}}) ==
          "where is answered by by the gate, want the key of a text, without blanks, in attribute_texts");
    CHECK(answer({{"lamp", "out"}}, {{"where", "n 1"}}) ==
          "where is answered by n 1, want the key of a text, without blanks, in attribute_texts");
    CHECK(answer({}, {{"lamp", "out"}}) == "lamp is answered by out, want flickers, out");
    CHECK(answer({{"lamp", "out"}, {"lamp", "flickers"}}) ==
          "lamp is answered once more, by flickers; only what takes some of a list is answered by several "
          "values, "
          "each once");
    CHECK(answer({{"lamp", "out"}, {"also", "pole"}, {"also", "pole"}})
              .starts_with("also is answered once more, by pole"));
    CHECK(answer({{"lamp", "out"}}, {{"where", "n-1"}, {"where", "n-2"}})
              .starts_with("where is answered once more, by n-2"));
    CHECK(answer({{"lamp", "out"}}, {{"where", ""}}).starts_with("attribute_texts cannot be used"));
    CHECK(answer({{"lamp", "a\tb"}}).starts_with("attributes cannot be used"));
    CHECK(answer({{"lamp", std::string(201, 'x')}}).starts_with("attributes cannot be used"));
    for (const char* number : {"", "-", ".5", "5.", "1.2.3", "+1", "1,5", "NaN", " 1"})
        CHECK_MESSAGE(answer({{"lamp", "out"}, {"pole", number}}) != "", number);
    for (const char* number : {"0", "-0.5", "007", "123456789012345678901234567890"})
        CHECK_MESSAGE(answer({{"lamp", "out"}, {"pole", number}}) == "", number);
    CHECK(check_attributes({}, {}, {}) == std::nullopt);
}

TEST_CASE("what a feed cannot ask is a notice, and the rest is kept") {
    const auto notice = [](const char* asked, const char* values) {
        const test::folder f{test::chengdong};
        f.write("item_attributes.csv", std::string{"item_id,code,datatype,description,order\n"} + asked);
        f.write("attribute_values.csv", std::string{"item_id,code,key,name\n"} + values);
        return test::first_notice([&] { return load_catalogue(f, chengdong_world().community); });
    };
    CHECK(notice("parking,a,number,x,\n", "") == "nothing");
    CHECK(notice("nothing,a,number,x,\n", "")
              .starts_with("item_attributes.csv:2:item_id: nothing is not in service_items.csv"));
    CHECK(notice("parking,a,colour,x,\n", "")
              .starts_with("item_attributes.csv:2:datatype: unknown word, got colour"));
    CHECK(notice("parking,a=b,number,x,\n", "")
              .starts_with(
                  "item_attributes.csv:2:code: a=b can be neither the code of an attribute nor a value"));
    CHECK(notice("parking,a,number,x,\nparking,a,number,y,\n", "")
              .starts_with("item_attributes.csv:3:code: key a is taken"));
    CHECK(notice("parking,a,singlevaluelist,x,\n", "")
              .starts_with("item_attributes.csv:2:datatype: a takes values of a list that has none"));
    CHECK(notice("parking,a,number,x,\n", "parking,a,k,y\n")
              .starts_with("attribute_values.csv:2:code: a takes no values of a list, it is a number"));
    CHECK(notice("", "parking,a,k,y\n")
              .starts_with("attribute_values.csv:2:code: a is not in item_attributes.csv"));
    CHECK(notice("parking,a,singlevaluelist,x,\n", "parking,a,k,y\nparking,a,k,z\n")
              .starts_with("attribute_values.csv:3:key: key k is taken"));
    CHECK(
        notice("parking,a,number,x,-1\n", "").starts_with("item_attributes.csv:2:order: not a valid number"));
}

TEST_CASE("commands in a file answer, and are saved as they were") {
    const auto read = [](const std::string& answers) {
        const test::folder f;
        f.write("order_commands.csv",
                "time,command,order_id,by,item_id,building_id,attributes,attribute_texts\n"
                "2021-12-24 09:00,place,o,p-elder,street-light,b-08-02," +
                    answers + "\n");
        return load_commands(f);
    };
    const auto all = read("lamp=out also=pole also=cable,where=n-1").value;
    CHECK(std::get<place_order>(all.front()).attributes ==
          std::vector<attribute>{{"lamp", "out"}, {"also", "pole"}, {"also", "cable"}});
    CHECK(std::get<place_order>(all.front()).attribute_texts ==
          std::vector<attribute_text>{{"where", "n-1"}});
    const test::folder copy;
    save(all, copy);
    CHECK(load_commands(copy).value == all);
    for (const char* bad : {"lamp,", "=out,", "lamp=,"})
        CHECK_MESSAGE(test::first_notice([&] {
                          return read(bad);
                      }).starts_with("order_commands.csv:2:attributes: not the answer of an attribute, got"),
                      bad);
}

TEST_CASE("words of attributes have nothing that files and forms have around them") {
    for (const char* good : {"lamp", "灯", "A-1.b:c"}) CHECK_MESSAGE(is_attribute_word(good), good);
    for (const char* bad : {"", "a b", "a=b", "a]", "[a", "a\n"}) CHECK_MESSAGE(!is_attribute_word(bad), bad);
    CHECK_FALSE(is_attribute_word(std::string(201, 'x')));
    CHECK(is_written(attribute_type::line));
    CHECK(is_written(attribute_type::text));
    CHECK_FALSE(is_written(attribute_type::number));
}

TEST_SUITE_END();
