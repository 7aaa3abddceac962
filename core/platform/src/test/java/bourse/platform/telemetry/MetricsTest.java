package bourse.platform.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.core.metrics.Histogram;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void whatIsCountedIsExposed() {
    Metrics metrics = new Metrics();
    metrics.counter("orders_total", "Orders by outcome.", "outcome").labelValues("accepted").inc(3);
    metrics.gauge("projection_lag", "Commands not yet in SQL.", () -> 7);
    Histogram seconds = metrics.seconds("order_seconds", "Order in to answer out.");
    seconds.observe(0.0004);
    String text = new String(metrics.exposition(), StandardCharsets.UTF_8);
    assertTrue(text.contains("orders_total{outcome=\"accepted\"} 3.0\n"), text);
    assertTrue(text.contains("projection_lag 7.0\n"), text);
    assertTrue(text.contains("order_seconds_bucket{le=\"5.0E-4\"} 1\n"), text);
    assertTrue(text.contains("order_seconds_bucket{le=\"2.5E-4\"} 0\n"), text);
    assertTrue(text.contains("jvm_memory_used_bytes"), text);
    assertTrue(metrics.contentType().startsWith("text/plain"), metrics.contentType());
  }

  @Test
  void aNameIsGivenOnce() {
    Metrics metrics = new Metrics();
    metrics.gauge("lag", "First.", () -> 1);
    assertThrows(IllegalArgumentException.class, () -> metrics.gauge("lag", "Second.", () -> 2));
    assertEquals(
        1,
        new String(metrics.exposition(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("lag "))
            .count());
  }
}
