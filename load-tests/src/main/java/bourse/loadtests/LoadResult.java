package bourse.loadtests;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What came back. */
final class LoadResult {
  private final long startNanos;
  private long lastAnswerNanos;
  private long unsent;
  private final Histogram latencyNanos = new Histogram(60_000_000_000L, 3);
  private final Map<String, Long> answers = new TreeMap<>();
  private final Map<String, String> samples = new TreeMap<>();

  LoadResult(long startNanos) {
    this.startNanos = startNanos;
  }

  /** So many requests were planned that the server was too slow for. */
  void leftUnsent(long requests) {
    unsent = Math.max(0, requests);
  }

  void record(long plannedNanos, Protocol.Answer answer) {
    lastAnswerNanos = System.nanoTime();
    latencyNanos.recordValue(Math.clamp(lastAnswerNanos - plannedNanos, 1, 60_000_000_000L));
    String status = Integer.toString(answer.status());
    answers.merge(status, 1L, Long::sum);
    if (answer.status() >= 400) {
      samples.putIfAbsent(status, answer.text());
    }
  }

  /**
   * Answers that are not part of the flow. An order that was filled before its cancel came is: 404.
   */
  long errors() {
    return answers.entrySet().stream()
        .filter(entry -> !List.of("200", "201", "404").contains(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  long count() {
    return latencyNanos.getTotalCount();
  }

  /** Adds the figures of a run whose requests had that many operations. */
  void describe(Map<String, Object> figures, int batch) {
    figures.put("operationsPerRequest", batch);
    double seconds = (lastAnswerNanos - startNanos) / 1e9;
    figures.put("requests", count());
    if (unsent > 0) {
      figures.put("plannedAndNotSent", unsent);
    }
    figures.put("seconds", Math.round(seconds * 10) / 10.0);
    figures.put("operationsPerSecond", Math.round(count() * batch / seconds));
    figures.put("answersByStatus", answers);
    for (double percentile : new double[] {50, 90, 99, 99.9}) {
      figures.put(
          "p" + (percentile == 99.9 ? "99.9" : (int) percentile) + "Millis",
          millis(latencyNanos.getValueAtPercentile(percentile)));
    }
    figures.put("maxMillis", millis(latencyNanos.getMaxValue()));
    if (!samples.isEmpty()) {
      figures.put("firstErrorByStatus", samples);
    }
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 1e4) / 100.0;
  }
}
