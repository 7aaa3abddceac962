package bourse.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  @Test
  void aTimeIsWrittenAsTheFormatterOfTheJdkWritesIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long from = Instant.parse("-0010-01-01T00:00:00Z").getEpochSecond();
    long to = Instant.parse("+10010-12-31T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 2_000; i++) {
      Instant time =
          Instant.ofEpochSecond(random.nextLong(from, to), random.nextInt(1_000_000_000));
      assertEquals(MICROSECONDS.format(time), Times.text(time), "seed " + seed);
    }
    assertEquals("1970-01-01T00:00:00.000000Z", Times.text(Instant.EPOCH));
    assertEquals(
        "2024-02-29T23:59:59.999999Z", Times.text(Instant.parse("2024-02-29T23:59:59.999999999Z")));
  }
}
