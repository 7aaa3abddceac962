package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.log.ArchivedSegments;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogArchiver;
import bourse.platform.log.LogSettings;
import bourse.platform.log.LogSurvey;
import bourse.platform.log.SnapshotStore;
import bourse.platform.objects.ObjectStore;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a look at the log tells, and what it finds. */
@Timeout(60)
class LogInspectionTest {
  private static final String FIRST = "000000000001.segment";
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
  private final MemoryObjects objects = new MemoryObjects();
  private final Optional<ArchivedSegments> archive = Optional.of(new ArchivedSegments(objects));

  @Test
  void tellsWhatALogHolds() throws Exception {
    long last = trade(900);
    LogInspection.Result found = inspect(Optional.empty());
    assertEquals(List.of(), found.findings());
    assertEquals(last, found.log().lastSequence());
    assertEquals(last, found.log().durableSequence());
    assertEquals(LogSurvey.End.CLEAN_STOP, found.log().end());
    assertEquals(
        Map.of("SET_RULE_VERSION", 1L, "ADD_ASSET", 2L, "LIST_SYMBOL", 1L, "DEPOSIT", 900L),
        found.types());
    assertTrue(found.segments().size() > 1, found.segments().toString());
    long next = 1;
    long time = 0;
    for (LogInspection.Segment segment : found.segments()) {
      assertEquals(next, segment.file().firstSequence());
      assertTrue(segment.firstMicros() >= time && segment.lastMicros() >= segment.firstMicros());
      assertTrue(segment.file().isLocal() && !segment.file().isArchived());
      next = segment.file().lastSequence() + 1;
      time = segment.lastMicros();
    }
    assertEquals(last, next - 1);
    assertEquals(last, found.snapshots().getFirst().sequence());
    assertEquals(Optional.of(offline().prove().hex()), found.snapshots().getFirst().stateHash());
  }

