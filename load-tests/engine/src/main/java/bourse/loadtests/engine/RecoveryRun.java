package bourse.loadtests.engine;

import bourse.engine.ExchangeEngine;
import bourse.engine.FlowFrames;
import bourse.exchange.ExchangeRuntime;
import bourse.exchange.ExchangeSettings;
import bourse.exchange.ExchangeStorage;
import bourse.loadtests.orderflow.FlowFile;
import bourse.loadtests.orderflow.Meter;
import bourse.loadtests.orderflow.OrderFlow;
import bourse.loadtests.orderflow.Repetition;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LocalSegments;
import bourse.platform.log.LogBatch;
import bourse.platform.log.LogReader;
import bourse.platform.log.LogSettings;
import bourse.platform.time.WallClock;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Recovery, in processes of their own:
 *
 * <pre>
 *   RecoveryRun replay FILE REPETITIONS DIRECTORY
 *   RecoveryRun trade  FILE COMMANDS    DIRECTORY
 *   RecoveryRun start  FILE COMMANDS    DIRECTORY
 * </pre>
 *
 * <p>{@code replay} logs the file once and executes the log again and again. {@code trade} runs an
 * exchange with log and snapshots, prints {@code ready} after so many commands of the bench phase,
 * and goes on until it is killed. {@code start} starts an exchange on what is there, places an
 * order, and prints {@code recovered SEQUENCE MILLIS}: the milliseconds from the start of the
 * process to the outcome of that order.
 */
final class RecoveryRun {
  static final String READY = "ready";
  static final String RECOVERED = "recovered";

  private static final int CHUNK = 500;

  private final byte[] records;
  private final Path directory;

  private RecoveryRun(byte[] records, Path directory) {
    this.records = records;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    byte[] records = FlowFile.read(Path.of(arguments[1]));
    int number = Integer.parseInt(arguments[2]);
    RecoveryRun run = new RecoveryRun(records, Path.of(arguments[3]));
    switch (arguments[0]) {
      case "replay" -> run.replay(number);
      case "trade" -> run.trade(number);
      case "start" -> run.start();
      default -> throw new IllegalArgumentException("Nothing is called " + arguments[0]);
    }
  }

  private void replay(int repetitions) throws Exception {
    DurableRun.deleteAll(directory);
    try (FileLogDirectory files = FileLogDirectory.open(directory.resolve("log"))) {
      write(files);
      for (int i = 0; i < repetitions; i++) {
        System.out.println(replayed(files).line());
      }
    } finally {
      DurableRun.deleteAll(directory);
    }
  }

  private void write(FileLogDirectory files) throws Exception {
    FlowFrames encoder = new FlowFrames();
    Batch batch = new Batch(LogSettings.DEFAULTS.maxBatchBytes());
    try (FileCommandLog commandLog = FileCommandLog.open(files, LogSettings.DEFAULTS, 0)) {
      for (byte[] frame : encoder.opening(OrderFlow.P1_1000.users())) {
        commandLog.append(frame, 0, frame.length, commandLog.lastSequence() + 1, 1);
      }
      for (int at = 0; at < records.length; at += FlowFile.RECORD_LENGTH) {
        batch.add(encoder, records, at);
        if (!batch.hasRoom() || at + FlowFile.RECORD_LENGTH == records.length) {
          commandLog.append(batch.frames, 0, batch.length, batch.firstSequence, batch.count);
          batch.clear();
        }
      }
    }
  }

  private Repetition replayed(FileLogDirectory files) throws Exception {
    ExchangeEngine engine = new ExchangeEngine();
    FactConsumer consumer = new FactConsumer();
    Meter meter = Meter.ofProcess();
    try (LogReader reader = new LogReader(new LocalSegments(files), 1)) {
      for (Optional<LogBatch> batch = reader.next(); batch.isPresent(); batch = reader.next()) {
        byte[] frames = batch.get().commands();
        for (int at = 0; at < frames.length; ) {
          at = engine.execute(frames, at, consumer);
        }
      }
    }
    Repetition repetition =
        meter.stop(engine.sequence(), consumer.refused, consumer.trades.answer());
    Funds.requireConserved(engine, OrderFlow.P1_1000.users());
    return repetition;
  }

  private ExchangeRuntime started() throws Exception {
    ExchangeRuntime exchange =
        new ExchangeRuntime(
            ExchangeSettings.DEFAULTS,
            ExchangeStorage.files(directory),
            Optional.empty(),
            WallClock.system(),
            reason -> System.err.println("The exchange stopped: " + reason));
    exchange.start();
    return exchange;
  }

  private void trade(int commands) throws Exception {
    DurableRun.deleteAll(directory);
    ExchangeRuntime exchange = started();
    FlowFrames encoder = new FlowFrames();
    List<byte[]> opening = encoder.opening(OrderFlow.P1_1000.users());
    exchange.submitAll(opening.toArray(byte[][]::new));
    int ready = FlowFile.benchStart(records) + commands * FlowFile.RECORD_LENGTH;
    for (int at = 0; at < records.length; at += CHUNK * FlowFile.RECORD_LENGTH) {
      if (at >= ready && at < ready + CHUNK * FlowFile.RECORD_LENGTH) {
        System.out.println(READY);
      }
      exchange.submitAll(chunk(encoder, at));
    }
    System.err.println("All commands were executed, and nobody killed this process");
    System.exit(1);
  }

  private byte[][] chunk(FlowFrames encoder, int from) {
    int count = Math.min(CHUNK, (records.length - from) / FlowFile.RECORD_LENGTH);
    byte[][] frames = new byte[count][];
    byte[] frame = new byte[FlowFrames.LONGEST];
    for (int i = 0; i < count; i++) {
      int length = encoder.encode(records, from + i * FlowFile.RECORD_LENGTH, frame, 0);
      frames[i] = Arrays.copyOf(frame, length);
    }
    return frames;
  }

  private void start() throws Exception {
    ExchangeRuntime exchange = started();
    byte[][] order = chunk(new FlowFrames(), 0);
    FactConsumer consumer = new FactConsumer();
    exchange.submit(order[0]).read(consumer);
    long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    if (consumer.refused != 0) {
      throw new IllegalStateException("The first order after the start was refused");
    }
    System.out.println(RECOVERED + " " + exchange.sequence() + " " + millis);
    System.exit(0);
  }
}
