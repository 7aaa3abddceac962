package bourse.auth;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.data.Database;
import bourse.platform.http.FieldChecks;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Links in mails, by which whoever reads a user's mail may do one thing once. A link holds a random
 * token, the database its hash. Thread safe.
 */
final class MailLinks {
  /** What a link is for. */
  enum Purpose {
    RESET_PASSWORD(Duration.ofMinutes(30), 3, Duration.ofMinutes(30), Duration.ZERO),
    VERIFY_EMAIL(Duration.ofDays(1), 3, Duration.ofHours(1), Duration.ofMinutes(5)),
    FREEZE(Duration.ofDays(7), 10, Duration.ofHours(1), Duration.ZERO);

    private final Duration lifetime;
    private final int most;
    private final Duration countedFor;
    private final Duration pause;

    /**
     * @param most so many a user gets within a while: who asks for more fills a mailbox
     * @param countedFor that while
     * @param pause after one there is none for so long, which is less
     */
    Purpose(Duration lifetime, int most, Duration countedFor, Duration pause) {
      this.lifetime = lifetime;
      this.most = most;
      this.countedFor = countedFor;
      this.pause = pause;
    }

    /** After this a link works no more. */
    Duration lifetime() {
      return lifetime;
    }

    /** So many a user gets within a while. */
    int most() {
      return most;
    }

    /** After a link there is no other for so long. */
    Duration pause() {
      return pause;
    }
  }

  private static final int TOKEN_BYTES = 32;
  private static final int LONGEST_TOKEN = 100;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final WallClock clock;

  MailLinks(Database database, WallClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What a new link holds. */
  static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Adds what is wrong with a token that somebody sends. */
  static void checkToken(FieldChecks checks, String token) {
    if (checks.required("token", token)) {
      checks.check(
          !token.isBlank() && token.length() <= LONGEST_TOKEN,
          "token",
          "length",
          "The token is what follows the last / of the link in the mail.");
    }
  }

  /** What the user of a link is told that does not work. */
  static Fault invalid() {
    return new Fault(
        ErrorCode.LINK_INVALID,
        "This link was used, is too old, or was never given out; ask for a new one.");
  }

  /**
   * Keeps a link as part of a durable transaction; that of nobody works for nobody, and takes as
   * long.
   *
   * @param user whose link; empty for nobody
   * @return whether there is such a link now; false when the user has got enough of them
   */
  boolean add(Handle handle, Optional<UUID> user, Purpose purpose, String token) {
    OffsetDateTime now = now();
    // One query whatever it finds: a second one for some would tell who has a user.
    List<OffsetDateTime> earlier =
        createdAfter(handle, user, purpose, now.minus(purpose.countedFor));
    boolean real =
        user.isPresent()
            && earlier.size() < purpose.most
            && earlier.stream().noneMatch(now.minus(purpose.pause)::isBefore);
    handle
        .createUpdate(
            """
            insert into mail_links (id, user_id, purpose, token_hash, created_at, expires_at)
            values (:id, cast(:user as uuid), :purpose, :hash, :now, :expires)
            """)
        .bind("id", Ids.uuid7())
        .bind("user", real ? user.get().toString() : null)
        .bind("purpose", purpose.name())
        .bind("hash", Sha256.hex(token))
        .bind("now", now)
        .bind("expires", now.plus(purpose.lifetime()))
        .execute();
    return real;
  }

  private static List<OffsetDateTime> createdAfter(
      Handle handle, Optional<UUID> user, Purpose purpose, OffsetDateTime after) {
    return handle
        .createQuery(
            """
            select created_at from mail_links
            where user_id = :user and purpose = :purpose and created_at > :after
            """)
        // Not null for nobody: H2 goes through all that have none, and is slower with each.
        .bind("user", user.orElseGet(Ids::uuid7))
        .bind("purpose", purpose.name())
        .bind("after", after)
        .mapTo(OffsetDateTime.class)
        .list();
  }

  /** Whose link it is, as long as it works. */
  Optional<UUID> owner(Purpose purpose, String token) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select user_id from mail_links
                    where token_hash = :hash and purpose = :purpose and expires_at > :now
                      and user_id is not null
                    """)
                .bind("hash", Sha256.hex(token))
                .bind("purpose", purpose.name())
                .bind("now", now())
                .mapTo(UUID.class)
                .findOne());
  }

  /**
   * Uses a link up, as part of a transaction, and with it the user's others of this purpose. Of two
   * at the same time one succeeds.
   *
   * @return whether it worked until now
   */
  boolean use(Handle handle, UUID user, Purpose purpose, String token) {
    int used =
        handle
            .createUpdate(
                """
                delete from mail_links
                where token_hash = :hash and purpose = :purpose and user_id = :user
                  and expires_at > :now
                """)
            .bind("hash", Sha256.hex(token))
            .bind("purpose", purpose.name())
            .bind("user", user)
            .bind("now", now())
            .execute();
    if (used > 0) {
      removeAll(handle, user, purpose);
    }
    return used > 0;
  }

  /** None of the user's links of this purpose works any more. */
  static void removeAll(Handle handle, UUID user, Purpose purpose) {
    handle
        .createUpdate("delete from mail_links where user_id = :user and purpose = :purpose")
        .bind("user", user)
        .bind("purpose", purpose.name())
        .execute();
  }

  /**
   * Deletes some of those whose time is over.
   *
   * @return whether there may be more
   */
  boolean deleteExpired(int most) {
    return database.write(handle ->
        handle
            .createUpdate(
                """
                delete from mail_links where id in (select id from mail_links
                  where expires_at <= :now order by expires_at limit :most)
                """)
            .bind("now", now())
            .bind("most", most)
            .execute())
        == most;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
