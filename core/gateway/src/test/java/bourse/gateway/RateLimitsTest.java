package bourse.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.gateway.Standing.Outcome;
import bourse.platform.http.Caller;
import bourse.platform.http.Subnet;
import bourse.platform.time.WallClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final long SECOND = 1_000_000;
  private static final LimitSettings SETTINGS =
      new LimitSettings(
          Duration.ofSeconds(10),
          100,
          200,
          300,
          20,
          Duration.ofSeconds(60),
          Duration.ofSeconds(150),
          Map.of(1001L, 3));
  private static final InetAddress HOME = Subnet.address("192.0.2.1");

  private final AtomicLong now = new AtomicLong(1_000_000 * SECOND);
  private final WallClock clock = now::get;
  private final RateLimits limits = new RateLimits(SETTINGS, Limits.NO_REDIS, clock);

  @Test
  void takesWeightUntilTheWindowIsUsedUp() {
    assertEquals(40, limits.take(HOME, 60).left());
    assertEquals(0, limits.take(HOME, 40).left());

    Standing refused = limits.take(HOME, 1);

    assertEquals(Outcome.REFUSED, refused.outcome());
    assertEquals(ErrorCode.THROTTLED, assertThrows(Fault.class, refused::require).code());
    // All of it in the first moment of this window: in the next it slides out, a tenth a second.
    assertEquals(11, refused.seconds());
    now.addAndGet(refused.seconds() * SECOND);
    assertEquals(Outcome.TAKEN, limits.take(HOME, 1).outcome());
    assertEquals(Outcome.TAKEN, limits.take(Subnet.address("192.0.2.2"), 100).outcome());
  }

  @Test
  void theWindowSlides() {
    now.addAndGet(9 * SECOND);
    limits.take(HOME, 100);
    now.addAndGet(2 * SECOND); // one second into the next: nine tenths still count
    assertEquals(Outcome.REFUSED, limits.take(HOME, 11).outcome());
    assertEquals(Outcome.TAKEN, limits.take(HOME, 10).outcome());
    now.addAndGet(20 * SECOND);
    assertEquals(90, limits.take(HOME, 10).left());
  }

  @Test
  void whoGoesOnIsKeptOutForLongerEachTime() {
    for (long seconds : new long[] {60, 120, 150, 150}) {
      assertEquals(seconds, bannedFor(), "ban");
      Standing banned = limits.take(HOME, 1);
      assertEquals(ErrorCode.BANNED, assertThrows(Fault.class, banned::require).code());
      now.addAndGet((seconds + 20) * SECOND);
      assertEquals(Outcome.TAKEN, limits.take(HOME, 1).outcome(), "the ban ends by itself");
    }
    now.addAndGet(90_000 * SECOND);
    assertEquals(60, bannedFor(), "a day later it is forgotten");
  }

  private long bannedFor() {
    Standing standing = limits.take(HOME, 100);
    int refusals = 0;
    while (standing.outcome() != Outcome.BANNED) {
      standing = limits.take(HOME, 100);
      assertTrue(refusals++ < 25, "never banned");
    }
    return standing.seconds();
  }

  @Test
  void aUserHasOneBudgetWhereverItComesFrom() {
    assertEquals(200, limits.take(caller(1000), 1).limit());
    assertEquals(600, limits.take(caller(1001), 1).limit(), "a market maker");
    assertEquals(100, limits.take(HOME, 1).limit());
  }

  @Test
  void oneNetworkOfVersion6IsOneAddress() {
    limits.take(Subnet.address("2001:db8:1:2::1"), 100);
    assertEquals(Outcome.REFUSED, limits.take(Subnet.address("2001:db8:1:2:9::2"), 1).outcome());
    assertEquals(Outcome.TAKEN, limits.take(Subnet.address("2001:db8:1:3::1"), 1).outcome());
  }

  @Test
  void withoutRedisItCountsAlone() {
    limits.take(HOME, 100);
    limits.addUp();
    limits.addUp();
    assertEquals(Outcome.REFUSED, limits.take(HOME, 1).outcome());
  }

  private static Caller caller(long account) {
    return new Caller(
        new UUID(1, account),
        account,
        Set.of(),
        new Caller.Authentication.Session(new UUID(2, account)));
  }
}
