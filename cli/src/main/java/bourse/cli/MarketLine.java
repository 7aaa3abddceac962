package bourse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A market in one line. */
final class MarketLine {
  private MarketLine() {}

  static String of(JsonNode market) {
    String planned =
        market.has("plannedStatus")
            ? "  %s at %s%s"
                .formatted(
                    market.path("plannedStatus").asText(),
                    market.path("plannedAt").asText(),
                    end(market, "plannedUncrossAt", "plannedAfterAuction"))
            : "";
    return "%-15s %s%s%s"
        .formatted(
            market.path("symbol").asText(),
            market.path("status").asText(),
            end(market, "uncrossAt", "statusAfterAuction"),
            planned);
  }

  private static String end(JsonNode market, String at, String then) {
    return market.has(at)
        ? " to %s, then %s".formatted(market.path(at).asText(), market.path(then).asText())
        : "";
  }
}
