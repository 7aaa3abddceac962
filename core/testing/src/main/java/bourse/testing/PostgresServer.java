package bourse.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server on a free loopback port, in a folder of its own, from Debian's package
 * {@code postgresql}. It refuses to run as root, so a build that runs as root starts it as the user
 * {@code postgres} or {@code nobody}.
 *
 * <p>One server serves all tests of a JVM ({@link #shared}); each takes a database of its own.
 */
public final class PostgresServer implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static PostgresServer shared;

  private final Path binaries;
  private final Path directory;
  private final List<String> asUser;
  private final int port;
  private Process process;

  private PostgresServer(Path binaries, Path directory, List<String> asUser, int port) {
    this.binaries = binaries;
    this.directory = directory;
    this.asUser = asUser;
    this.port = port;
  }

  /** The server of this JVM; stopped when the JVM ends. */
  public static synchronized PostgresServer shared() {
    if (shared == null) {
      shared = start();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "stop-postgresql"));
    }
    return shared;
  }

  /** A server of one's own, for tests that stop it. */
  public static PostgresServer start() {
    try {
      Path binaries = binaries();
      boolean root = "root".equals(System.getProperty("user.name"));
      List<String> asUser = root ? asAnotherUser() : List.of();
      Path directory = Files.createTempDirectory(Path.of("/tmp"), "bourse-pg-");
      PostgresServer server = new PostgresServer(binaries, directory, asUser, freePort());
      if (root) {
        // The folder must be reachable by, and belong to, the user that runs the server.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
      server.initialise();
      server.launch();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The superuser's name; connections from this machine need no password. */
  public String user() {
    return "bourse";
  }

  /** Creates an empty database and returns its JDBC URL. */
  public String createDatabase() {
    return createDatabase(user());
  }

  /** The same, owned by a role. */
  public String createDatabase(String owner) {
    return create("owner " + owner);
  }

  /** Creates a copy of a database of this server, to which nobody is connected. */
  public String createDatabaseLike(String url) {
    // Copies files instead of logging each page: a third of the time, as nothing is forced.
    return create("template " + url.substring(url.lastIndexOf('/') + 1) + " strategy file_copy");
  }

  private String create(String options) {
    String name = "test" + DATABASES.incrementAndGet();
    execute("create database " + name + " " + options);
    return url(name);
  }

  /** Executes a statement as the superuser. */
  public void execute(String sql) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), user(), "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a script with {@code psql}, as the superuser. */
  public void psql(String script) {
    List<String> command = new ArrayList<>(asUser);
    command.addAll(
        List.of(
            binaries.resolve("psql").toString(),
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--host=127.0.0.1",
            "--port=" + port,
            "--username=" + user(),
            "--dbname=postgres"));
    try {
      Process psql =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      try (OutputStream input = psql.getOutputStream()) {
        input.write(script.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (psql.waitFor() != 0) {
        throw new IllegalStateException("psql: " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Speaks TLS with connections that ask for it.
   *
   * @param certificates PEM, the server's own first
   * @param key PEM
   */
  public void useTls(String certificates, String key) {
    store("server.crt", certificates);
    store("server.key", key);
    execute("alter system set ssl = on");
    execute("select pg_reload_conf()");
    while (!"on".equals(shown("ssl"))) {
      sleep(20);
    }
  }

  /** Written by the server itself, so that the file belongs to its user. */
  private void store(String file, String text) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    execute("copy (select '%s') to program 'umask 077; base64 -d > %s'".formatted(encoded, file));
  }

  private String shown(String setting) {
    try (Connection connection = DriverManager.getConnection(url("postgres"), user(), "");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show " + setting)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDBC URL of a database. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Kills the server as a crash would. */
  public void kill() {
    signal("-QUIT");
    waitForEnd();
  }

  /** Starts it again on the same folder and port, after {@link #kill}. */
  public void restart() {
    launch();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill(); // nobody needs what it would write in an orderly stop
    }
    run("rm", "-rf", directory.resolve("data").toString());
    try (Stream<Path> rest = Files.walk(directory)) {
      for (Path path : rest.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initialise() {
    run(
        binaries.resolve("initdb").toString(),
        "--pgdata=" + directory.resolve("data"),
        "--username=" + user(),
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync");
  }

  private void launch() {
    List<String> command = new ArrayList<>(asUser);
    command.addAll(
        List.of(
            binaries.resolve("postgres").toString(),
            "-D",
            directory.resolve("data").toString(),
            "-p",
            String.valueOf(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=200",
            // A process that is killed loses nothing by these, and no machine dies here.
            "-c",
            "fsync=off",
            "-c",
            "full_page_writes=off"));
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    waitUntilItAnswers();
  }

  private void waitUntilItAnswers() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (Connection connection = DriverManager.getConnection(url("postgres"), user(), "")) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("PostgreSQL did not start: " + readLog(), e);
        }
      }
      sleep(50);
    }
  }

  private void signal(String signal) {
    run("kill", signal, String.valueOf(process.pid()));
  }

  private void waitForEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("PostgreSQL did not stop: " + readLog());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void run(String... command) {
    List<String> whole = new ArrayList<>(asUser);
    whole.addAll(Arrays.asList(command));
    try {
      Process run =
          new ProcessBuilder(whole).directory(directory.toFile()).redirectErrorStream(true).start();
      String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (run.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", whole) + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private String readLog() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Path binaries() throws IOException {
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        Optional<Path> newest =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .max(Comparator.comparingInt(bin -> versionOf(bin.getParent())));
        if (newest.isPresent()) {
          return newest.get();
        }
      }
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(folder, "initdb"))) {
        return Path.of(folder);
      }
    }
    throw new IllegalStateException(
        "These tests need a PostgreSQL server: apt-get install postgresql (initdb is neither in"
            + " /usr/lib/postgresql/*/bin nor on the PATH).");
  }

  private static int versionOf(Path folder) {
    String name = folder.getFileName().toString();
    return name.chars().allMatch(Character::isDigit) ? Integer.parseInt(name) : 0;
  }

  private static List<String> asAnotherUser() throws IOException {
    List<String> known =
        Files.readAllLines(Path.of("/etc/passwd")).stream()
            .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))))
            .toList();
    String user = known.contains("postgres") ? "postgres" : "nobody";
    return List.of(
        "setpriv", "--reuid=" + user, "--regid=" + groupOf(user), "--clear-groups", "--");
  }

  private static String groupOf(String user) throws IOException {
    for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
      if (line.startsWith(user + ":")) {
        return line.split(":")[3];
      }
    }
    throw new IllegalStateException("There is no user " + user);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
