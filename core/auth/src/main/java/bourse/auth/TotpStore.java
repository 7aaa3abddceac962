package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.time.WallClock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The authenticator app of each user, in SQL: its seed, encrypted; the last step whose code was
 * taken, so that a code works once on every server and after a restart; and how many wrong codes
 * there were since. What writes is part of a durable transaction. Thread safe.
 */
final class TotpStore {
  /** So many wrong codes one after the other lock the app. */
  static final int MOST_WRONG_CODES = 10;

  /** What became of a code. */
  enum Outcome {
    RIGHT,
    /** Also one that was taken before. */
    WRONG,
    /** Wrong once too often: from now on none is taken. */
    WRONG_AND_LOCKED,
    /** Right or not: too many were wrong before. */
    LOCKED,
    /** There is no app. */
    NONE
  }

  /** What a user's app is like. */
  record State(boolean confirmed, boolean locked) {}

  private record Held(String seed, boolean confirmed, long lastStep, int wrongCodes) {
    boolean isLocked() {
      return wrongCodes >= MOST_WRONG_CODES;
    }
  }

  /** What of a row is encrypted. */
  static final ProtectedTable FACTORS = ProtectedTable.of("totp_factors", "user_id", "seed");

  private final FieldCipher fields;
  private final WallClock clock;

  TotpStore(FieldCipher fields, WallClock clock) {
    this.fields = fields;
    this.clock = clock;
  }

  static Optional<State> state(Handle handle, UUID user) {
    return handle
        .createQuery("select confirmed_at, wrong_codes from totp_factors where user_id = :user")
        .bind("user", user)
        .map((row, context) ->
            new State(
                row.getObject("confirmed_at") != null,
                row.getInt("wrong_codes") >= MOST_WRONG_CODES))
        .findOne();
  }

  /**
   * Keeps the seed of a new app in place of one that was never confirmed.
   *
   * @throws Fault {@link ErrorCode#ALREADY_EXISTS} when there is a confirmed one
   */
  void begin(Handle handle, UUID user, byte[] seed) {
    if (held(handle, user).filter(Held::confirmed).isPresent()) {
      throw new Fault(
          ErrorCode.ALREADY_EXISTS,
          "You have an authenticator app already; remove it before you add another.");
    }
    remove(handle, user);
    FieldCipher.Row row = fields.row(FACTORS, user);
    handle
        .createUpdate(
            """
            insert into totp_factors (user_id, seed, key_version, created_at)
            values (:user, :seed, :keyVersion, :now)
            """)
        .bind("user", user)
        .bind("seed", row.encrypt("seed", Totp.text(seed)))
        .bind("keyVersion", row.keyVersion())
        .bind("now", now())
        .execute();
  }

  /** Takes the first code of a new app, from which on it counts. */
  Outcome confirm(Handle handle, UUID user, String code) {
    return held(handle, user)
        .filter(held -> !held.confirmed())
        .map(held -> taken(handle, user, held, code))
        .orElse(Outcome.NONE);
  }

  /** Takes a code of an app that counts. Of two with the same code one is right. */
  Outcome take(Handle handle, UUID user, String code) {
    return held(handle, user)
        .filter(Held::confirmed)
        .map(held -> taken(handle, user, held, code))
        .orElse(Outcome.NONE);
  }

  private Outcome taken(Handle handle, UUID user, Held held, String code) {
    if (held.isLocked()) {
      return Outcome.LOCKED;
    }
    OptionalLong step = Totp.matchingStep(Totp.seed(held.seed()), code, clock.instant());
    if (step.isEmpty() || step.getAsLong() <= held.lastStep()) {
      setWrongCodes(handle, user, held.wrongCodes() + 1);
      return held.wrongCodes() + 1 < MOST_WRONG_CODES ? Outcome.WRONG : Outcome.WRONG_AND_LOCKED;
    }
    handle
        .createUpdate(
            """
            update totp_factors set last_step = :step, wrong_codes = 0,
              confirmed_at = coalesce(confirmed_at, :now)
            where user_id = :user
            """)
        .bind("step", step.getAsLong())
        .bind("now", now())
        .bind("user", user)
        .execute();
    return Outcome.RIGHT;
  }

  /** Forgets the wrong codes: the person has shown another factor. */
  static void unlock(Handle handle, UUID user) {
    setWrongCodes(handle, user, 0);
  }

  private static void setWrongCodes(Handle handle, UUID user, int count) {
    handle
        .createUpdate("update totp_factors set wrong_codes = :count where user_id = :user")
        .bind("count", count)
        .bind("user", user)
        .execute();
  }

  /** Removes the app; false when there was none. */
  static boolean remove(Handle handle, UUID user) {
    return handle
            .createUpdate("delete from totp_factors where user_id = :user")
            .bind("user", user)
            .execute()
        > 0;
  }

  /** The row stays locked until the transaction ends. */
  private Optional<Held> held(Handle handle, UUID user) {
    return handle
        .createQuery(
            """
            select seed, confirmed_at, last_step, wrong_codes from totp_factors
            where user_id = :user for update
            """)
        .bind("user", user)
        .map((row, context) ->
            new Held(
                fields.decrypt(FACTORS, "seed", user, row.getString("seed")),
                row.getObject("confirmed_at") != null,
                row.getLong("last_step"),
                row.getInt("wrong_codes")))
        .findOne();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
