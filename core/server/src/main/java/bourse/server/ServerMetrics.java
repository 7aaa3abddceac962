package bourse.server;

import bourse.gateway.StreamFigures;
import bourse.platform.service.Health;
import bourse.platform.telemetry.Metrics;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the server counts, under the names that dashboards use. */
final class ServerMetrics {
  private ServerMetrics() {}

  static void register(
      Metrics metrics, StreamFigures streams, Supplier<Map<String, Health>> health) {
    metrics.gauges(
        "bourse_part_up",
        "1 when a part works, 0.5 when it works with less, 0 when it does not.",
        "part",
        () ->
            health.get().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, part -> up(part.getValue()))));
    metrics.gauge("bourse_streams_open", "Open WebSocket connections.", streams::openConnections);
    metrics.counted(
        "bourse_stream_messages", "Messages sent over WebSocket.", streams::messagesSent);
    metrics.counted(
        "bourse_stream_conflations",
        "Times a slow reader was given fewer updates.",
        streams::conflations);
    metrics.counted(
        "bourse_stream_slow_closed",
        "Connections closed because they read too slowly.",
        streams::slowConnectionsEnded);
  }

  private static double up(Health health) {
    return switch (health.state()) {
      case UP -> 1;
      case DEGRADED -> 0.5;
      case DOWN -> 0;
    };
  }
}
