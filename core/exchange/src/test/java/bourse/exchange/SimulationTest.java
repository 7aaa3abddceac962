package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Seeds of the simulator; {@code make simulate} runs more of them. */
class SimulationTest {
  private static final long SEEDS = Long.getLong("bourse.simulate.seeds", 200);

  @BeforeAll
  static void beQuiet() {
    Simulate.beQuiet();
  }

  @AfterAll
  static void logAgain() {
    ((Logger) LoggerFactory.getLogger("bourse")).setLevel(Level.INFO);
  }

  @Test
  void theSameSeedIsTheSameRun() throws Exception {
    assertEquals(Simulation.run(1), Simulation.run(1));
  }

  @Test
  void nothingIsLostOrWrongInAnySeed() throws Exception {
    Simulate all = Simulate.run(1, SEEDS, false);
    assertNull(all.failure(), () -> all.failure().report());
    assertEquals(SEEDS, all.seeds());
    // A simulation in which these do not happen shows nothing.
    for (String what :
        List.of(
            "power cut",
            "process killed",
            "crash within log write",
            "crash at log force",
            "crash at log forced",
            "crash at log rename",
            "crash at log force of names",
            "crash at snapshots force",
            "crash at SQL commit",
            "crash at SQL committed",
            "crash at SQL statement",
            "input/output error: log force",
            "input/output error: log write",
            "input/output error: SQL statement",
            "SQL falls back",
            "disk of the log full",
            "disk of the snapshots full",
            "refused: NO_SPACE",
            "refused: OVERLOADED",
            "object store away",
            "bit flip in the log refused",
            "bit flipped in a snapshot",
            "clock jumps ahead",
            "clock goes back",
            "outcome unknown",
            "submitted late",
            "submitted once more")) {
      assertTrue(
          all.counted().getOrDefault(what, 0L) > 0 || SEEDS < 200,
          () -> "never seen: " + what + " in " + all.counted());
    }
  }
}
