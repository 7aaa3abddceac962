package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.time.WallClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Slows down who tries passwords of many users from one place: an IPv4 address, or an IPv6 network
 * of 64 bits. Counted in this process. Thread safe.
 */
final class SprayThrottle {
  static final Duration WINDOW = Duration.ofMinutes(10);

  private static final int NETWORK_BYTES = 8;
  private static final int MOST_REMEMBERED = 100_000;

  /** Places that can't be remembered one by one count as one. */
  private static final String OTHERS = "others";

  private record Count(int wrong, long untilMicros) {}

  private final int most;
  private final WallClock clock;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /**
   * @param most so many wrong passwords from one place within {@link #WINDOW}
   */
  SprayThrottle(int most, WallClock clock) {
    this.most = most;
    this.clock = clock;
  }

  /**
   * Goes on unless there were too many wrong passwords from there.
   *
   * @throws Fault {@link ErrorCode#LOGIN_THROTTLED} with the time to wait
   */
  void require(Optional<String> address) {
    if (address.isEmpty()) {
      return;
    }
    Count count = counts.get(place(address.get()));
    long leftMicros = count == null ? 0 : count.untilMicros() - clock.micros();
    if (leftMicros > 0 && count.wrong() >= most) {
      throw Fault.retryAfter(
          ErrorCode.LOGIN_THROTTLED,
          "There were too many wrong passwords from your network; try again when Retry-After has"
              + " passed, or log in with a passkey.",
          Duration.ofNanos(leftMicros * 1_000));
    }
  }

  /** A password from there was wrong. */
  void wrong(Optional<String> address) {
    long now = clock.micros();
    address.ifPresent(from -> {
      String place = place(from);
      if (counts.size() >= MOST_REMEMBERED && !counts.containsKey(place)) {
        counts.values().removeIf(count -> count.untilMicros() <= now);
        place = counts.size() >= MOST_REMEMBERED ? OTHERS : place;
      }
      counts.merge(
          place,
          new Count(1, now + WINDOW.toNanos() / 1_000),
          (known, first) ->
              known.untilMicros() <= now
                  ? first
                  : new Count(known.wrong() + 1, known.untilMicros()));
    });
  }

  private static String place(String address) {
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, NETWORK_BYTES));
  }
}
