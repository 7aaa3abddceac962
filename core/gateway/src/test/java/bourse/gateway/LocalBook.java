package bourse.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client's copy of a book, kept as docs/guides/local-book.md says; the steps have its numbers.
 */
final class LocalBook {
  private final TreeMap<BigDecimal, String> bids = new TreeMap<>(Comparator.reverseOrder());
  private final TreeMap<BigDecimal, String> asks = new TreeMap<>();
  private long sequence = -1;

  /** Takes a message of the channel; false when there is a gap and the book must be asked anew. */
  boolean take(JsonNode message) {
    return switch (message.path("type").asText()) {
      case "snapshot" -> {
        // 2. A snapshot replaces everything.
        bids.clear();
        asks.clear();
        set(message.path("data"));
        sequence = message.path("sequence").asLong();
        yield true;
      }
      case "update" -> {
        // 3. An update belongs here only when it goes on where the last message ended.
        if (sequence < 0 || message.path("previous").asLong() != sequence) {
          sequence = -1;
          yield false;
        }
        set(message.path("data"));
        sequence = message.path("sequence").asLong();
        yield true;
      }
      // 4. A heartbeat says where the channel is: nothing may be missing.
      case "heartbeat" -> message.path("sequence").asLong() == sequence;
      default -> throw new IllegalArgumentException("Not of a book: " + message);
    };
  }

  long sequence() {
    return sequence;
  }

  List<List<String>> bids() {
    return levels(bids);
  }

  List<List<String>> asks() {
    return levels(asks);
  }

  private void set(JsonNode data) {
    set(bids, data.path("bids"));
    set(asks, data.path("asks"));
  }

  private static void set(Map<BigDecimal, String> side, JsonNode levels) {
    for (JsonNode level : levels) {
      BigDecimal price = new BigDecimal(level.path(0).asText());
      String quantity = level.path(1).asText();
      // Quantities are absolute; zero removes the level.
      if (new BigDecimal(quantity).signum() == 0) {
        side.remove(price);
      } else {
        side.put(price, quantity);
      }
    }
  }

  private static List<List<String>> levels(Map<BigDecimal, String> side) {
    List<List<String>> levels = new ArrayList<>();
    side.forEach((price, quantity) -> levels.add(List.of(price.toPlainString(), quantity)));
    return levels;
  }
}
