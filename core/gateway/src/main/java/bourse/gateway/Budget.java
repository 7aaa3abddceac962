package bourse.gateway;

import java.util.List;

/**
 * What one client has used of its limit: the weight of the present window, and of the one before as
 * far as that still reaches into the sliding one. Counted here first and then together with what
 * others counted; see {@link RateLimits}. Thread safe.
 *
 * <p>Times are in microseconds; windows are numbered from the epoch.
 */
final class Budget {
  /** Bans are forgotten after a day without one. */
  private static final long REMEMBERED_MICROS = 86_400_000_000L;

  private final Counted who;
  private final LimitSettings settings;
  private final long windowMicros;
  private long window;
  private long present;
  private long before;
  private long unsentPresent;
  private long unsentBefore;
  private int refusals;
  private long bannedUntil;
  private int bans;
  private boolean waitsForSync;

  Budget(Counted who, LimitSettings settings) {
    this.who = who;
    this.settings = settings;
    this.windowMicros = settings.window().toNanos() / 1_000;
  }

  Counted who() {
    return who;
  }

  /** Takes weight, or none of it when it is more than is left. */
  synchronized Standing take(long weight, int limit, long now) {
    turn(now);
    if (now < bannedUntil) {
      return Standing.banned(who.kind(), limit, seconds(bannedUntil - now));
    }
    double used = used(now);
    if (used + weight > limit) {
      refusals++;
      if (refusals >= settings.banAfter()) {
        ban(now);
        return Standing.banned(who.kind(), limit, seconds(bannedUntil - now));
      }
      return Standing.refused(who.kind(), limit, seconds(wait(weight, limit, now)));
    }
    present += weight;
    unsentPresent += weight;
    long left = (long) (limit - used - weight);
    return Standing.taken(who.kind(), limit, left, seconds(windowMicros - now % windowMicros));
  }

  /** Whether it has to be told to Redis, and was not noted for that yet. */
  synchronized boolean noteForSync() {
    if (waitsForSync) {
      return false;
    }
    waitsForSync = true;
    return true;
  }

  /**
   * What is not known in Redis yet, as the arguments of the script; from now on it counts as sent.
   */
  synchronized List<String> unsent(long now) {
    turn(now);
    waitsForSync = false;
    List<String> arguments =
        List.of(
            Long.toString(window),
            Long.toString(unsentPresent),
            Long.toString(unsentBefore),
            Long.toString(bannedUntil / 1_000),
            Integer.toString(bans));
    unsentPresent = 0;
    unsentBefore = 0;
    return arguments;
  }

  /** Takes back what was to be sent, since it did not arrive. */
  synchronized void notSent(List<String> arguments) {
    long then = Long.parseLong(arguments.getFirst());
    long sentPresent = Long.parseLong(arguments.get(1));
    if (then == window) {
      unsentPresent += sentPresent;
      unsentBefore += Long.parseLong(arguments.get(2));
    } else if (then == window - 1) {
      unsentBefore += sentPresent;
    }
  }

  /** What all together have counted, this one's last report included. */
  synchronized void learn(long ofWindow, long ofPresent, long ofBefore, long until, int ofBans) {
    if (ofWindow == window) {
      present = ofPresent + unsentPresent;
      before = ofBefore + unsentBefore;
    }
    bannedUntil = Math.max(bannedUntil, until * 1_000);
    bans = Math.max(bans, ofBans);
  }

  /** Whether nothing would be lost with it. */
  synchronized boolean isIdle(long now) {
    turn(now);
    return present == 0 && before == 0 && bannedUntil + REMEMBERED_MICROS < now;
  }

  private void turn(long now) {
    long passed = now / windowMicros - window;
    if (passed <= 0) {
      return;
    }
    before = passed == 1 ? present : 0;
    unsentBefore = passed == 1 ? unsentPresent : 0;
    present = 0;
    unsentPresent = 0;
    refusals = 0;
    window += passed;
  }

  private double used(long now) {
    double left = 1 - (double) (now % windowMicros) / windowMicros;
    return present + before * left;
  }

  /** Until the weight fits, as long as nothing else comes. */
  private long wait(long weight, int limit, long now) {
    long intoWindow = now % windowMicros;
    long fits = Math.max(0, limit - weight);
    if (present <= fits) {
      return windowMicros - (long) (windowMicros * (double) (fits - present) / before) - intoWindow;
    }
    return windowMicros
        - intoWindow
        + windowMicros
        - (long) (windowMicros * (double) fits / present);
  }

  private void ban(long now) {
    if (bannedUntil + REMEMBERED_MICROS < now) {
      bans = 0;
    }
    long longest = settings.longestBan().toNanos() / 1_000;
    long length = (settings.firstBan().toNanos() / 1_000) << Math.min(bans, 16);
    bannedUntil = now + Math.min(length, longest);
    bans++;
    refusals = 0;
  }

  private static long seconds(long micros) {
    return Math.max(1, Math.ceilDiv(micros, 1_000_000L));
  }
}
