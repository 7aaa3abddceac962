package bourse.exchange;

import bourse.engine.InvariantBroken;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/** Runs many seeds, on as many threads as there are processors, and says how it went. */
public final class Simulate {
  /** A seed that went wrong, with what was seen. */
  record Failure(long seed, Throwable cause) {
    String report() {
      StringWriter text = new StringWriter();
      cause.printStackTrace(new PrintWriter(text, true));
      return "Seed %d shows: %s%nRun it again: make simulate SEEDS=1 FIRST=%d%n%s"
          .formatted(seed, cause.getMessage(), seed, text);
    }
  }

  private final AtomicLong next;
  private final long end;
  private final boolean showsProgress;
  private final long beganNanos = System.nanoTime();
  private final Map<String, Long> counted = new TreeMap<>();
  private long seeds;
  private long commands;
  private long acknowledged;
  private long trades;
  private long crashes;
  private long starts;
  private Failure failure;

  private Simulate(long first, long count, boolean showsProgress) {
    this.next = new AtomicLong(first);
    this.end = first + count;
    this.showsProgress = showsProgress;
  }

  /** Runs the seeds until one fails. */
  static Simulate run(long first, long count, boolean showsProgress) throws InterruptedException {
    Simulate all = new Simulate(first, count, showsProgress);
    List<Thread> threads =
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
            .mapToObj(number -> Thread.ofPlatform().name("seeds-" + number).start(all::runSome))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    return all;
  }

  /** What the exchange logs of the crashes that it is put through is of no interest here. */
  static void beQuiet() {
    for (String name : List.of("bourse", "org.flywaydb", "org.jdbi")) {
      ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF);
    }
  }

  private void runSome() {
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      try {
        add(Simulation.run(seed));
      } catch (Throwable seen) { // whatever it is, the seed shows it
        fail(new Failure(seed, seen));
      }
    }
  }

  private synchronized void add(Simulation.Result result) {
    seeds++;
    commands += result.commands();
    acknowledged += result.acknowledged();
    trades += result.trades();
    crashes += result.crashes();
    starts += result.starts();
    result.counted().forEach((what, times) -> counted.merge(what, (long) times, Long::sum));
    if (showsProgress && seeds % 20 == 0) {
      System.err.printf(
          "%d seeds, %d commands, %d crashes, %d s%n", seeds, commands, crashes, seconds());
    }
  }

  /** The lowest seed counts, so that a failure has one name. */
  private synchronized void fail(Failure seen) {
    next.set(end);
    if (failure == null || seen.seed < failure.seed) {
      failure = seen;
    }
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - beganNanos).toSeconds();
  }

  /** Of the lowest seed that went wrong; null when none did. */
  Failure failure() {
    return failure;
  }

  long seeds() {
    return seeds;
  }

  Map<String, Long> counted() {
    return counted;
  }

  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("seeds", seeds);
    figures.put("commands", commands);
    figures.put("acknowledgements", acknowledged);
    figures.put("trades", trades);
    figures.put("crashes", crashes);
    figures.put("starts", starts);
    figures.put("seconds", seconds());
    figures.put("events", counted);
    return figures;
  }

  /**
   * @param arguments {@code --seeds=2000 --first=1 --out=FILE --machine=… --commit=… --command=…
   *     --what-else-ran=…}
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> given = named(arguments);
    beQuiet();
    double loadBefore = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Simulate all =
        run(
            Long.parseLong(given.getOrDefault("--first", "1")),
            Long.parseLong(given.getOrDefault("--seeds", "2000")),
            true);
    if (all.failure() != null) {
      System.out.println(all.failure().report());
      System.exit(1);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    for (String name : List.of("machine", "commit", "command", "what-else-ran")) {
      report.put(name, given.getOrDefault("--" + name, "not said"));
    }
    report.put("loadAverageBefore", loadBefore);
    report.putAll(all.figures());
    String json =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report)
            + "\n";
    System.out.print(json);
    if (given.containsKey("--out")) {
      Files.writeString(Path.of(given.get("--out")), json);
    }
  }

  /** What the lowest seed shows that fails; empty when none does. */
  public static String firstFailure(long seeds) throws InterruptedException {
    beQuiet();
    Failure failure = run(1, seeds, false).failure();
    if (failure == null) {
      return "";
    }
    if (!(failure.cause instanceof Violation || failure.cause instanceof InvariantBroken)) {
      throw new IllegalStateException(failure.report());
    }
    return "seed " + failure.seed + ": " + failure.cause.getMessage();
  }

  static Map<String, String> named(String[] arguments) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      given.put(parts[0], parts.length == 1 ? "" : parts[1]);
    }
    return given;
  }
}
