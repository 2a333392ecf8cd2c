/// What words in a chat say, whatever the item: the rules by which needs are told from thanks, offers and notices. Alternatives
/// are apart by `|`, and `_` is a blank, as in the words of items.
#pragma once

#include <string>
#include <string_view>

namespace qaidam::services::detail {

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
inline std::string in_lower_case(std::string_view text) {
    std::string lower{text};
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}
/// Without blanks at either end.
constexpr std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

/// Somebody is to do something, or wants to know how it is done.
inline constexpr std::string_view asking_words =
    "申请|怎么|咋|如何|在哪|去哪|往哪|哪里|哪儿|找谁|谁能|谁会|谁来|谁认识|谁有空|帮|麻烦|求|请|劳驾|能不能|"
    "能否|可不可以|可否|能来|"
    "想办|想给|想报|想学|想参加|想申请|想找|想交|想问|想请|想咨询|要办|要开|要换|要补|要什么|要带|要啥|"
    "要不要|需要|派人|来人|来个|登记|报修|"
    "查查|查一下|问问|怎么回事|管管|管不管|有人管|没人管|谁管|快管|补办|代办|代交|代缴|代收|办不办|能补|能换|"
    "能办|能领|能报|给不给|"
    "报名|名额|有没有|啥手续|什么手续|什么材料|续签|please|help|how_can|how_to|how_do|can_someone|can_anyone|"
    "anyone|need|apply|renew|fix";

/// Whose it is. Also who is spoken of, where they are named.
inline constexpr std::string_view own_words =
    "我家|我们家|俺家|我屋|家里|我们|我们楼|我这|我的|我住|咱们|我|my|our|we|i";
inline constexpr std::string_view people_words =
    "我奶奶|我爷爷|我爸妈|我父母|我婆婆|我公公|我岳父|我岳母|我姥姥|我外婆|我老公|我老婆|我丈夫|我媳妇|"
    "我儿媳妇|我儿子|我女儿|我老伴|我和老伴|"
    "我阿妈|我阿爸|我邻居|我妈|我爸|我爹|我娘|我弟|我哥|我姐|我妹|我娃|我孩子|阿妈|阿爸|奶奶|爷爷|婆婆|公公|"
    "岳父|岳母|外孙女|外孙|孙子|孙女|"
    "孩子|娃娃|娃|老人|老伴|老公|丈夫|媳妇|儿子|女儿|my_mother|my_father|my_grandmother|my_grandfather|my_"
    "child";

/// It may be about another time, another place or nothing at all.
inline constexpr std::string_view doubting_words =
    "要是|如果|假如|万一|去年|前年|小时候|以前|听说隔壁|隔壁小区|别的小区|新闻|你家|你们家|大家把|容易|"
    "无所谓|哈哈|呵呵|请不要|千万不要|大家不要|别出门|"
    "别倒|注意|据说|开玩笑|if|last_year";

/// It is over, or somebody sees to it.
inline constexpr std::string_view done_words =
    "修好|弄好|办好|搞好|好了|通了|通开|解决了|处理了|处理好|热了|热起来|亮了|挪走|挪开了|清了|清完|扫完|"
    "扫了|扫干净|到账了|到帐了|办下来|办完|"
    "办成|已经交|已交|交上了|已经报|不用来|不用了|不用管|不用修|取消了|装修完|正在修|正在处理|这就下楼|"
    "这就下楼挪车|这就挪|马上挪|马上下来|我马上|对不起|抱歉|"
    "吵到大家|working_now|fixed_now|solved|is_fixed|resolved|works_now|sorry";

/// Of work, goods, company or money.
inline constexpr std::string_view offering_words =
    "出售|转让|出租|招租|转租|团购|拼单|拼车|接龙|送货|联系电话|电话私信|私信|私聊|加微信|扫码|价格|优惠|"
    "打折|包邮|自提|专业|本人承接|承接|"
    "随叫随到|面议|想收|有要的|谁要|谁需要|需要的|我来扫|我来修|我来帮|我来换|我会修|大家一起|姐妹们|for_"
    "sale|for_rent";

/// To everybody, mostly from the office.
inline constexpr std::string_view telling_words =
    "通知：|通知:|【|公告|温馨提示|提醒大家|各位业主|各位居民|各位邻居请|居民朋友|大家注意|相互转告|请大家|"
    "请各位|请广大|notice:";

/// Those who write so to everybody.
inline constexpr std::string_view office_words = "物业|社区|居委会|网格员|网格长";

/// Something is wrong, whatever it is.
inline constexpr std::string_view trouble_words =
    "坏了|堵|漏|停了|停电|停水|没电|没水|断了|没人管|没人收|管管|投诉|满了|困了|困住|不动|报警|危险|broken|"
    "not_working|not_work";

/// What stands before a word and turns it round.
inline constexpr std::string_view negations = "不|没|别|未|无";

} // namespace qaidam::services::detail
