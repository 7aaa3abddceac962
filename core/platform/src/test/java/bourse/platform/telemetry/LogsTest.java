package bourse.platform.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogsTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream errorStream = System.err;

  @BeforeEach
  void redirect() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(errorStream);
    Logs.start(LogSettings.Format.HUMAN, LogSettings.Level.WARN);
  }

  @Test
  void everyLoggingApiEndsInOneJsonLinePerEvent() throws Exception {
    Logs.start(LogSettings.Format.JSON, LogSettings.Level.INFO);
    MDC.put(Logs.REQUEST_ID, "r-1");
    MDC.put(Logs.TRACE_ID, "4bf92f3577b34da6a3ce929d0e0e4736");
    LoggerFactory.getLogger("bourse.a").info("placed \"{}\"\nforged", 7);
    MDC.clear();
    System.getLogger("bourse.b").log(System.Logger.Level.WARNING, "from System.Logger");
    java.util.logging.Logger.getLogger("bourse.c").severe("from java.util.logging");
    LoggerFactory.getLogger("bourse.d").error("failed", new IllegalStateException("why"));
    List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(4, lines.size(), lines.toString());
    ObjectMapper json = new ObjectMapper();
    JsonNode first = json.readTree(lines.get(0));
    assertEquals("placed \"7\"\nforged", first.get("message").asText());
    assertEquals("r-1", first.get("requestId").asText());
    assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", first.get("traceId").asText());
    assertEquals("INFO", first.get("level").asText());
    assertEquals("from System.Logger", json.readTree(lines.get(1)).get("message").asText());
    assertEquals("WARN", json.readTree(lines.get(1)).get("level").asText());
    assertEquals("bourse.c", json.readTree(lines.get(2)).get("logger").asText());
    assertTrue(
        json.readTree(lines.get(3)).get("error").asText().contains("IllegalStateException: why"));
  }

  @Test
  void aPersonGetsShortLinesThatCanNotBeForged() {
    Logs.start(LogSettings.Format.HUMAN, LogSettings.Level.INFO);
    LoggerFactory.getLogger("bourse.platform.Thing").info("ready\n12:00:00 ERROR forged");
    String text = written.toString(StandardCharsets.UTF_8);
    assertTrue(
        text.matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  Thing: ready \\| 12:00:00 ERROR forged\\R"),
        text);
  }

  @Test
  void noisyPartsAndLowLevelsAreQuiet() {
    Logs.start(LogSettings.Format.HUMAN, LogSettings.Level.INFO);
    LoggerFactory.getLogger("org.apache.kafka.common.metrics.Metrics").info("noise");
    LoggerFactory.getLogger("org.apache.kafka.clients.NetworkClient").warn("noise");
    LoggerFactory.getLogger("bourse.x").debug("noise");
    assertFalse(written.toString(StandardCharsets.UTF_8).contains("noise"));
  }
}
