package bourse.loadtests.engine;

import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactRecords;
import bourse.engine.FlowFrames;
import bourse.exchange.Projector;
import bourse.loadtests.orderflow.FlowFile;
import bourse.loadtests.orderflow.OrderFlow;
import bourse.platform.data.Database;
import bourse.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Writes the facts of an OF-1 file into all tables of a new database, as fast as they go:
 *
 * <pre>
 *   ProjectionRun FILE SECONDS H2|POSTGRESQL
 * </pre>
 *
 * <p>The facts come in the pieces that a projector which lags gets from the exchange. Of each only
 * the projector's part is timed: the engine that makes the facts rests meanwhile. The first third
 * of the time is warm-up.
 */
final class ProjectionRun {
  static final String PROJECTED = "projected";

  /** As much as a feed hands over for one transaction. */
  private static final int PIECE_BYTES = 4 << 20;

  private final byte[] records;
  private final ExchangeEngine engine = new ExchangeEngine();
  private final FlowFrames frames = new FlowFrames();
  private final FactBuffer facts = new FactBuffer(2 * PIECE_BYTES);
  private final byte[] frame = new byte[FlowFrames.LONGEST];
  private int at;

  private ProjectionRun(byte[] records) {
    this.records = records;
  }

  public static void main(String[] arguments) throws Exception {
    ProjectionRun run = new ProjectionRun(FlowFile.read(Path.of(arguments[0])));
    Duration time = Duration.ofSeconds(Long.parseLong(arguments[1]));
    try (TestDatabase database = TestDatabase.open(Database.Dialect.valueOf(arguments[2]))) {
      System.out.println(run.project(database.database(), time));
    }
  }

  private String project(Database database, Duration time) throws Exception {
    Projector projector = new Projector(database);
    projector.restart();
    facts.reset();
    for (byte[] opening : frames.opening(OrderFlow.P1_1000.users())) {
      engine.execute(opening, 0, facts);
    }
    flush(projector);
    spend(projector, time.dividedBy(3));
    long before = engine.sequence();
    Meter meter = spend(projector, time.multipliedBy(2).dividedBy(3));
    return "%s %d %d %d"
        .formatted(PROJECTED, engine.sequence() - before, meter.wallNanos, meter.cpuNanos);
  }

  /** What the projector took. */
  private static final class Meter {
    long wallNanos;
    long cpuNanos;
  }

  private Meter spend(Projector projector, Duration time) throws Exception {
    Meter meter = new Meter();
    while (meter.wallNanos < time.toNanos() && at < records.length) {
      facts.reset();
      for (; at < records.length && facts.length() < PIECE_BYTES; at += FlowFile.RECORD_LENGTH) {
        frames.encode(records, at, frame, 0);
        engine.execute(frame, 0, facts);
      }
      long cpu = processCpu();
      long wall = System.nanoTime();
      flush(projector);
      meter.wallNanos += System.nanoTime() - wall;
      meter.cpuNanos += processCpu() - cpu;
    }
    return meter;
  }

  private void flush(Projector projector) throws Exception {
    byte[] told = facts.copy();
    for (int offset = 0; offset < told.length; ) {
      offset = FactRecords.read(told, offset, projector.sink());
    }
    projector.flush(engine.sequence());
  }

  private static long processCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
