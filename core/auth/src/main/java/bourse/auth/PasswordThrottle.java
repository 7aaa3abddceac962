package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;

/**
 * Slows down who guesses the password of one address, and ends it after {@link #MOST} wrong ones in
 * a row. The count is in SQL, so a restart does not set it back; it is kept of every address,
 * whether or not a user has it, so it tells nobody which it is. During a pause no password is
 * looked at, a right one neither. Thread safe.
 */
final class PasswordThrottle {
  /** So many wrong ones in a row begin the pauses. */
  static final int FIRST_PAUSED = 5;

  /** So many wrong ones in a row are the last. */
  static final int MOST = 100;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final Duration KEPT = Duration.ofDays(365);

  /** With {@link #FIRST_PAUSED}, fewer than {@link #MOST}: all of these may be wrong. */
  private static final int MOST_AT_ONCE = 64;

  /**
   * An attempt that may be looked at; it has to be ended as right or wrong.
   *
   * @param number which wrong one in a row it is, when it was counted before it was looked at
   */
  record Attempt(String addressHash, boolean isKnown, Optional<Integer> number) {}

  private record Failures(int count, Instant blockedUntil) {}

  private final Database database;
  private final SecretKeySpec key;
  private final WallClock clock;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * @param key hashes addresses, of which those without a user may be anything that somebody typed
   */
  PasswordThrottle(Database database, byte[] key, WallClock clock) {
    this.database = database;
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  /**
   * Begins an attempt. Once pauses have begun it is counted as wrong at once, so that of many at
   * the same time one is looked at.
   *
   * @throws Fault {@link ErrorCode#LOGIN_THROTTLED} with the time to wait, {@link
   *     ErrorCode#LOGIN_LOCKED}
   */
  Attempt begin(String email) {
    String hash = hash(email);
    enter(hash);
    try {
      Optional<Failures> failures =
          database.jdbi().withHandle(handle -> failures(handle, hash, ""));
      if (failures.isEmpty() || failures.get().count() < FIRST_PAUSED) {
        return new Attempt(hash, failures.isPresent(), Optional.empty());
      }
      return new Attempt(hash, true, Optional.of(claim(hash)));
    } catch (RuntimeException refused) {
      leave(hash);
      throw refused;
    }
  }

  private int claim(String hash) {
    return database.write(handle -> {
      Optional<Failures> failures = failures(handle, hash, " for update");
      failures.ifPresent(this::requireOpen);
      return count(handle, hash, failures);
    });
  }

  private void requireOpen(Failures failures) {
    if (failures.count() >= MOST) {
      throw new Fault(
          ErrorCode.LOGIN_LOCKED,
          "After "
              + MOST
              + " wrong passwords in a row none is taken for this address: choose a new one by mail"
              + " (POST /v1/password-resets), log in with a passkey, or ask the operator.");
    }
    Duration wait = Duration.between(clock.instant(), failures.blockedUntil());
    if (wait.isPositive()) {
      throw Fault.retryAfter(
          ErrorCode.LOGIN_THROTTLED,
          "After several wrong passwords none is looked at for this address for a while, a right one"
              + " neither; try again when Retry-After has passed.",
          wait);
    }
  }

  /** The password was right: the count begins anew. */
  void right(Attempt attempt) {
    leave(attempt.addressHash());
    if (attempt.isKnown()) {
      database.write(handle -> remove(handle, attempt.addressHash()));
    }
  }

  /** The password was wrong; how many it were in a row. */
  int wrong(Attempt attempt) {
    try {
      return attempt
          .number()
          .orElseGet(() ->
              database.write(handle ->
                  count(
                      handle,
                      attempt.addressHash(),
                      failures(handle, attempt.addressHash(), " for update"))));
    } finally {
      leave(attempt.addressHash());
    }
  }

  /** Nothing was found out about the password. */
  void broken(Attempt attempt) {
    leave(attempt.addressHash());
  }

  private int count(Handle handle, String hash, Optional<Failures> before) {
    Instant now = clock.instant();
    if (before.isEmpty()) {
      handle
          .createUpdate(
              """
              insert into login_failures (address_hash, failures, last_at, blocked_until)
              values (:hash, 0, :now, :now) on conflict do nothing
              """)
          .bind("hash", hash)
          .bind("now", utc(now))
          .execute();
    }
    int count = failures(handle, hash, " for update").orElseThrow().count() + 1;
    handle
        .createUpdate(
            """
            update login_failures set failures = :count, last_at = :now, blocked_until = :blocked
            where address_hash = :hash
            """)
        .bind("count", count)
        .bind("now", utc(now))
        .bind("blocked", utc(now.plus(pause(count))))
        .bind("hash", hash)
        .execute();
    return count;
  }

  private static Duration pause(int count) {
    if (count < FIRST_PAUSED) {
      return Duration.ZERO;
    }
    Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(count - FIRST_PAUSED, 10));
    return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
  }

  /** The wrong passwords of an address in a row; empty without any. */
  Optional<Users.WrongPasswords> wrongPasswords(String email) {
    String hash = hash(email);
    return database
        .jdbi()
        .withHandle(handle -> failures(handle, hash, ""))
        .map(failures -> {
          boolean locked = failures.count() >= MOST;
          return new Users.WrongPasswords(
              failures.count(),
              locked,
              Optional.of(failures.blockedUntil())
                  .filter(end -> !locked && end.isAfter(clock.instant())));
        });
  }

  /** Forgets the wrong passwords of an address, as part of a transaction; false without any. */
  boolean forget(Handle handle, String email) {
    return remove(handle, hash(email)) > 0;
  }

  /** The same in a transaction of its own, together with something else. */
  void forget(String email, Users.UnlockTogether together) {
    database.durably(handle -> {
      boolean any = forget(handle, email);
      together.write(handle, any);
      return any;
    });
  }

  private static int remove(Handle handle, String hash) {
    return handle
        .createUpdate("delete from login_failures where address_hash = :hash")
        .bind("hash", hash)
        .execute();
  }

  /**
   * Deletes some of those that were the last a year ago.
   *
   * @return whether there may be more
   */
  boolean deleteOld(int most) {
    return database.write(handle ->
        handle
            .createUpdate(
                """
                delete from login_failures where address_hash in (
                  select address_hash from login_failures where last_at < :before
                  order by last_at limit :most)
                """)
            .bind("before", utc(clock.instant().minus(KEPT)))
            .bind("most", most)
            .execute())
        == most;
  }

  private static Optional<Failures> failures(Handle handle, String hash, String lock) {
    return handle
        .createQuery(
            "select failures, blocked_until from login_failures where address_hash = :hash" + lock)
        .bind("hash", hash)
        .map((row, context) ->
            new Failures(row.getInt("failures"), UserStore.instant(row, "blocked_until")))
        .findOne();
  }

  private void enter(String hash) {
    int now = underWay.merge(hash, 1, Integer::sum);
    if (now > MOST_AT_ONCE) {
      leave(hash);
      throw new Fault(
          ErrorCode.LOGIN_THROTTLED,
          "Too many logins of this address are under way; try again shortly.");
    }
  }

  private void leave(String hash) {
    underWay.computeIfPresent(hash, (key, count) -> count == 1 ? null : count - 1);
  }

  private String hash(String email) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] address = NewUser.normalised(email).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(address));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
