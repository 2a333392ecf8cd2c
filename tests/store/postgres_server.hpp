/// A PostgreSQL server of the tests' own: in a temporary folder, on a socket in it, as an unprivileged user. It is
/// stopped and its folder removed when the object goes, and it ends with the thread that started it.
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test {

class postgres_server {
public:
    /// The folder with initdb and postgres: Debian's newest, or the one that pg_config names.
    static std::optional<std::filesystem::path> find_programs() {
        namespace fs = std::filesystem;
        int newest = 0;
        std::optional<fs::path> found;
        std::error_code none;
        for (const auto& e : fs::directory_iterator{"/usr/lib/postgresql", none}) {
            const int version = std::atoi(e.path().filename().c_str());
            if (version <= newest || !fs::exists(e.path() / "bin" / "initdb")) continue;
            newest = version;
            found = e.path() / "bin";
        }
        if (found) return found;
        if (auto* from = popen("pg_config --bindir 2>/dev/null", "r")) {
            std::array<char, 4096> line{};
            if (std::fgets(line.data(), line.size(), from) != nullptr) {
                std::string folder{line.data()};
                folder.resize(folder.find_last_not_of("\n") + 1);
                if (fs::exists(fs::path{folder} / "initdb") && fs::exists(fs::path{folder} / "postgres"))
                    found = folder;
            }
            pclose(from);
        }
        return found;
    }

    /// By default nothing is synced: the tests end processes, and the system keeps what these have written.
    explicit postgres_server(std::filesystem::path programs, std::string fsync = "off")
        : programs_{std::move(programs)},
          fsync_{std::move(fsync)} {
        make_folder();
        make_data("initdb", {"-D", data(), "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C",
                             "--no-sync", "--no-instructions"});
        write(data() + "/pg_hba.conf", "local all secretive scram-sha-256\nlocal all all trust\n"
                                       "local replication all trust\n");
    }

    /// From its next start on it is reached at 127.0.0.1 too, over TLS alone, as `localhost`, with a certificate of
    /// its own making. Returns: where that certificate is.
    std::string listen_with_tls() {
        port_ = find_free_port();
        const auto certificate = data() + "/server.crt";
        make_data("/usr/bin/openssl", {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
                                       data() + "/server.key", "-out", certificate, "-days", "2", "-subj",
                                       "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"});
        write(data() + "/pg_hba.conf",
              "local all all trust\nhostssl all secretive 127.0.0.1/32 scram-sha-256\n"
              "hostssl all all 127.0.0.1/32 trust\n");
        return certificate;
    }
    [[nodiscard]] int port() const { return port_; }

    struct standby_of {
        const postgres_server& primary; ///< which runs
    };
    /// One that follows another, from its next start on.
    explicit postgres_server(standby_of of) : programs_{of.primary.programs_}, fsync_{of.primary.fsync_} {
        make_folder();
        make_data("pg_basebackup", {"-D", data(), "-h", of.primary.folder_.string(), "-U", "owner",
                                    "--write-recovery-conf", "--checkpoint=fast", "--no-sync"});
    }
    postgres_server(const postgres_server&) = delete;
    postgres_server& operator=(const postgres_server&) = delete;
    ~postgres_server() {
        if (id_ > 0) {
            ::kill(id_, SIGQUIT);
            waitpid(id_, nullptr, 0);
        }
        std::error_code none;
        std::filesystem::remove_all(folder_, none);
    }

    /// Returns when it answers. A server that was killed may leave processes that end a moment later; until then
    /// another does not start.
    void start() {
        for (int attempt = 0; attempt < 3000; ++attempt) {
            if (id_ <= 0)
                id_ = run("postgres", {"-D", data(), "-k", folder_.string(), "-c",
                                       port_ == 0 ? "listen_addresses=" : "listen_addresses=127.0.0.1", "-c",
                                       port_ == 0 ? "ssl=off" : "ssl=on", "-c",
                                       fmt::format("port={}", port_ == 0 ? 5432 : port_), "-c",
                                       "max_connections=60", "-c", "lc_messages=C", "-c", "fsync=" + fsync_,
                                       "-c", "dynamic_shared_memory_type=mmap"});
            const std::unique_ptr<PGconn, void (*)(PGconn*)> db{PQconnectdb(uri("postgres", "owner").c_str()),
                                                                PQfinish};
            if (PQstatus(db.get()) == CONNECTION_OK) return;
            if (waitpid(id_, nullptr, WNOHANG) == id_) id_ = 0;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        throw std::runtime_error("postgres does not start: " + log());
    }
    /// The end of the power, as far as processes see it: nothing of it says goodbye.
    void kill() {
        const auto children = children_of(id_);
        ::kill(id_, SIGKILL);
        for (const auto c : children) ::kill(c, SIGKILL);
        waitpid(id_, nullptr, 0);
        id_ = 0;
    }
    /// As an administrator stops it.
    void stop() {
        ::kill(id_, SIGINT);
        waitpid(id_, nullptr, 0);
        id_ = 0;
    }

    [[nodiscard]] std::string uri(const std::string& database = "postgres",
                                  const std::string& user = "owner") const {
        return "postgresql://" + user + "@/" + database + "?host=" + folder_.string() +
               (port_ == 0 ? "" : fmt::format("&port={}", port_));
    }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    [[nodiscard]] std::string data() const { return (folder_ / "data").string(); }
    [[nodiscard]] const std::filesystem::path& programs() const { return programs_; }
    [[nodiscard]] std::string log() const {
        std::ifstream in{folder_ / "log"};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    /// The first column of what a statement gives, a line for each row.
    std::string sql(const std::string& text, const std::string& database = "postgres") const {
        const std::unique_ptr<PGconn, void (*)(PGconn*)> db{PQconnectdb(uri(database).c_str()), PQfinish};
        const std::unique_ptr<PGresult, void (*)(PGresult*)> found{PQexec(db.get(), text.c_str()), PQclear};
        const auto status = PQresultStatus(found.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            throw std::runtime_error(text + ": " + PQerrorMessage(db.get()));
        std::string lines;
        for (int i = 0; i < PQntuples(found.get()); ++i)
            lines += std::string{i > 0 ? "\n" : ""} + PQgetvalue(found.get(), i, 0);
        return lines;
    }

    void write(const std::string& file, const std::string& text) const { std::ofstream{file} << text; }

    /// Runs one of PostgreSQL's programs as the unprivileged user.
    pid_t run(const std::string& program, std::vector<std::string> arguments) const {
        const auto file = (programs_ / program).string();
        arguments.insert(arguments.begin(), file);
        std::vector<char*> pointers;
        for (auto& a : arguments) pointers.push_back(a.data());
        pointers.push_back(nullptr);
        const auto output = (folder_ / "log").string();
        const auto id = fork();
        if (id != 0) return id;
        // A child of a program with threads: system calls only.
        if (user_ && (setgroups(0, nullptr) != 0 || setgid(group_) != 0 || setuid(*user_) != 0)) _exit(126);
        prctl(PR_SET_PDEATHSIG, SIGQUIT);
        const int to = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(to, 1);
        dup2(to, 2);
        if (chdir("/") != 0) _exit(126);
        execv(file.c_str(), pointers.data());
        _exit(127);
    }
    static int wait_for_end(pid_t id) {
        int status = 0;
        waitpid(id, &status, 0);
        return status;
    }

private:
    void make_folder() {
        std::string made = "/tmp/qaidam-pg-XXXXXX"; // a socket's path is short
        if (mkdtemp(made.data()) == nullptr) throw std::runtime_error("mkdtemp");
        folder_ = made;
        if (geteuid() != 0) return; // PostgreSQL does not run as root
        const auto* who = getpwnam("postgres");
        if (who == nullptr) who = getpwnam("nobody");
        if (who == nullptr) throw std::runtime_error("no user to run PostgreSQL as");
        user_ = who->pw_uid;
        group_ = who->pw_gid;
        if (chown(made.c_str(), *user_, group_) != 0) throw std::runtime_error("chown");
    }
    void make_data(const std::string& program, std::vector<std::string> arguments) const {
        if (wait_for_end(run(program, std::move(arguments))) != 0)
            throw std::runtime_error(program + ": " + log());
    }

    /// One that nobody listens at now.
    static int find_free_port() {
        const int s = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        const bool bound = bind(s, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0 &&
                           getsockname(s, reinterpret_cast<sockaddr*>(&at), &size) == 0;
        close(s);
        if (!bound) throw std::runtime_error("no free port");
        return ntohs(at.sin_port);
    }

    static std::vector<pid_t> children_of(pid_t parent) {
        std::vector<pid_t> all;
        std::error_code none;
        for (const auto& e : std::filesystem::directory_iterator{"/proc", none}) {
            const auto id = static_cast<pid_t>(std::atoi(e.path().filename().c_str()));
            if (id <= 0) continue;
            std::ifstream in{e.path() / "stat"};
            std::string line;
            std::getline(in, line);
            const auto end = line.rfind(')'); // the name before may have anything in it
            if (end == line.npos) continue;
            std::istringstream rest{line.substr(end + 1)};
            std::string state;
            pid_t of = 0;
            if (rest >> state >> of && of == parent) all.push_back(id);
        }
        return all;
    }

    std::filesystem::path programs_, folder_;
    std::string fsync_;
    std::optional<uid_t> user_;
    gid_t group_ = 0;
    pid_t id_ = 0;
    int port_ = 0; ///< 0: on its socket alone
};

} // namespace test
