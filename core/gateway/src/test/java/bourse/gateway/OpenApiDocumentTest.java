package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the contract promises of all operations of a kind. */
class OpenApiDocumentTest {
  private static final String KEY = "Idempotency-Key";

  /** They keep their keys in the command log. */
  private static final Set<String> OF_ORDERS =
      Set.of("POST /v1/orders", "POST /v1/orders/{id}/replacement", "POST /v1/order-lists");

  private final OpenApiDocument contract = OpenApiDocument.load();

  @Test
  void everyPostThatCreatesCanBeRepeatedWithItsKey() throws IOException {
    Set<String> without = new TreeSet<>();
    for (String operation : contract.operations()) {
      String[] words = operation.split(" ");
      boolean takesKey = contract.parameters(words[0], words[1], "header").contains(KEY);
      boolean isKept = contract.isIdempotent(words[0], words[1]) || OF_ORDERS.contains(operation);
      assertEquals(isKept, takesKey, operation + " takes a key and keeps its promise, or neither");
      if (words[0].equals("POST") && !takesKey) {
        without.add(operation);
      }
    }
    assertEquals(reviewed(), without);
  }

  private static Set<String> reviewed() throws IOException {
    Set<String> operations = new TreeSet<>();
    try (InputStream file = OpenApiDocumentTest.class.getResourceAsStream("without-key.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> {
            String[] parts = line.split(" {2,}", 2);
            assertTrue(parts.length == 2 && !parts[1].isBlank(), line + " says why");
            operations.add(parts[0]);
          });
    }
    return operations;
  }
}
