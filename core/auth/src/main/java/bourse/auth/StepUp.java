package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.http.Caller;
import bourse.platform.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Whether the person behind a session has shown a factor a moment ago, which sensitive acts need:
 * an access token alone may be stolen. The factor is the password only of who has no other. Always
 * read from SQL. Thread safe.
 */
final class StepUp {
  private final Database database;
  private final Duration lifetime;
  private final WallClock clock;

  StepUp(Database database, Duration lifetime, WallClock clock) {
    this.database = database;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /** A factor was shown in this session just now; until when that is good. */
  Instant passed(UUID session) {
    // Not durably: after a power cut the person shows it once more.
    return database.write(handle -> passed(handle, session));
  }

  /** The same as part of a transaction. */
  Instant passed(Handle handle, UUID session) {
    Instant now = clock.instant();
    handle
        .createUpdate("update sessions set verified_at = :now where id = :id")
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("id", session)
        .execute();
    return now.plus(lifetime);
  }

  /**
   * Goes on only when the caller's session showed a factor lately. An API key never does.
   *
   * @throws Fault {@link ErrorCode#STEP_UP_REQUIRED}
   */
  void require(Caller caller) {
    if (caller.session().filter(this::isFresh).isEmpty()) {
      throw new Fault(
          ErrorCode.STEP_UP_REQUIRED,
          "Show a factor again first: POST /v1/auth/step-up with a code of your authenticator app,"
              + " or with your password when you have no second factor. Then send this again within"
              + " "
              + lifetime.toSeconds()
              + " seconds.");
    }
  }

  /**
   * Goes on only when the caller's session showed a second factor lately. Before there is one, no
   * password is good instead.
   *
   * @throws Fault {@link ErrorCode#SECOND_FACTOR_MISSING} or {@link ErrorCode#STEP_UP_REQUIRED}
   */
  void requireSecondFactor(Caller caller) {
    if (!hasSecondFactor(caller.userId())) {
      throw new Fault(
          ErrorCode.SECOND_FACTOR_MISSING,
          "This needs a second factor. Add an authenticator app or a passkey"
              + " to your own account first: in the console under Your account, Security, or by"
              + " POST /v1/me/totp. Nothing was done; then send this again.");
    }
    require(caller);
  }

  private boolean hasSecondFactor(UUID user) {
    return database.jdbi().withHandle(handle -> SecondFactors.areOn(handle, user));
  }

  private boolean isFresh(UUID session) {
    OffsetDateTime earliest = clock.instant().minus(lifetime).atOffset(ZoneOffset.UTC);
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select 1 from sessions where id = :id and verified_at > :earliest"
                        + " and revoked_at is null")
                .bind("id", session)
                .bind("earliest", earliest)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /** What was shown in other sessions counts no more: another factor is asked for from now on. */
  static void forgetOthers(Handle handle, UUID user, UUID session) {
    handle
        .createUpdate(
            "update sessions set verified_at = null where user_id = :user and id <> :session")
        .bind("user", user)
        .bind("session", session)
        .execute();
  }
}
