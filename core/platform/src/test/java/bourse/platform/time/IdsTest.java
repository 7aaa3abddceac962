package bourse.platform.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void idsHaveTheVersionAndVariantAndTheTime() {
    long before = System.currentTimeMillis();
    UUID id = Ids.uuid7();
    assertEquals(7, id.version());
    assertEquals(2, id.variant());
    long millis = id.getMostSignificantBits() >>> 16;
    assertTrue(millis >= before && millis <= System.currentTimeMillis() + 1_000, "" + millis);
  }

  @Test
  void eachSortsAfterTheOneBeforeAndNoneRepeats() {
    Set<UUID> seen = new HashSet<>();
    String last = "";
    for (int i = 0; i < 100_000; i++) {
      UUID id = Ids.uuid7();
      assertTrue(seen.add(id));
      assertTrue(id.toString().compareTo(last) > 0);
      last = id.toString();
    }
  }

  /** sha256sum tells ba7816bf 8f01 cfea 4141 40de5dae2223 of abc. */
  @Test
  void aNameHasOneIdForEver() {
    assertEquals(UUID.fromString("ba7816bf-8f01-8fea-8141-40de5dae2223"), Ids.uuid8("abc"));
    assertEquals(8, Ids.uuid8("wire-1").version());
    assertEquals(2, Ids.uuid8("wire-1").variant());
    assertNotEquals(Ids.uuid8("wire-1"), Ids.uuid8("wire-2"));
  }

  @Test
  void theClockTellsMicroseconds() {
    Instant before = Instant.now().minusMillis(1);
    Instant told = WallClock.system().instant();
    assertTrue(told.isAfter(before) && told.isBefore(Instant.now().plusMillis(1)));
    assertEquals(Instant.parse("1969-12-31T23:59:59.999999Z"), ((WallClock) () -> -1).instant());
  }
}