  @Test
  void everyFlippedByteOfTheLogIsFoundWithItsPlace() throws Exception {
    trade(60);
    LogSurvey.Segment file = inspect(Optional.empty()).segments().getFirst().file();
    byte[] whole = disk.read(FIRST);
    int found = 0;
    for (int at = 0; at < file.bytes(); at += 3) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      disk.overwrite(FIRST, damaged);
      LogInspection.Result result = inspect(Optional.empty());
      if (result.log().damage().isPresent()) {
        LogSurvey.Damage damage = result.log().damage().get();
        assertEquals(FIRST, damage.segment());
        assertTrue(damage.offset() <= at && damage.offset() > at - 512 * 20, damage.toString());
        assertTrue(damage.what().contains("Put this segment back"), damage.what());
        found++;
      } else {
        assertTrue(isPadding(whole, at), "not found at " + at);
      }
    }
    assertTrue(found > 1_000, found + " found");
  }

  /** What stands between two batches, or behind the header of the segment, says nothing. */
  private static boolean isPadding(byte[] bytes, int at) {
    int end = at / 512 * 512 + 512;
    for (int i = at; i < end; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void anUnfinishedBatchIsNoDamageUnlessItWasAcknowledged() throws Exception {
    long last = trade(60);
    snapshotDisk.names().forEach(snapshotDisk::delete);
    byte[] stopped = disk.read(FIRST);
    LogSurvey.Segment file = inspect(Optional.empty()).segments().getLast().file();
    byte[] torn = stopped.clone();
    torn[(int) file.bytes()] ^= 1; // the mark of the stop
    disk.overwrite(FIRST, torn);
    LogInspection.Result found = inspect(Optional.empty());
    assertEquals(LogSurvey.End.UNFINISHED_BATCH, found.log().end());
    assertEquals(last, found.log().lastSequence());
    assertEquals(List.of(), found.findings());
  }

  @Test
  void aLogBelowItsSnapshotIsDamaged() throws Exception {
    trade(60);
    FileCommandLog.open(disk, SETTINGS.log(), 0).close();
    for (String name : disk.names()) {
      disk.delete(name);
    }
    LogInspection.Result found = inspect(Optional.empty());
    assertEquals(LogSurvey.End.EMPTY, found.log().end());
    assertTrue(found.findings().getFirst().contains("holds no command log"), found.toString());
  }

  @Test
  void aDamagedSnapshotIsNamed() throws Exception {
    long last = trade(60);
    String name = "%020d.snapshot".formatted(last);
    byte[] damaged = snapshotDisk.read(name);
    damaged[damaged.length - 3] ^= 1;
    snapshotDisk.overwrite(name, damaged);
    List<String> findings = inspect(Optional.empty()).findings();
    assertTrue(
        findings.getFirst().startsWith("the snapshot of command " + last + " is damaged"),
        findings.toString());
  }

  @Test
  void theArchiveIsReadAndComparedWithWhatWasRecorded() throws Exception {
    long last = trade(900);
    archiveAll();
    disk.delete(FIRST);
    LogInspection.Result found = inspect(archive);
    assertEquals(List.of(), found.findings());
    assertEquals(last, found.log().lastSequence());
    assertFalse(found.segments().getFirst().file().isLocal());
    assertTrue(found.segments().get(1).file().isLocal());
    assertTrue(found.segments().get(1).file().isArchived());
    assertTrue(
        inspect(Optional.empty()).segments().getFirst().file().firstSequence() > 1,
        "without the archive it begins later");

    // A damaged local file of which the archive has a copy: away with it, and all is well.
    String second = "000000000002.segment";
    byte[] damaged = disk.read(second);
    damaged[700] ^= 1;
    disk.overwrite(second, damaged);
    String finding = inspect(archive).findings().getFirst();
    assertTrue(finding.contains(second + ", offset 512"), finding);
    assertTrue(finding.endsWith("move the local file away and it is read instead."), finding);
    disk.delete(second);
    assertEquals(List.of(), inspect(archive).findings());

    byte[] packed = objects.content().get("log/000000000002.segment.gz");
    packed[packed.length / 2] ^= 1;
    List<String> spoiled = inspect(archive).findings();
    assertTrue(spoiled.getFirst().contains("000000000002.segment"), spoiled.toString());
    assertTrue(spoiled.getLast().contains("is not what was put there"), spoiled.toString());
    objects.content().remove("log/000000000002.segment.gz");
    List<String> findings = inspect(archive).findings();
    assertTrue(
        findings.getFirst().contains("sequence") && findings.getFirst().contains("missing"),
        findings.toString());
    assertTrue(
        findings.get(1).startsWith("the archive has no log/000000000002"), findings::toString);
  }

  @Test
  void aStartReadsFromTheArchiveWhatIsMissingInTheMiddle() throws Exception {
    trade(900);
    String hash = offline().prove().hex();
    archiveAll();
    disk.delete("000000000002.segment");
    snapshotDisk.names().forEach(snapshotDisk::delete);
    ExchangeRuntime exchange = runtime(Optional.of(objects));
    exchange.start();
    assertEquals(hash, exchange.stateHash().hex());
    exchange.stop();
  }

  private LogInspection.Result inspect(Optional<ArchivedSegments> from) throws Exception {
    return LogInspection.of(disk, snapshotDisk, from, ExchangeStorage.NO_KEY);
  }

  private OfflineLog offline() {
    return new OfflineLog(new LocalSegments(disk), new SnapshotStore(snapshotDisk, 1));
  }

  private ExchangeRuntime runtime(Optional<ObjectStore> store) {
    return new ExchangeRuntime(
        SETTINGS, ExchangeStorage.of(disk, snapshotDisk), store, WallClock.system(), reason -> {});
  }

  /** Answers the last sequence. */
  private long trade(int deposits) throws Exception {
    ExchangeRuntime exchange = runtime(Optional.empty());
    exchange.start();
    TestMarket.list(exchange);
    for (int i = 0; i < deposits; i += 10) {
      byte[][] some = new byte[10][];
      for (int n = 0; n < some.length; n++) {
        some[n] =
            Commands.deposit(CommandContext.NONE, 1000 + n, TestMarket.DOLLAR.id(), 1 + i, i, n);
      }
      exchange.submitAll(some);
    }
    exchange.stop();
    return exchange.sequence();
  }

  private void archiveAll() throws Exception {
    try (LogArchiver archiver =
        new LogArchiver(
            disk,
            new SnapshotStore(new SimulatedDisk(), 1),
            objects,
            this::lastSegment,
            Duration.ofMillis(20))) {
      archiver.start();
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (archiver.archived() < lastSegment() - 1) {
        assertTrue(System.nanoTime() < deadline, archiver.health().toString());
        Thread.sleep(10);
      }
    }
  }

  private long lastSegment() {
    try {
      return new LocalSegments(disk).segments().last();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
