package bourse.loadtests.engine;

import bourse.engine.BareBook;
import bourse.engine.ExchangeEngine;
import bourse.engine.FactBuffer;
import bourse.engine.FactSink;
import bourse.engine.FactTally;
import bourse.engine.FlowFrames;
import bourse.loadtests.orderflow.FlowFile;
import bourse.loadtests.orderflow.Meter;
import bourse.loadtests.orderflow.OrderFlow;
import bourse.loadtests.orderflow.Repetition;
import bourse.loadtests.orderflow.TradeHash;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Runs the engine over an OF-1 file, in a process of its own:
 *
 * <pre>
 *   EngineRun FILE REPETITIONS book
 *   EngineRun FILE REPETITIONS engine
 * </pre>
 *
 * <p>{@code book} is its book alone. {@code engine} is all of it: each record becomes a command
 * frame, is executed with funds, holds and double-entry postings, and its facts are encoded; one
 * consumer on a thread of its own reads every fact.
 */
final class EngineRun {
  /** Commands whose facts are handed over together. */
  private static final int BATCH = 1024;

  /** Buffers of facts that go round between the engine and the consumer. */
  private static final int BUFFERS = 4;

  private final byte[] records;
  private final int benchStart;

  EngineRun(byte[] records) {
    this.records = records;
    benchStart = FlowFile.benchStart(records);
  }

  public static void main(String[] arguments) throws Exception {
    EngineRun run = new EngineRun(FlowFile.read(Path.of(arguments[0])));
    int repetitions = Integer.parseInt(arguments[1]);
    for (int i = 0; i < repetitions; i++) {
      Repetition repetition =
          switch (arguments[2]) {
            case "book" -> run.book();
            case "engine" -> run.engine();
            default -> throw new IllegalArgumentException("No level is called " + arguments[2]);
          };
      System.out.println(repetition.line());
    }
  }

  private int benchCommands() {
    return (records.length - benchStart) / FlowFile.RECORD_LENGTH;
  }

  /** The book alone, on one thread. */
  Repetition book() {
    TradeHash trades = new TradeHash();
    BareBook book = new BareBook(trades);
    long refused = match(book, 0, benchStart);
    Meter meter = Meter.ofThread();
    refused += match(book, benchStart, records.length);
    return meter.stop(benchCommands(), refused, trades.answer());
  }

  private long match(BareBook book, int from, int to) {
    long refused = 0;
    for (int at = from; at < to; at += FlowFile.RECORD_LENGTH) {
      if (!book.execute(records, at)) {
        refused++;
      }
    }
    return refused;
  }

  /** The whole engine, with its consumer. */
  Repetition engine() throws InterruptedException {
    ExchangeEngine engine = new ExchangeEngine();
    FlowFrames frames = new FlowFrames();
    open(engine, frames);
    FactTally consumer = new FactTally();
    Handover handover = new Handover(consumer);
    Thread reader = Thread.ofPlatform().name("consumer").start(handover::consume);
    execute(engine, frames, handover, 0, benchStart);
    Meter meter = Meter.ofProcess();
    execute(engine, frames, handover, benchStart, records.length);
    handover.finish();
    reader.join();
    Repetition repetition =
        meter.stop(benchCommands(), consumer.refused(), consumer.trades().answer());
    if (consumer.commands() != records.length / FlowFile.RECORD_LENGTH) {
      throw new IllegalStateException("Only " + consumer.commands() + " results came");
    }
    Funds.requireConserved(engine, OrderFlow.P1_1000.users());
    return repetition;
  }

  static void open(ExchangeEngine engine, FlowFrames frames) {
    for (byte[] frame : frames.opening(OrderFlow.P1_1000.users())) {
      engine.execute(frame, 0, new FactSink() {});
    }
  }

  private void execute(
      ExchangeEngine engine, FlowFrames frames, Handover handover, int from, int to)
      throws InterruptedException {
    byte[] frame = new byte[FlowFrames.LONGEST];
    int at = from;
    while (at < to) {
      int end = Math.min(to, at + BATCH * FlowFile.RECORD_LENGTH);
      FactBuffer facts = handover.free.take();
      facts.reset();
      for (; at < end; at += FlowFile.RECORD_LENGTH) {
        frames.encode(records, at, frame, 0);
        engine.execute(frame, 0, facts);
      }
      handover.full.put(facts);
    }
  }

  /** Buffers of facts on their way to the consumer and back. */
  private static final class Handover {
    private static final FactBuffer END = new FactBuffer();

    final BlockingQueue<FactBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    final BlockingQueue<FactBuffer> full = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final FactTally consumer;

    Handover(FactTally consumer) {
      this.consumer = consumer;
      for (int i = 0; i < BUFFERS; i++) {
        free.add(new FactBuffer(1 << 19));
      }
    }

    void finish() throws InterruptedException {
      full.put(END);
    }

    void consume() {
      try {
        for (FactBuffer facts = full.take(); facts != END; facts = full.take()) {
          consumer.read(facts);
          free.put(facts);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nobody interrupts the consumer", e);
      }
    }
  }
}
