package bourse.loadtests.engine;

import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FlowFrames;
import bourse.loadtests.orderflow.FlowFile;
import bourse.loadtests.orderflow.Meter;
import bourse.loadtests.orderflow.OrderFlow;
import bourse.loadtests.orderflow.Repetition;
import bourse.platform.log.FileCommandLog;
import bourse.platform.log.FileLogDirectory;
import bourse.platform.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The engine behind its command log, over an OF-1 file, in a process of its own:
 *
 * <pre>
 *   DurableRun FILE REPETITIONS DIRECTORY [LATENCY-COMMANDS ROUNDS]
 * </pre>
 *
 * <p>One thread writes batches of up to 1 MiB of frames to the log and forces each, another
 * executes what is durable and reads all facts. With a number of commands for latency these then
 * arrive at 10,000 per second by the schedule of {@link Arrivals}, batches being what waits while a
 * force runs; in turns with a bare journal that writes 64 bytes per command to a preallocated file.
 */
final class DurableRun {
  static final String LATENCY = "latency";

  private static final long NANOS_BETWEEN = 100_000;
  private static final int BATCHES = 8;

  private final byte[] records;
  private final int benchStart;
  private final Path directory;

  DurableRun(byte[] records, Path directory) {
    this.records = records;
    this.directory = directory;
    benchStart = FlowFile.benchStart(records);
  }

  public static void main(String[] arguments) throws Exception {
    DurableRun run = new DurableRun(FlowFile.read(Path.of(arguments[0])), Path.of(arguments[2]));
    int repetitions = Integer.parseInt(arguments[1]);
    for (int i = 0; i < repetitions; i++) {
      System.out.println(run.throughput().line());
    }
    if (arguments.length > 3) {
      int commands = Integer.parseInt(arguments[3]);
      for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
        print("bare", run.bareLatency(commands));
        print("log", run.latency(commands));
      }
    }
  }

  private static void print(String name, Histogram histogram) {
    System.out.println(
        String.join(
            " ",
            LATENCY,
            name,
            Long.toString(histogram.getValueAtPercentile(50)),
            Long.toString(histogram.getValueAtPercentile(99)),
            Long.toString(histogram.getValueAtPercentile(99.9)),
            Long.toString(histogram.getMaxValue())));
  }

  /** As fast as it goes. */
  Repetition throughput() throws Exception {
    Durable durable = new Durable();
    try {
      durable.log(0, benchStart);
      Meter meter = Meter.ofProcess();
      durable.log(benchStart, records.length);
      FactConsumer consumer = durable.finish();
      Repetition repetition =
          meter.stop(
              (records.length - benchStart) / FlowFile.RECORD_LENGTH,
              consumer.refused,
              consumer.trades.answer());
      Funds.requireConserved(durable.engine, OrderFlow.P1_1000.users());
      return repetition;
    } finally {
      durable.close();
    }
  }

  /** At a fixed rate; the latency of each command from its planned arrival to its last fact. */
  Histogram latency(int commands) throws Exception {
    Durable durable = new Durable();
    try {
      durable.log(0, benchStart);
      durable.drain();
      Arrivals arrivals = new Arrivals(commands, NANOS_BETWEEN);
      durable.arrivals = arrivals;
      long next = 0;
      arrivals.start();
      while (next < commands) {
        long arrived = arrivals.await(next);
        durable.log(at(next), at(arrived));
        next = arrived;
      }
      durable.finish();
      return durable.latencies;
    } finally {
      durable.close();
    }
  }

  /** The least that any journal does: what waits is written at once and forced at once. */
  Histogram bareLatency(int commands) throws Exception {
    Histogram latencies = new Histogram(3);
    Files.createDirectories(directory);
    Arrivals arrivals = new Arrivals(commands, NANOS_BETWEEN);
    try (BareJournal journal = new BareJournal(directory.resolve("bare"), commands)) {
      long next = 0;
      arrivals.start();
      while (next < commands) {
        long arrived = arrivals.await(next);
        journal.append((int) (arrived - next));
        long now = System.nanoTime();
        for (; next < arrived; next++) {
          latencies.recordValue(now - arrivals.plannedAt(next));
        }
      }
    }
    return latencies;
  }

  private int at(long index) {
    return benchStart + (int) index * FlowFile.RECORD_LENGTH;
  }

  static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted((a, b) -> b.compareTo(a)).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** A log, and an engine on its own thread that executes what the log has made durable. */
  private final class Durable {
    private static final Batch END = new Batch(0);

    final ExchangeEngine engine = new ExchangeEngine();
    final Histogram latencies = new Histogram(3);
    private final FactConsumer consumer = new FactConsumer();
    private final FlowFrames encoder = new FlowFrames();
    private final BlockingQueue<Batch> free = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<Batch> forced = new ArrayBlockingQueue<>(BATCHES + 1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final FileLogDirectory files;
    private final FileCommandLog commandLog;
    private final Future<FactConsumer> executed;

    /** Written before the first batch that counts. */
    volatile Arrivals arrivals;

    private long measured;

    Durable() throws IOException {
      deleteAll(directory);
      files = FileLogDirectory.open(directory.resolve("log"));
      commandLog = FileCommandLog.open(files, LogSettings.DEFAULTS, 0);
      for (byte[] frame : encoder.opening(OrderFlow.P1_1000.users())) {
        commandLog.append(frame, 0, frame.length, commandLog.lastSequence() + 1, 1);
        engine.execute(frame, 0, new FactBuffer());
      }
      for (int i = 0; i < BATCHES; i++) {
        free.add(new Batch(LogSettings.DEFAULTS.maxBatchBytes()));
      }
      Callable<FactConsumer> execution = this::executeAll;
      executed = thread.submit(execution);
    }

    void log(int from, int to) throws IOException, InterruptedException {
      int at = from;
      while (at < to) {
        Batch batch = free.take();
        batch.clear();
        for (; at < to && batch.hasRoom(); at += FlowFile.RECORD_LENGTH) {
          batch.add(encoder, records, at);
        }
        commandLog.append(batch.frames, 0, batch.length, batch.firstSequence, batch.count);
        forced.put(batch);
      }
    }

    /** Waits until all that was logged is executed: then all batches are free again. */
    void drain() throws InterruptedException {
      List<Batch> all = new ArrayList<>();
      while (all.size() < BATCHES) {
        all.add(free.take());
      }
      free.addAll(all);
    }

    FactConsumer finish() throws Exception {
      forced.put(END);
      return executed.get();
    }

    private FactConsumer executeAll() throws InterruptedException {
      FactBuffer facts = new FactBuffer(1 << 22);
      for (Batch batch = forced.take(); batch != END; batch = forced.take()) {
        facts.reset();
        for (int at = 0; at < batch.length; ) {
          at = engine.execute(batch.frames, at, facts);
        }
        consumer.read(facts);
        record(batch.count);
        free.put(batch);
      }
      return consumer;
    }

    private void record(int count) {
      Arrivals planned = arrivals;
      if (planned != null) {
        long now = System.nanoTime();
        for (int i = 0; i < count; i++) {
          latencies.recordValue(now - planned.plannedAt(measured++));
        }
      }
    }

    void close() throws IOException {
      thread.shutdownNow();
      commandLog.close();
      files.close();
      deleteAll(directory);
    }
  }
}
