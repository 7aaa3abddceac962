package bourse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A market in one line. */
final class MarketLine {
  private MarketLine() {}

  static String of(JsonNode market) {
    String planned =
        market.has("plannedStatus")
            ? "  %s at %s"
                .formatted(market.path("plannedStatus").asText(), market.path("plannedAt").asText())
            : "";
    return "%-15s %s%s"
        .formatted(market.path("symbol").asText(), market.path("status").asText(), planned);
  }
}
