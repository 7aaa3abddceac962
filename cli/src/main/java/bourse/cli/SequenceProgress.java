package bourse.cli;

import java.util.function.LongConsumer;

/** Tells, at most once a second, how far work on the log has come. */
final class SequenceProgress implements LongConsumer {
  private static final long NANOS_BETWEEN = 1_000_000_000;

  private final Terminal terminal;
  private final String work;
  private long told = System.nanoTime();

  SequenceProgress(Terminal terminal, String work) {
    this.terminal = terminal;
    this.work = work;
  }

  @Override
  public void accept(long sequence) {
    if (System.nanoTime() - told >= NANOS_BETWEEN) {
      told = System.nanoTime();
      terminal.message("%s: command %,d".formatted(work, sequence));
    }
  }
}
