package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogSettings;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.EmbeddedS3;
import bourse.platform.objects.S3Connection;
import bourse.platform.objects.S3ObjectStore;
import bourse.platform.service.Health;
import bourse.platform.service.Ports;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sealed segments in a real object store, and what they are good for. */
@Timeout(120)
class ArchiveTest {
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          new LogSettings(64 << 10, 8 << 10),
          100_000,
          Duration.ofSeconds(20),
          1 << 20,
          1_000_000,
          200,
          2,
          Duration.ofMinutes(10),
          Duration.ofMillis(100),
          Duration.ZERO,
          Duration.ofSeconds(5));

  private final SimulatedDisk disk = new SimulatedDisk();
  private final SimulatedDisk snapshotDisk = new SimulatedDisk();
  private final TestConsumer projector =
      new TestConsumer("projector", FactStream.Pace.HOLDS_INTAKE);

  @TempDir private Path path;
  private EmbeddedS3 server;
  private S3ObjectStore objects;
  private ExchangeRuntime exchange;

  @BeforeEach
  void prepare() throws Exception {
    server =
        new EmbeddedS3(
            path,
            new S3Connection(
                URI.create("http://127.0.0.1:" + Ports.free()),
                "us-east-1",
                "bourse",
                true,
                "access",
                "secret-of-the-test"));
    objects = new S3ObjectStore(server.connection());
    exchange = runtime();
  }

  @AfterEach
  void stop() throws Exception {
    exchange.stop();
    objects.close();
    server.stop();
  }

  private ExchangeRuntime runtime() {
    ExchangeRuntime made =
        new ExchangeRuntime(
            SETTINGS,
            ExchangeStorage.of(disk, snapshotDisk),
            Optional.of(objects),
            WallClock.system(),
            reason -> {});
    made.add(projector);
    return made;
  }

  @Test
  void tradingGoesOnWithoutTheStoreAndSegmentsFollowWhenItIsBack() throws Exception {
    exchange.start();
    deposit(2000);
    awaitTrue(() -> exchange.health().state() == Health.State.DEGRADED);
    assertTrue(exchange.health().detail().contains("check the object store"));
    deposit(100);
    server.start();
    awaitTrue(() -> exchange.health().equals(Health.UP));
    assertTrue(exchange.figures().archivedSegments() > 2);
    deposit(1000);
    awaitTrue(() -> !disk.names().contains("000000000001.segment"));
    String hash = exchange.stateHash().hex();
    long sequence = exchange.sequence();
    exchange.stop();

    // SQL is lost: everything is told again, from segments that only the archive has.
    projector.setPosition(0);
    exchange = runtime();
    exchange.start();
    assertEquals(hash, exchange.stateHash().hex());
    assertTrue(exchange.awaitProjected(sequence, Duration.ofSeconds(10)));
    assertEquals(LongStream.rangeClosed(1, sequence).boxed().toList(), projector.sequences());
    OfflineLog whole =
        new OfflineLog(
            new LocalSegments(disk).orElse(new ArchivedSegments(objects)),
            new SnapshotStore(snapshotDisk, 1));
    assertEquals(hash, whole.prove().hex());
  }

  @Test
  void aSegmentOfAnotherLogIsLeftAlone() throws Exception {
    server.start();
    byte[] foreign = "not ours".getBytes(StandardCharsets.US_ASCII);
    objects.put("log/000000000001.segment.gz", foreign);
    exchange.start();
    deposit(2000);
    awaitTrue(() -> exchange.health().state() == Health.State.DEGRADED);
    assertEquals("not ours", text(objects.get("log/000000000001.segment.gz").orElseThrow()));
    assertTrue(disk.names().contains("000000000001.segment"));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void deposit(int times) {
    if (exchange.sequence() == 1) {
      TestMarket.list(exchange);
    }
    for (int i = 0; i < times; i += 10) {
      byte[][] some = new byte[10][];
      for (int n = 0; n < some.length; n++) {
        some[n] = TestMarket.deposit(1000 + n, TestMarket.DOLLAR, 1 + i);
      }
      exchange.submitAll(some);
    }
  }

  private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not in thirty seconds");
      Thread.sleep(10);
    }
  }
}
