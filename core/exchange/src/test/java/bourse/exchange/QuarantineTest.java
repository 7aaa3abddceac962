package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.engine.FactSink;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogArchiver;
import bourse.platform.log.LogDirectory;
import bourse.platform.log.LogSettings;
import bourse.platform.log.SnapshotStore;
import bourse.platform.service.Health;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** F24: a command that the engine throws at, and the signed record that lets it go on. */
@Timeout(60)
class QuarantineTest {
  private static final long ACCOUNT = 1000;
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          new LogSettings(64 << 10, 8 << 10),
          100_000,
          Duration.ofSeconds(20),
          1 << 20,
          1_000_000,
          1_000_000,
          3,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofSeconds(5));

  private final SimulatedDisk disk = new SimulatedDisk();
  private final SimulatedDisk snapshotDisk = new SimulatedDisk();
  private final Quarantine.Seal ours = new Seal("ours");
  private long poison;

  /** What installations sign with here. */
  private record Seal(String key) implements Quarantine.Seal {
    @Override
    public String sign(String json) {
      return mark(json) + json;
    }

    @Override
    public String open(String signed) {
      String json = signed.substring(Math.min(64, signed.length()));
      if (!signed.startsWith(mark(json))) {
        throw new Fault(ErrorCode.QUARANTINE_INVALID, "another installation signed it");
      }
      return json;
    }

    private String mark(String json) {
      return SnapshotStore.hash((key + json).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Commands 1 to 5, then one batch: a deposit, the poison, a deposit. */
  @BeforeEach
  void aLogWithPoison() throws Exception {
    ExchangeRuntime exchange = runtime(ours);
    exchange.start();
    TestMarket.list(exchange);
    exchange.submit(deposit(100));
    exchange.stop();
    poison = exchange.sequence() + 2;
    appendPoison(exchange.sequence());
  }

  /** No engine knows type 99, so every one of them throws; no client can send it. */
  private void appendPoison(long last) throws IOException {
    byte[] unknown = Commands.tick(CommandContext.NONE);
    unknown[4] = 99;
    assertThrows(
        IllegalArgumentException.class, () -> Commands.validate(unknown, 0, unknown.length));
    byte[][] commands = {deposit(20), unknown, deposit(3)};
    List<Byte> frames = new ArrayList<>();
    long time = WallClock.system().micros();
    for (int i = 0; i < commands.length; i++) {
      Commands.stamp(commands[i], 0, last + 1 + i, time);
      for (byte each : commands[i]) {
        frames.add(each);
      }
    }
    byte[] batch = new byte[frames.size()];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = frames.get(i);
    }
    try (FileCommandLog log = FileCommandLog.open(disk, SETTINGS.log(), 0)) {
      log.append(batch, 0, batch.length, last + 1, commands.length);
    }
  }

  @Test
  void withoutARecordNothingStartsAndTheSequenceIsNamed() {
    Fault refused = assertThrows(Fault.class, () -> start(ours));
    assertEquals(ErrorCode.ENGINE_FAILED, refused.code());
    assertTrue(
        refused.getMessage().startsWith("The engine failed at sequence " + poison + " "),
        refused.getMessage());
    assertTrue(
        refused.getMessage().contains("bourse log quarantine --sequence " + poison),
        refused.getMessage());
  }

  @Test
  void aRecordIsHonouredByEveryReplay() throws Exception {
    quarantine();
    TestConsumer projector = new TestConsumer("projector", FactStream.Pace.HOLDS_INTAKE);
    ExchangeRuntime exchange = runtime(ours);
    exchange.add(projector);
    exchange.start();
    assertEquals(
        new Health(Health.State.UP, "Command " + poison + " is quarantined."), exchange.health());
    assertTrue(exchange.awaitProjected(poison + 1, Duration.ofSeconds(10)));
    assertEquals(
        LongStream.rangeClosed(1, poison + 1).boxed().toList(),
        projector.sequences(),
        "the batch goes on behind it");
    assertEquals(123, available(projector));
    assertEquals(0, projector.sum(TestMarket.DOLLAR.id()));
    exchange.submit(deposit(1000));
    String hash = exchange.stateHash().hex();
    exchange.stop();

    assertEquals(hash, offline(ours).prove().hex(), "from the first command");
    List<Integer> refusals = new ArrayList<>();
    offline(ours)
        .facts(
            0,
            new FactSink() {
              @Override
              public void refused(int code, long account, long orderId) {
                refusals.add(code);
              }
            });
    assertEquals(List.of(ErrorCode.COMMAND_QUARANTINED.number()), refusals);

    exchange = start(ours);
    assertEquals(hash, exchange.stateHash().hex(), "from the snapshot behind it");
    exchange.stop();
    for (String name : snapshotDisk.names()) {
      snapshotDisk.delete(name);
    }
    exchange = start(ours);
    assertEquals(hash, exchange.stateHash().hex(), "without any snapshot");
    exchange.stop();

    LogInspection.Result shown = LogInspection.of(disk, snapshotDisk, Optional.empty(), ours);
    assertEquals(List.of(), shown.findings());
    assertEquals(poison, shown.quarantine().getFirst().entry().orElseThrow().sequence());
    assertEquals(1, shown.types().get("TYPE_99"));
  }

  @Test
  void aSnapshotBehindItNeedsTheRecord() throws Exception {
    quarantine();
    start(ours).stop();
    disk.delete(Quarantine.name(poison));
    assertRefused(() -> start(ours), "the record is missing here");
  }

  @Test
  void aRecordOfAnotherInstallationIsRefused() throws Exception {
    Quarantine.write(disk, entry(), new Seal("theirs"));
    assertRefused(() -> start(ours), "another installation signed it");
    assertRefused(() -> offline(ours).prove(), "another installation signed it");
    assertRefused(() -> start(ExchangeStorage.NO_KEY), "There is no key here");
    LogInspection.Result shown = LogInspection.of(disk, snapshotDisk, Optional.empty(), ours);
    assertFalse(shown.quarantine().getFirst().entry().isPresent());
    assertTrue(shown.findings().toString().contains("another installation signed it"));
  }

  @Test
  void aRecordOfAnotherCommandIsRefused() throws Exception {
    Quarantine.Entry right = entry();
    Quarantine.write(
        disk,
        new Quarantine.Entry(poison, "0".repeat(64), right.reason(), right.by(), right.at()),
        ours);
    assertRefused(() -> start(ours), "and the record names 0000");

    disk.rename(Quarantine.name(poison), Quarantine.name(poison + 1));
    assertRefused(() -> start(ours), "it is the record of command " + poison);
  }

  @Test
  void whatTheEngineExecutesIsNotQuarantined() throws Exception {
    Fault refused =
        assertThrows(
            Fault.class, () -> offline(ours).poison(poison - 1, "why", "who", Instant.EPOCH));
    assertEquals(ErrorCode.NOT_POISONOUS, refused.code());
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(
                Fault.class, () -> offline(ours).poison(poison + 9, "why", "who", Instant.EPOCH))
            .code());
    Fault behind =
        assertThrows(
            Fault.class, () -> offline(ours).poison(poison + 1, "why", "who", Instant.EPOCH));
    assertEquals(ErrorCode.ENGINE_FAILED, behind.code());

    // Even a signed record does not undo what a snapshot has executed.
    Quarantine.Entry executed =
        new Quarantine.Entry(
            2, offline(ours).command(2).orElseThrow().sha256(), "why", "who", Instant.EPOCH);
    Quarantine.write(disk, executed, ours);
    assertRefused(() -> start(ours), "was taken after executing command 2");
  }

  @Test
  void theArchiveKeepsTheRecords() throws Exception {
    quarantine();
    MemoryObjects objects = new MemoryObjects();
    LogArchiver.archiveRecords(disk, objects);
    assertEquals(List.of("log/" + Quarantine.name(poison)), objects.list("log/"));
    disk.delete(Quarantine.name(poison));
    Quarantine archived = Quarantine.read(disk, Optional.of(objects), ours);
    OfflineLog whole =
        new OfflineLog(new LocalSegments(disk), new SnapshotStore(snapshotDisk, 1), archived);
    assertEquals(poison + 1, whole.prove().sequence());
  }

  private void assertRefused(Executable attempt, String why) {
    Fault refused = assertThrows(Fault.class, attempt);
    assertEquals(ErrorCode.QUARANTINE_INVALID, refused.code(), refused.getMessage());
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  private Quarantine.Entry entry() throws IOException {
    return offline(ours)
        .poison(poison, "no engine knows it", "tester", Instant.parse("2026-01-02T03:04:05Z"));
  }

  private void quarantine() throws IOException {
    Quarantine.write(disk, entry(), ours);
  }

  private static long available(TestConsumer consumer) {
    return consumer.balances().entrySet().stream()
        .filter(balance -> balance.getKey().contains("account=" + ACCOUNT))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static byte[] deposit(long amount) {
    return TestMarket.deposit(ACCOUNT, TestMarket.DOLLAR, amount);
  }

  private OfflineLog offline(Quarantine.Seal seal) throws IOException {
    return new OfflineLog(
        new LocalSegments(disk),
        new SnapshotStore(snapshotDisk, 1),
        disk.names().contains(Quarantine.name(poison))
            ? Quarantine.read(disk, seal)
            : Quarantine.NONE);
  }

  private ExchangeRuntime start(Quarantine.Seal seal) throws Exception {
    ExchangeRuntime exchange = runtime(seal);
    try {
      exchange.start();
      return exchange;
    } catch (Exception e) {
      exchange.stop();
      throw e;
    }
  }

  private ExchangeRuntime runtime(Quarantine.Seal seal) {
    ExchangeStorage plain = ExchangeStorage.of(disk, snapshotDisk);
    ExchangeStorage sealed =
        () -> {
          ExchangeStorage.Opened opened = plain.open();
          return new ExchangeStorage.Opened() {
            @Override
            public LogDirectory log() {
              return opened.log();
            }

            @Override
            public LogDirectory snapshots() {
              return opened.snapshots();
            }

            @Override
            public Quarantine quarantine() throws IOException {
              return Quarantine.read(disk, seal);
            }

            @Override
            public void close() {
              // The disk stays.
            }
          };
        };
    return new ExchangeRuntime(
        SETTINGS, sealed, Optional.empty(), WallClock.system(), reason -> {});
  }
}
