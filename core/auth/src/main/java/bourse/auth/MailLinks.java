package bourse.auth;

import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
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
    RESET_PASSWORD(Duration.ofMinutes(30));

    private final Duration lifetime;

    Purpose(Duration lifetime) {
      this.lifetime = lifetime;
    }

    /** After this a link works no more. */
    Duration lifetime() {
      return lifetime;
    }
  }

  /** So many links of one purpose a user has at once: who asks for more fills a mailbox. */
  static final int MOST_AT_ONCE = 3;

  private static final int TOKEN_BYTES = 32;
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

  /**
   * Keeps a link as part of a durable transaction; that of nobody works for nobody, and takes as
   * long.
   *
   * @param user whose link; empty for nobody
   * @return whether there is such a link now; false when the user has enough of them
   */
  boolean add(Handle handle, Optional<UUID> user, Purpose purpose, String token) {
    OffsetDateTime now = now();
    boolean real = count(handle, user, purpose, now) < MOST_AT_ONCE && user.isPresent();
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

  private static int count(
      Handle handle, Optional<UUID> user, Purpose purpose, OffsetDateTime now) {
    return handle
        .createQuery(
            """
            select count(*) from mail_links
            where user_id = cast(:user as uuid) and purpose = :purpose and expires_at > :now
            """)
        .bind("user", user.map(UUID::toString).orElse(null))
        .bind("purpose", purpose.name())
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
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
