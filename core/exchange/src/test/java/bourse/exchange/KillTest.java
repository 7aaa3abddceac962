package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.engine.AcceptedOrder;
import bourse.engine.FactSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that trades is killed with SIGKILL, again and again. Nothing acknowledged is lost. */
class KillTest {
  private static final int KILLS = 20;

  @Test
  @Timeout(300)
  void whatWasAcknowledgedSurvivesKills(@TempDir Path directory) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Long> acknowledged = new HashMap<>();
    for (int run = 0; run < KILLS; run++) {
      runAndKill(directory, run, 20 + random.nextInt(300), acknowledged);
      Orders orders = new Orders();
      OfflineLog.in(directory).facts(0, orders);
      acknowledged.forEach(
          (id, sequence) -> assertEquals(sequence, orders.sequences.get(id), "seed " + seed));
    }
    assertTrue(acknowledged.size() > KILLS * 20, () -> "only " + acknowledged.size());
    TestConsumer projector = new TestConsumer("projector", FactStream.Pace.HOLDS_INTAKE);
    ExchangeRuntime exchange = KilledExchange.exchange(directory);
    exchange.add(projector);
    exchange.start();
    try {
      assertEquals(OfflineLog.in(directory).prove().hex(), exchange.stateHash().hex());
      assertTrue(exchange.awaitProjected(exchange.sequence(), Duration.ofSeconds(20)));
      assertEquals(0, projector.sum(TestMarket.DOLLAR.id()));
      assertEquals(0, projector.sum(TestMarket.BITCOIN.id()));
    } finally {
      exchange.stop();
    }
  }

  /** Lets a process trade until it has acknowledged so much, then kills it at once. */
  private static void runAndKill(
      Path directory, int run, int acknowledgements, Map<String, Long> acknowledged)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledExchange.class.getName(),
                    directory.toString(),
                    Integer.toString(run)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // The process logs here too, and its last line may be cut.
        if (line.matches("\\d+ run\\S+ whole")) {
          acknowledge(line, acknowledged);
          if (++count == acknowledgements) {
            process.toHandle().destroyForcibly();
          }
        }
      }
      assertTrue(count >= acknowledgements, "the process ended by itself in run " + run);
    } finally {
      process.toHandle().destroyForcibly();
      process.waitFor();
    }
  }

  private static void acknowledge(String line, Map<String, Long> acknowledged) {
    String[] words = line.split(" ");
    acknowledged.put(words[1], Long.parseLong(words[0]));
  }

  /** Where each order stands in the log. */
  private static final class Orders implements FactSink {
    private final Map<String, Long> sequences = new HashMap<>();
    private long sequence;

    @Override
    public void begin(
        long begun,
        long logTimeMicros,
        int ruleVersion,
        long commandIdHigh,
        long commandIdLow,
        long traceIdHigh,
        long traceIdLow,
        long spanId) {
      sequence = begun;
    }

    @Override
    public void orderAccepted(AcceptedOrder order) {
      sequences.put(order.clientOrderId().text(), sequence);
    }
  }
}
