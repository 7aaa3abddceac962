package bourse.cli.replay;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.domain.SymbolDefinition;
import bourse.engine.FactSink;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.exchange.OfflineLog;
import bourse.exchange.Outcome;
import bourse.platform.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Recorded flow into an exchange of its own with a command log on disk: nothing is answered before
 * it is forced to the disk. There is no SQL, no network and no other consumer. The book is read
 * back from the files.
 *
 * <p>Rows go in batches. A row about an order that is placed in the batch at hand begins the next
 * batch, because a command names an order by the number that the exchange gave it.
 */
final class DurableReplay implements ReplayTarget {
  private final Path directory;
  private final boolean isTemporary;
  private final int batchSize;
  private final ReplayAccount account;
  private final ExchangeRuntime exchange;
  private final List<ReplayRow> waiting = new ArrayList<>();
  private final List<byte[]> waitingFrames = new ArrayList<>();
  private final Set<Long> waitingIds = new HashSet<>();
  private boolean isRunning;

  /**
   * @param directory gets log and snapshots, which stay; a temporary one that is deleted at the end
   *     when empty
   * @param batchSize the most commands that are submitted together
   * @throws Fault INVALID_FIELD when the directory holds something already
   */
  DurableReplay(SymbolDefinition symbol, Optional<Path> directory, int batchSize) {
    this.batchSize = batchSize;
    this.account = new ReplayAccount(symbol);
    this.isTemporary = directory.isEmpty();
    this.directory = directory.map(DurableReplay::empty).orElseGet(DurableReplay::temporary);
    exchange =
        new ExchangeRuntime(
            ExchangeSettings.DEFAULTS,
            ExchangeStorage.files(this.directory),
            Optional.empty(),
            WallClock.system(),
            reason -> {}); // Every submit from then on says the reason.
    try {
      isRunning = true;
      exchange.start();
      setUp();
    } catch (RuntimeException failure) {
      close();
      throw failure;
    } catch (Exception failure) {
      close();
      throw new Fault(
          ErrorCode.BAD_CONFIGURATION,
          "No exchange can be started in " + this.directory + ": " + failure.getMessage(),
          failure);
    }
  }

  @Override
  public void apply(ReplayRow row, Results results) {
    boolean mayReuseId = row.places() && account.isLive(row.orderId());
    if (mayReuseId || waitingIds.contains(row.orderId())) {
      submit(results);
    }
    waitingFrames.add(account.frame(row));
    waiting.add(row);
    if (row.places()) {
      waitingIds.add(row.orderId());
    }
    if (waiting.size() == batchSize) {
      submit(results);
    }
  }

  @Override
  public void finish(Results results) {
    submit(results);
  }

  /** Stops the exchange and reads what it left on disk. */
  @Override
  public void book(Book book) {
    stop();
    try {
      OfflineLog.in(directory).describe(account.describes(book));
    } catch (IOException failure) {
      throw new Fault(
          ErrorCode.LOG_DAMAGED,
          "The log in " + directory + " can't be read back: " + failure.getMessage(),
          failure);
    }
  }

  @Override
  public void close() {
    stop();
    if (isTemporary) {
      delete(directory);
    }
  }

  private void setUp() {
    for (Outcome outcome : exchange.submitAll(account.setUp().toArray(byte[][]::new))) {
      outcome.read(
          new FactSink() {
            @Override
            public void refused(int code, long account, long orderId) {
              throw new IllegalStateException(
                  "The exchange refused the set-up: " + ErrorCode.of(code));
            }
          });
    }
  }

  private void submit(Results results) {
    if (waiting.isEmpty()) {
      return;
    }
    byte[][] frames = waitingFrames.toArray(byte[][]::new);
    long start = System.nanoTime();
    Outcome[] outcomes = exchange.submitAll(frames);
    results.executed(outcomes.length, System.nanoTime() - start);
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i].read(account.facts(waiting.get(i), results));
    }
    waiting.clear();
    waitingFrames.clear();
    waitingIds.clear();
  }

  private void stop() {
    if (!isRunning) {
      return;
    }
    isRunning = false;
    try {
      exchange.stop();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Fault(ErrorCode.STOPPED, "The replay was interrupted", interrupted);
    } catch (Exception failure) {
      throw new Fault(
          ErrorCode.INTERNAL,
          "The exchange in " + directory + " did not stop well: " + failure.getMessage(),
          failure);
    }
  }

  private static Path empty(Path directory) {
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        if (files.findAny().isPresent()) {
          throw new Fault(
              ErrorCode.INVALID_FIELD,
              "--directory " + directory + " is not empty; name one that is, or a new one");
        }
      }
      return directory;
    } catch (IOException failure) {
      throw new Fault(
          ErrorCode.INVALID_FIELD, "--directory " + directory + " can't be used: " + failure);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("bourse-replay");
    } catch (IOException failure) {
      throw new Fault(
          ErrorCode.INVALID_FIELD,
          "No temporary directory can be made; name one with --directory (" + failure + ")",
          failure);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
