package bourse.loadtests.engine;

import bourse.loadtests.orderflow.Answer;
import bourse.loadtests.orderflow.Repetition;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one engine on one file, nanoseconds per command. The first third of the
 * repetitions is warm-up and does not count.
 */
record Figures(
    String engine,
    String java,
    int repetitions,
    double medianCpu,
    double minimumCpu,
    double medianWall,
    double minimumWall,
    double allocatedBytes) {

  /**
   * @throws IllegalStateException when there is no repetition, or one gave another answer or
   *     refused another number of commands than it had to: then the run is void
   */
  static Figures of(
      String engine, String java, List<Repetition> repetitions, Answer answer, long refused) {
    if (repetitions.isEmpty()) {
      throw new IllegalStateException(engine + " did not finish one repetition");
    }
    for (Repetition repetition : repetitions) {
      if (!repetition.answer().equals(answer) || repetition.refused() != refused) {
        throw new IllegalStateException(
            "Void: %s gave %s and refused %d, the file has %s and refuses %d"
                .formatted(engine, repetition.answer(), repetition.refused(), answer, refused));
      }
    }
    List<Repetition> counted = repetitions.subList(repetitions.size() / 3, repetitions.size());
    return new Figures(
        engine,
        java,
        repetitions.size(),
        median(counted, Repetition::cpuNanosPerCommand),
        minimum(counted, Repetition::cpuNanosPerCommand),
        median(counted, Repetition::wallNanosPerCommand),
        minimum(counted, Repetition::wallNanosPerCommand),
        median(counted, one -> (double) one.allocatedBytes() / one.commands()));
  }

  double commandsPerSecond() {
    return 1e9 / medianWall;
  }

  private static double median(List<Repetition> counted, ToDoubleFunction<Repetition> figure) {
    double[] sorted = counted.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double minimum(List<Repetition> counted, ToDoubleFunction<Repetition> figure) {
    return counted.stream().mapToDouble(figure).min().orElseThrow();
  }
}
