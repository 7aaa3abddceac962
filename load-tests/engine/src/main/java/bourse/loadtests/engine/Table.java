package bourse.loadtests.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How the figures are shown. */
final class Table {
  private static final String[] PERCENTILES = {"p50", "p99", "p999", "max"};

  private Table() {}

  static Figures best(List<Figures> peers, ToDoubleFunction<Figures> figure) {
    return peers.stream().min(Comparator.comparingDouble(figure)).orElseThrow();
  }

  static void print(String title, List<Figures> peers, Figures ours) {
    System.out.println(title);
    System.out.printf(
        "   %-28s %-8s %10s %10s %10s %10s   %s%n",
        "", "java", "CPU median", "minimum", "wall", "minimum", "ours: CPU, wall");
    for (Figures peer : peers) {
      System.out.printf(
          "   %s   %.2f, %.2f%n",
          row(peer), ours.medianCpu() / peer.medianCpu(), ours.medianWall() / peer.medianWall());
    }
    System.out.printf("   %s%n", row(ours));
  }

  private static String row(Figures figures) {
    return "%-28s %-8s %10.0f %10.0f %10.0f %10.0f"
        .formatted(
            figures.engine(),
            figures.java(),
            figures.medianCpu(),
            figures.minimumCpu(),
            figures.medianWall(),
            figures.minimumWall());
  }

  static void target(String of, double value, double atMost) {
    System.out.printf(
        "   %s %,.2f %s, wanted at most %,.2f%n",
        value <= atMost ? "reached:" : "MISSED: ", value, of, atMost);
  }

  static void targetAtLeast(String of, double value, double atLeast) {
    System.out.printf(
        "   %s %,.2f %s, wanted at least %,.2f%n",
        value >= atLeast ? "reached:" : "MISSED: ", value, of, atLeast);
  }

  /** The percentiles of the round with the median p50. */
  static long[] medianLatency(List<String> lines, String name) {
    List<long[]> rounds =
        lines.stream()
            .map(line -> line.split(" "))
            .filter(words -> words[0].equals(DurableRun.LATENCY) && words[1].equals(name))
            .map(words -> Arrays.stream(words).skip(2).mapToLong(Long::parseLong).toArray())
            .sorted(Comparator.comparingLong(round -> round[0]))
            .toList();
    if (rounds.isEmpty()) {
      throw new IllegalStateException("No latencies of " + name + " were measured");
    }
    return rounds.get(rounds.size() / 2);
  }

  static Map<String, Long> percentiles(long[] nanos) {
    Map<String, Long> named = new LinkedHashMap<>();
    for (int i = 0; i < PERCENTILES.length; i++) {
      named.put(PERCENTILES[i], nanos[i]);
    }
    return named;
  }

  static String micros(long[] nanos) {
    return String.join(
        "/", Arrays.stream(nanos).mapToObj(each -> "%,d".formatted(each / 1000)).toList());
  }
}
