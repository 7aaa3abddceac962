package bourse.platform.cache;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Part;
import bourse.platform.service.WrittenFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis as a child process: no port, a Unix socket that only this user can open, a generated
 * password that stands in a file of mode 0600 and nowhere else.
 *
 * <p>When the child dies, health says so and the lifecycle starts another. When this process is
 * killed, the child stops; one that could not is stopped at the next start.
 */
public final class EmbeddedRedis implements Redis {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final Duration START_WITHIN = Duration.ofSeconds(10);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  /** What fits a Unix socket's address on every system: 104 bytes with the closing zero. */
  private static final int LONGEST_SOCKET_PATH = 103;

  /**
   * Redis in place of the shell, so its pid and status are ours, beside a guard that reads a pipe
   * from this process. Nobody writes to it: it ends when this process does, also by SIGKILL, and
   * then the guard asks Redis to stop. A Ctrl-C in a terminal reaches the guard as well, which has
   * to outlive it.
   */
  private static final String GUARDED =
      """
      exec 3<&0
      { trap '' INT TERM HUP; read -r nothing <&3; kill "$$"; } >/dev/null 2>&1 &
      exec "$0" "$1" </dev/null 3<&-
      """;

  private final Path configured;
  private final long maxMemoryBytes;
  private final Path directory;
  private final Path pidFile;
  private final Path socket;
  private final String password;
  private final RedisCache cache;
  private volatile Process process;

  private EmbeddedRedis(
      Path configured,
      long maxMemoryBytes,
      Path directory,
      Path pidFile,
      Path socket,
      String password) {
    this.configured = configured;
    this.maxMemoryBytes = maxMemoryBytes;
    this.directory = directory;
    this.pidFile = pidFile;
    this.socket = socket;
    this.password = password;
    this.cache = RedisCache.overSocket(socket, password);
  }

  /** The child of the settings; nothing runs yet. */
  public static EmbeddedRedis of(Settings settings, DataDirectory data, String password)
      throws IOException {
    return new EmbeddedRedis(
        settings.get(RedisSettings.SERVER),
        settings.get(RedisSettings.MAX_MEMORY),
        data.redis(),
        data.run().resolve("redis.pid"),
        socketIn(data.run()),
        password);
  }

  @Override
  public Cache cache() {
    return cache;
  }

  @Override
  public Scripts scripts() {
    return cache;
  }

  @Override
  public Part part() {
    return Part.required(this).restarted();
  }

  @Override
  public void start() throws Exception {
    stopLeftBehind();
    UnwrittenTail.cut(directory);
    Path server = server();
    Path configuration = writeConfiguration();
    Path log = directory.resolve("redis.log");
    Process starting =
        new ProcessBuilder("/bin/sh", "-c", GUARDED, server.toString(), configuration.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process = starting;
    Files.writeString(
        pidFile, starting.pid() + " " + startOf(starting.toHandle()), StandardCharsets.US_ASCII);
    awaitAnswer(starting, server, log);
    WrittenFiles.force(directory, 2);
  }

  @Override
  public void stop() throws Exception {
    Process stopping = process;
    process = null;
    if (stopping != null) {
      end(stopping.toHandle());
    }
    Files.deleteIfExists(pidFile);
    Files.deleteIfExists(socket);
  }

  @Override
  public Health health() {
    Process running = process;
    if (running == null) {
      return Health.down("is not running; wait for its start");
    }
    if (!running.isAlive()) {
      return Health.down(
          "its process ended with status "
              + running.exitValue()
              + "; see "
              + directory.resolve("redis.log"));
    }
    return Health.UP;
  }

  /** The child's process; for tests that kill it. */
  ProcessHandle child() {
    return process.toHandle();
  }

  Path socket() {
    return socket;
  }

  private void awaitAnswer(Process starting, Path server, Path log) throws InterruptedException {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    while (!Files.exists(socket) || !cache.answers()) {
      if (!starting.isAlive()) {
        throw new Fault(
            ErrorCode.DEPENDENCY_DOWN,
            server + " ended at once with status " + starting.exitValue() + ": see " + log);
      }
      if (System.nanoTime() > deadline) {
        throw new Fault(
            ErrorCode.DEPENDENCY_DOWN,
            server + " did not answer within " + START_WITHIN.toSeconds() + " s: see " + log);
      }
      Thread.sleep(5);
    }
  }

  private Path server() {
    if (!configured.toString().isEmpty()) {
      if (!Files.isExecutable(configured)) {
        throw new Fault(
            ErrorCode.BAD_CONFIGURATION,
            "redis.server names "
                + configured
                + ", which can't be run: name a redis-server, or leave it empty");
      }
      return configured.toAbsolutePath();
    }
    return Stream.concat(bundled(), onPath())
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new Fault(
                ErrorCode.BAD_CONFIGURATION,
                "There is no redis-server here, neither bundled nor on the PATH: install Redis"
                    + " 7 or Valkey, or set redis.server"));
  }

  private static Stream<Path> bundled() {
    return Optional.ofNullable(System.getProperty("bourse.home")).stream()
        .map(home -> Path.of(home, "redis", "bin", "redis-server"));
  }

  private static Stream<Path> onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    List<Path> directories = Stream.of(path.split(File.pathSeparator)).map(Path::of).toList();
    return Stream.of("redis-server", "valkey-server")
        .flatMap(name -> directories.stream().map(directory -> directory.resolve(name)));
  }

  /** The password goes through this file, because arguments are visible to every user. */
  private Path writeConfiguration() throws IOException {
    Path file = directory.resolve("redis.conf");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String configuration =
        """
        port 0
        unixsocket "%s"
        unixsocketperm 700
        requirepass %s
        dir "%s"
        appendonly yes
        appendfsync everysec
        save ""
        maxmemory %d
        maxmemory-policy volatile-lru
        databases 1
        daemonize no
        loglevel warning
        """
            .formatted(socket, password, directory, maxMemoryBytes);
    return Files.writeString(file, configuration);
  }

  private void stopLeftBehind() throws IOException, InterruptedException {
    if (Files.exists(pidFile)) {
      String[] words = Files.readString(pidFile, StandardCharsets.US_ASCII).strip().split(" ");
      if (words.length == 2 && words[0].matches("\\d{1,18}")) {
        Optional<ProcessHandle> left =
            ProcessHandle.of(Long.parseLong(words[0]))
                .filter(handle -> startOf(handle).equals(words[1]));
        if (left.isPresent()) {
          LOG.warn("Stopping the Redis {} that an earlier server left behind", words[0]);
          end(left.get());
        }
      }
      Files.delete(pidFile);
    }
    Files.deleteIfExists(socket);
  }

  /** When a process started: tells it apart from a later one with the same pid. */
  private static String startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  private static void end(ProcessHandle handle) throws InterruptedException {
    handle.destroy();
    try {
      handle.onExit().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("The Redis {} did not stop when asked and is killed", handle.pid());
      handle.destroyForcibly();
      handle.onExit().join();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Waiting for a process can't fail", e);
    }
  }

  /** In the data directory, or in a closed folder of its own where that path is too long. */
  private static Path socketIn(Path run) throws IOException {
    Path socket = run.resolve("redis.sock");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
      return socket;
    }
    Path closed = Files.createTempDirectory("bourse-"); // made for this user alone
    closed.toFile().deleteOnExit();
    LOG.info("The socket of Redis is in {}: the path of the data directory is too long", closed);
    return closed.resolve("redis.sock");
  }
}
