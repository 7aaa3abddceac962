package bourse.loadtests.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.loadtests.orderflow.Answer;
import bourse.loadtests.orderflow.Repetition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole benchmark in small, so that it works when somebody needs it. */
final class EngineBenchTest {
  @Test
  void everyLevelRunsAndIsWrittenDown(@TempDir Path directory) throws Exception {
    Path out = directory.resolve("engine.json");
    int code =
        new CommandLine(new EngineBench())
            .execute(
                "--profiles=P1-1000,P1-100000",
                "--commands=4000",
                "--repetitions=1",
                "--latency-commands=1000",
                "--memory-orders=5000",
                "--heap=1g",
                "--work=" + directory.resolve("work"),
                "--out=" + out);
    assertEquals(0, code);
    JsonNode result = new ObjectMapper().readTree(Files.readString(out));
    JsonNode small = result.get("P1-1000");
    assertTrue(small.at("/book/ours/medianCpu").asDouble() > 0);
    assertTrue(small.at("/book/cpuRatio").asDouble() > 0);
    assertTrue(small.at("/engine/ours/medianWall").asDouble() > 0);
    assertTrue(small.at("/rejects/refused").asLong() > 50);
    assertTrue(small.at("/durable/latencyNanosAt10000PerSecond/ours/p50").asLong() > 0);
    assertTrue(small.at("/replay/commandsPerSecond").asDouble() > 0);
    assertTrue(result.at("/P1-100000/recoverySeconds").asDouble() > 0);
    assertTrue(result.at("/P1-100000/recoverySequence").asLong() > 100_000);
    assertTrue(result.at("/memory/heapBytes").asLong() > 5_000 * 100);
    assertFalse(result.get("machine").asText().isEmpty());
  }

  @Test
  void anotherAnswerMakesARunVoid() {
    Answer right = new Answer(1, 2, 3);
    List<Repetition> wrong = List.of(new Repetition(1, 1, 1, 0, 0, new Answer(1, 2, 4)));
    List<Repetition> refused = List.of(new Repetition(1, 1, 1, 0, 7, right));
    assertThrows(IllegalStateException.class, () -> Figures.of("engine", "25", wrong, right, 0));
    assertThrows(IllegalStateException.class, () -> Figures.of("engine", "25", refused, right, 0));
    assertThrows(
        IllegalStateException.class, () -> Figures.of("engine", "25", List.of(), right, 0));
  }

  @Test
  void theFirstThirdIsWarmUp() {
    Answer answer = new Answer(1, 2, 3);
    List<Repetition> repetitions =
        List.of(
            new Repetition(10, 9_000, 9_000, 0, 0, answer),
            new Repetition(10, 100, 300, 0, 0, answer),
            new Repetition(10, 200, 500, 0, 0, answer));
    Figures figures = Figures.of("engine", "25", repetitions, answer, 0);
    assertEquals(15.0, figures.medianCpu());
    assertEquals(10.0, figures.minimumCpu());
    assertEquals(40.0, figures.medianWall());
    assertEquals(30.0, figures.minimumWall());
  }
}
