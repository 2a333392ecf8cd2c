// Every function that a public header declares is defined: the declarations are read from the headers and compared
// with what the libraries define.

#include <cctype>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("house/defined");

namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Whether a word stands in the text, not as a part of another one.
bool has_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
    }
    return false;
}

/// Without comments, lines of the preprocessor, and what stands in quotes.
std::string code_alone(const std::string& text) {
    std::string code;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool line_starts = code.empty() || code.back() == '\n';
        if ((line_starts && text[i] == '#') || text.compare(i, 2, "//") == 0) {
            i = text.find('\n', i);
            code += '\n';
        } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !is_word(text[i - 1])))) {
            const char quote = text[i];
            for (++i; text[i] != quote; ++i)
                if (text[i] == '\\') ++i;
        } else {
            code += text[i];
        }
    }
    return code;
}

/// The place after the brace that closes the one at `open`.
std::size_t after_braces(const std::string& code, std::size_t open) {
    int depth = 0;
    do {
        depth += code[open] == '{' ? 1 : code[open] == '}' ? -1 : 0;
    } while (++open < code.size() && depth > 0);
    return open;
}

/// The last name before a brace or a colon: that of a namespace or a class.
std::string name_at_end(std::string_view statement) {
    if (const auto colon = statement.find(" : "); colon != std::string_view::npos)
        statement = statement.substr(0, colon);
    std::string name;
    for (auto i = statement.size(); i > 0; --i) {
        const char c = statement[i - 1];
        if (is_word(c) || (c == ':' && !name.empty())) {
            name.insert(name.begin(), c);
        } else if (!name.empty()) {
            if (name != "final") break;
            name.clear();
        }
    }
    return name;
}

/// The name of the function that the statement declares, "" if it declares none that a library must define.
std::string declared_function(std::string statement) {
    for (const auto* word : {"template", "friend", "inline", "constexpr", "using", "typedef", "static_assert",
                             "concept", "default", "delete"})
        if (has_word(statement, word)) return "";
    auto from = statement.find("operator");
    if (from != std::string::npos) {
        const auto call = statement.compare(from, 10, "operator()") == 0;
        return statement.substr(from, statement.find('(', from + (call ? 10 : 0)) - from);
    }
    int angles = 0;
    for (from = 0; from < statement.size() && (statement[from] != '(' || angles > 0); ++from) {
        angles += statement[from] == '<' ? 1 : statement[from] == '>' ? -1 : 0;
        if (statement[from] == '=') return "";
    }
    if (from == statement.size()) return "";
    if (const auto last = statement.find_last_not_of(" \n"); statement[last] == '0') return ""; // pure
    auto start = from;
    while (start > 0 && (is_word(statement[start - 1]) || statement[start - 1] == '~')) --start;
    return statement.substr(start, from - start);
}

/// How many functions of each name the headers declare and do not define.
void read_declarations(const std::string& code, std::map<std::string, int>& all) {
    std::vector<std::string> scopes;
    std::string statement;
    int parens = 0;
    const auto qualified = [&](const std::string& name) {
        std::string path;
        for (const auto& s : scopes)
            if (!s.empty()) path += s + "::";
        return path + name;
    };
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '(' || c == ')') parens += c == '(' ? 1 : -1;
        if (c == '{') {
            const bool opens = has_word(statement, "namespace") || has_word(statement, "class") ||
                               has_word(statement, "struct");
            if (parens == 0 && opens && !has_word(statement, "template") &&
                statement.find('(') == statement.npos) {
                scopes.push_back(name_at_end(statement));
                statement.clear();
                continue;
            }
            i = after_braces(code, i) - 1;
            const auto next = code.find_first_not_of(" \n", i + 1);
            const bool goes_on =
                parens > 0 ||
                (next != code.npos && (code[next] == ',' || code[next] == '{' || code[next] == ';'));
            if (goes_on) {
                statement += parens > 0 ? "" : " inline "; // a variable, or a constructor with its body
            } else {
                statement.clear();
            }
        } else if (c == '}') {
            scopes.pop_back();
            statement.clear();
        } else if (c == ';' && parens == 0) {
            if (const auto name = declared_function(statement); !name.empty()) ++all[qualified(name)];
            statement.clear();
        } else if (c == ':' &&
                   (statement == "public" || statement == "private" || statement == "protected")) {
            statement.clear();
        } else if (!statement.empty() || (c != ' ' && c != '\n')) {
            statement += c;
        }
    }
}

