package bourse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** Answers of acts that may have to wait for a second person. */
final class Waiting {
  private Waiting() {}

  /**
   * What to print.
   *
   * @param done of the answer when the act was done at once
   */
  static String text(JsonNode answer, Function<JsonNode, String> done) {
    return answer.has("contentHash")
        ? "This waits for a second person: approval %s, until %s."
            .formatted(answer.path("id").asText(), answer.path("expiresAt").asText())
        : done.apply(answer);
  }
}
