package bourse.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private final EventJson json = new EventJson();

  @Test
  void anObjectLooksAsItsReadersKnowIt() {
    json.begin();
    json.writeObjectFieldStart("position");
    json.writeNumberField("sequence", Long.MAX_VALUE);
    json.writeNumberField("index", 0);
    json.writeEndObject();
    json.writeStringField("time", "now");
    json.writeArrayFieldStart("names");
    json.writeString("a");
    json.writeString("b");
    json.writeEndArray();
    json.writeBooleanField("kept", true);
    assertEquals(
        "{\"position\":{\"sequence\":9223372036854775807,\"index\":0},\"time\":\"now\",\"names\":[\"a\",\"b\"],\"kept\":true}",
        new String(json.end(), StandardCharsets.UTF_8));

    json.begin();
    assertEquals("{}", new String(json.end(), StandardCharsets.UTF_8));
  }

  @Test
  void anyTextComesBack() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j > 0; j--) {
        text.appendCodePoint(
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt(0x20);
              case 1 -> "\"\\/\u007f".charAt(random.nextInt(4));
              case 2 -> 0xE000 + random.nextInt(0x10000);
              default -> 'a' + random.nextInt(26);
            });
      }
      json.begin();
      json.writeStringField("text", text.toString());
      JsonNode read = new ObjectMapper().readTree(json.end());
      assertEquals(text.toString(), read.get("text").asText(), "seed " + seed);
    }
  }
}