/// The functions that the libraries define, as nm writes them, by name with their parameters.
std::map<std::string, std::set<std::string>> definitions() {
    std::map<std::string, std::set<std::string>> all;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> lines{
        popen(QAIDAM_NM " --demangle --no-recurse-limit --defined-only " QAIDAM_LIBRARIES, "r"), pclose};
    REQUIRE(lines);
    std::string text;
    char part[4096];
    while (const auto n = std::fread(part, 1, sizeof part, lines.get())) text.append(part, n);
    for (std::size_t at = 0; at < text.size();) {
        auto line = text.substr(at, text.find('\n', at) - at);
        at += line.size() + 1;
        const auto kind = line.find(" T ");
        if (kind == line.npos) continue;
        line.erase(0, kind + 3);
        for (auto tag = line.find("[abi:"); tag != line.npos; tag = line.find("[abi:"))
            line.erase(tag, line.find(']', tag) + 1 - tag);
        const auto call = line.find("operator()(");
        const auto parens = line.find('(', call == line.npos ? 0 : call + 10);
        if (parens != line.npos) all[line.substr(0, parens)].insert(line.substr(parens));
    }
    return all;
}

std::map<std::string, int> declarations() {
    std::map<std::string, int> all;
    for (const auto& e :
         std::filesystem::recursive_directory_iterator{std::filesystem::path{QAIDAM_SOURCE_DIR} / "include"})
        if (e.path().extension() == ".hpp") read_declarations(code_alone(test::read(e.path())), all);
    return all;
}

} // namespace

TEST_CASE("declarations are told from what headers define themselves") {
    std::map<std::string, int> all;
    read_declarations(code_alone(R"(
        #include <x>
        namespace a::b { /// f(int);
        class later;
        enum class kind { one, two };
        struct plain { std::function<void(int)> call{}; std::function<int(int)> bare; int n = f(1); };
        template <class T> struct any { void g(); };
        class thing final : public base {
        public:
            explicit thing(std::vector<int> v = {});
            thing(int n) : n_{n} {}
            ~thing();
            thing(const thing&) = delete;
            [[nodiscard]] bool operator()(int) const;
            virtual void pure() = 0;
            friend bool operator==(const thing&, const thing&) = default;
            class inner;
        private:
            int n_ = 0;
        };
        inline int defined(int n) { return n; }
        constexpr rule constant{"code; (", {'{', '"'}};
        [[nodiscard]] std::optional<thing> make(int n = sizeof(int), const options& o = {});
        void make(std::map<int, int> m);
        }
        void outside();)"),
                      all);
    CHECK(all == std::map<std::string, int>{{"a::b::thing::thing", 1},
                                            {"a::b::thing::~thing", 1},
                                            {"a::b::thing::operator()", 1},
                                            {"a::b::make", 2},
                                            {"outside", 1}});
}

TEST_CASE("every function that a header declares is defined in a library") {
    const auto declared = declarations();
    const auto defined = definitions();
    CHECK(declared.size() > 400);
    REQUIRE_MESSAGE(!defined.empty(), QAIDAM_NM " told nothing");
    for (const auto& x : declared) {
        const auto found = defined.find(x.first);
        const auto there = found == defined.end() ? 0 : static_cast<int>(found->second.size());
        CHECK_MESSAGE(there >= x.second,
                      x.first << " is declared " << x.second << " times and defined " << there);
    }
}

TEST_SUITE_END();
