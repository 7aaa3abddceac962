package bourse.platform.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Settings;
import bourse.platform.config.SettingsCatalogue;
import bourse.platform.service.DataDirectory;
import bourse.platform.service.Health;
import bourse.platform.service.Lifecycle;
import bourse.platform.service.Part;
import bourse.platform.service.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedRedisTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path directory;
  private DataDirectory data;
  private EmbeddedRedis redis;

  @BeforeEach
  void open() throws IOException {
    data = DataDirectory.open(directory, 0);
    redis = redis(data);
  }

  @AfterEach
  void close() throws Exception {
    redis.stop();
    data.close();
  }

  @Test
  void valuesAreKeptReplacedAndForgotten() throws Exception {
    redis.start();
    Cache cache = redis.cache();
    assertEquals(Optional.empty(), cache.get("token"));
    cache.put("token", "é1", LONG);
    assertEquals(Optional.of("é1"), cache.get("token"));
    assertTrue(cache.replace("token", "é1", "2", LONG));
    assertFalse(cache.replace("token", "é1", "3", LONG));
    assertEquals(Optional.of("2"), cache.get("token"));
    cache.delete("token");
    assertEquals(Optional.empty(), cache.get("token"));
    assertFalse(cache.replace("token", "2", "3", LONG));
    assertTrue(cache.add("proof", "", LONG));
    assertFalse(cache.add("proof", "", LONG));
    cache.put("token", "short", Duration.ofMillis(30));
    Thread.sleep(60);
    assertEquals(Optional.empty(), cache.get("token"));
  }

  @Test
  void ofManyThatReplaceOneWins() throws Exception {
    redis.start();
    redis.cache().put("family", "0", LONG);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> tries =
          IntStream.rangeClosed(1, 32)
              .mapToObj(
                  i -> threads.submit(() -> redis.cache().replace("family", "0", "" + i, LONG)))
              .toList();
      int winners = 0;
      for (Future<Boolean> one : tries) {
        winners += one.get() ? 1 : 0;
      }
      assertEquals(1, winners);
    }
  }

  @Test
  void theSocketAndThePasswordAreClosedToOthers() throws Exception {
    redis.start();
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(redis.socket())));
    Path configuration = data.redis().resolve("redis.conf");
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration)));
    String commandLine = redis.child().info().commandLine().orElseThrow();
    assertFalse(commandLine.contains("the-password"), commandLine);
    try (RedisCache wrong = RedisCache.overSocket(redis.socket(), "wrong")) {
      Fault fault = assertThrows(Fault.class, () -> wrong.get("x"));
      assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
      assertFalse(wrong.answers());
    }
  }

  @Test
  void aFileThatAPowerCutLeftWithZerosIsReadUpToThem() throws Exception {
    redis.start();
    redis.cache().put("kept", "yes", LONG);
    redis.cache().put("cut", "off", LONG);
    redis.stop();
    Path appended = data.redis().resolve("appendonlydir").resolve("appendonly.aof.1.incr.aof");
    byte[] written = Files.readAllBytes(appended);
    Files.write(appended, Arrays.copyOf(Arrays.copyOf(written, written.length - 20), 10_000));

    redis.start();

    assertEquals(Optional.of("yes"), redis.cache().get("kept"));
    assertEquals(Optional.empty(), redis.cache().get("cut"));
  }

  @Test
  void aKilledChildIsRestartedWithItsValues() throws Exception {
    Lifecycle lifecycle = new Lifecycle(List.of(Part.background(redis)), Progress.silent());
    lifecycle.start();
    await(lifecycle, Health.State.UP);
    redis.cache().put("kept", "yes", LONG);
    ProcessHandle killed = redis.child();
    killed.destroyForcibly();
    killed.onExit().join();
    assertEquals(Health.State.DEGRADED, lifecycle.overall().state());
    assertThrows(Fault.class, () -> redis.cache().get("kept"));
    await(lifecycle, Health.State.UP);
    assertEquals(Optional.of("yes"), redis.cache().get("kept"));
    lifecycle.stop();
    assertThrows(Fault.class, () -> redis.cache().get("kept"));
  }

  @Test
  void aChildThatDoesNotAnswerIsAnErrorInTime() throws Exception {
    redis.start();
    redis.cache().put("x", "y", LONG);
    signal(redis.child(), "STOP");
    long began = System.nanoTime();
    Fault fault = assertThrows(Fault.class, () -> redis.cache().get("x"));
    assertEquals(ErrorCode.DEPENDENCY_DOWN, fault.code());
    assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(10));
    signal(redis.child(), "CONT");
    assertEquals(Optional.of("y"), redis.cache().get("x"));
  }

  @Test
  void aChildStopsWhenItsServerIsKilled() throws Exception {
    ProcessHandle child = childOfAKilledServer(server -> server.destroyForcibly().waitFor());
    child.onExit().get(10, TimeUnit.SECONDS);
    data = DataDirectory.open(directory, 0);
    redis = redis(data);
    redis.start();
    assertEquals(Optional.of("old"), redis.cache().get("from"));
  }

  @Test
  void aChildThatCouldNotStopIsKilledAtTheNextStart() throws Exception {
    ProcessHandle left =
        childOfAKilledServer(server -> {
          signal(server.children().findFirst().orElseThrow(), "STOP");
          server.destroyForcibly().waitFor();
        });
    assertTrue(left.isAlive(), "it is stopped and can't end");
    data = DataDirectory.open(directory, 0);
    redis = redis(data);
    redis.start();
    assertFalse(left.isAlive());
    assertEquals(Optional.of("old"), redis.cache().get("from"));
  }

  private interface Death {
    void of(Process server) throws Exception;
  }

  private ProcessHandle childOfAKilledServer(Death death) throws Exception {
    data.close();
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherServer.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = server.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      death.of(server);
      return child;
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  @Test
  void aLongDataPathMovesTheSocket() throws Exception {
    redis.stop();
    try (DataDirectory deep = DataDirectory.open(directory.resolve("d".repeat(120)), 0)) {
      redis = redis(deep);
      redis.start();
      redis.cache().put("x", "y", LONG);
      assertEquals(Optional.of("y"), redis.cache().get("x"));
      assertFalse(redis.socket().startsWith(deep.root()));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(redis.socket().getParent())));
      redis.stop();
    }
  }

  @Test
  void aServerThatCanNotRunIsNamed() throws IOException {
    Settings settings =
        Settings.of(
            SettingsCatalogue.of(RedisSettings.ALL), Map.of("redis.server", "/no/redis-server"));
    EmbeddedRedis none = EmbeddedRedis.of(settings, data, "the-password");
    Fault fault = assertThrows(Fault.class, none::start);
    assertEquals(ErrorCode.BAD_CONFIGURATION, fault.code());
    assertTrue(fault.getMessage().startsWith("redis.server names /no/redis-server"));
  }

  private static EmbeddedRedis redis(DataDirectory data) throws IOException {
    return EmbeddedRedis.of(
        Settings.defaults(SettingsCatalogue.of(RedisSettings.ALL)), data, "the-password");
  }

  private static void signal(ProcessHandle process, String signal) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor());
  }

  private static void await(Lifecycle lifecycle, Health.State state) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (lifecycle.overall().state() != state) {
      assertTrue(System.nanoTime() < deadline, () -> lifecycle.overall().toString());
      Thread.sleep(10);
    }
  }

  /** Starts a Redis, tells its pid and waits to be killed. */
  static final class OtherServer {
    private OtherServer() {}

    public static void main(String[] arguments) throws Exception {
      DataDirectory data = DataDirectory.open(Path.of(arguments[0]), 0);
      EmbeddedRedis redis = redis(data);
      redis.start();
      redis.cache().put("from", "old", LONG);
      Thread.sleep(1_500); // the append-only file is forced every second
      System.out.println(redis.child().pid());
      Thread.sleep(60_000);
      data.close();
    }
  }
}
