package bourse.loadtests.orderflow;

import java.util.Optional;

/**
 * One run over a whole file, measured over its bench phase. An engine that runs in a process of its
 * own says it in one line.
 *
 * @param commands in the bench phase
 * @param cpuNanos of the thread when only a book runs, else of the whole process
 * @param wallNanos until the last result was consumed
 * @param allocatedBytes by the thread that matches; -1 when not measured
 * @param refused results that were not a success
 * @param answer over fill and bench phase
 */
public record Repetition(
    long commands,
    long cpuNanos,
    long wallNanos,
    long allocatedBytes,
    long refused,
    Answer answer) {
  private static final String MARK = "repetition";

  public double cpuNanosPerCommand() {
    return (double) cpuNanos / commands;
  }

  public double wallNanosPerCommand() {
    return (double) wallNanos / commands;
  }

  public String line() {
    return String.join(
        " ",
        MARK,
        Long.toString(commands),
        Long.toString(cpuNanos),
        Long.toString(wallNanos),
        Long.toString(allocatedBytes),
        Long.toString(refused),
        Long.toString(answer.trades()),
        Long.toString(answer.quantity()),
        Long.toString(answer.hash()));
  }

  /** Empty when the line is something else. */
  public static Optional<Repetition> parse(String line) {
    String[] words = line.split(" ");
    if (words.length != 9 || !words[0].equals(MARK)) {
      return Optional.empty();
    }
    return Optional.of(
        new Repetition(
            Long.parseLong(words[1]),
            Long.parseLong(words[2]),
            Long.parseLong(words[3]),
            Long.parseLong(words[4]),
            Long.parseLong(words[5]),
            new Answer(
                Long.parseLong(words[6]), Long.parseLong(words[7]), Long.parseLong(words[8]))));
  }
}
