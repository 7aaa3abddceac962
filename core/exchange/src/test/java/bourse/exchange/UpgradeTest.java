package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.engine.CommandContext;
import bourse.engine.Commands;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogSettings;
import bourse.platform.log.SnapshotStore;
import bourse.platform.time.WallClock;
import bourse.testing.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions that know rules up to 1, 2 and 3, one after the other on the same disks. */
@Timeout(60)
class UpgradeTest {
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          new LogSettings(64 << 10, 8 << 10),
          100_000,
          Duration.ofSeconds(5),
          1 << 20,
          1_000_000,
          1_000_000,
          3,
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ofSeconds(1));

  private final SimulatedDisk disk = new SimulatedDisk();
  private final SimulatedDisk snapshotDisk = new SimulatedDisk();
  private final AtomicLong clock = new AtomicLong(1_700_000_000_000_000L);
  private ExchangeRuntime exchange = version(1);

  private ExchangeRuntime version(int rules) {
    WallClock turnable = clock::incrementAndGet;
    ExchangeRuntime runtime =
        new ExchangeRuntime(
            SETTINGS,
            ExchangeStorage.of(disk, snapshotDisk),
            Optional.empty(),
            turnable,
            reason -> {});
    runtime.knowRules(rules);
    return runtime;
  }

  private void start(int rules) throws Exception {
    exchange.stop();
    exchange = version(rules);
    exchange.start();
  }

  @AfterEach
  void stop() throws Exception {
    exchange.stop();
  }

  @Test
  void anUpgradeTakesASnapshotAtABarrierAndLogsItsRules() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    crash();
    exchange = version(2);
    exchange.start();

    assertEquals(List.of("1: 1", "5: 2"), rules());
    assertEquals(5, exchange.sequence());
    assertEquals(List.of(4L), snapshots().sequences());
    assertEquals(1, snapshots().newest(4).orElseThrow().ruleVersion());
    deposit();
    assertEquals(exchange.stateHash().hex(), offline().prove().hex());
    start(2);
    assertEquals(List.of("1: 1", "5: 2"), rules(), "once and no more");
    assertEquals(2, snapshots().newest(Long.MAX_VALUE).orElseThrow().ruleVersion());
  }

  @Test
  void anUpgradeWhoseSnapshotCantBeWrittenChangesNothing() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    crash();
    snapshotDisk.limitTo(0);
    ExchangeRuntime upgrade = version(2);
    assertThrows(IOException.class, upgrade::start);
    upgrade.stop();
    snapshotDisk.limitTo(Long.MAX_VALUE);
    assertEquals(List.of("1: 1"), rules());
    exchange = version(1);
    exchange.start();
    deposit();
  }

  @Test
  void aDowngradeIsPossibleBeforeNewCommandsCame() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    start(3);
    start(1);

    assertEquals(List.of("1: 1", "5: 3", "6: 1"), rules());
    deposit();
    start(2);
    assertEquals(List.of("1: 1", "5: 3", "6: 1", "8: 2"), rules());
    deposit();
    assertEquals(exchange.stateHash().hex(), offline().prove().hex());
  }

  @Test
  void aDowngradeIsRefusedOnceNewCommandsCame() throws Exception {
    exchange.start();
    TestMarket.list(exchange);
    start(2);
    deposit();
    String before = exchange.stateHash().hex();
    exchange.stop();
    List<String> files = disk.names();

    ExchangeRuntime old = version(1);
    Fault refused = assertThrows(Fault.class, old::start);
    old.stop();
    assertEquals(ErrorCode.RULES_TOO_NEW, refused.code());
    assertEquals(
        "The log goes on by rules 2 after command 5, and this version knows rules up to 1. Start the"
            + " newer version again, or restore the backup that was made before the upgrade;"
            + " nothing was changed.",
        refused.getMessage());
    assertEquals(files, disk.names());
    exchange = version(2);
    exchange.start();
    assertEquals(before, exchange.stateHash().hex());
  }

  /** Only snapshots of newer rules are left, and the log is whole: it says the same. */
  @Test
  void snapshotsOfNewerRulesArePassedOver() throws Exception {
    exchange.start();
    start(2);
    for (int i = 0; i < 4; i++) {
      TestMarket.fund(exchange, 1000 + i);
      exchange.submit(Commands.tick(CommandContext.NONE));
      start(2);
    }
    for (long sequence : snapshots().sequences()) {
      assertEquals(2, snapshots().read(sequence).orElseThrow().ruleVersion());
    }
    exchange.stop();
    ExchangeRuntime old = version(1);
    assertEquals(ErrorCode.RULES_TOO_NEW, assertThrows(Fault.class, old::start).code());
    old.stop();
  }

  private void deposit() {
    exchange.submit(TestMarket.deposit(1000, TestMarket.DOLLAR, 5));
  }

  /** As a killed process leaves it: no last snapshot. */
  private void crash() throws Exception {
    disk.killProcess();
    snapshotDisk.limitTo(0);
    assertThrows(IOException.class, exchange::stop);
    snapshotDisk.limitTo(Long.MAX_VALUE);
    assertTrue(snapshots().sequences().isEmpty());
  }

  private SnapshotStore snapshots() {
    return new SnapshotStore(snapshotDisk, 3);
  }

  private OfflineLog offline() {
    return new OfflineLog(new LocalSegments(disk), snapshots());
  }

  /** Which command asks for which rules. */
  private List<String> rules() throws IOException {
    List<String> rules = new ArrayList<>();
    offline()
        .commands(
            1,
            (frames, at) -> {
              if (Commands.type(frames, at) == Commands.SET_RULE_VERSION) {
                rules.add(Commands.sequence(frames, at) + ": " + Commands.ruleVersion(frames, at));
              }
            });
    return rules;
  }
}
