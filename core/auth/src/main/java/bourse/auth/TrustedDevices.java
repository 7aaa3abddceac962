package bourse.auth;

import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Devices that need no second factor at a log-in for a while, because their user said so when one
 * was shown there. A device holds a random token, the server its hash. Thread safe.
 */
final class TrustedDevices {
  /** One of a user's devices. */
  record Device(UUID id, String name, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {}

  private static final int TOKEN_BYTES = 32;
  private static final int MOST_LISTED = 500;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Database database;
  private final Duration lifetime;
  private final WallClock clock;

  TrustedDevices(Database database, Duration lifetime, WallClock clock) {
    this.database = database;
    this.lifetime = lifetime;
    this.clock = clock;
  }

  Duration lifetime() {
    return lifetime;
  }

  /** What a device keeps that is to be trusted. */
  static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Trusts a device from now on, as part of a durable transaction. */
  void trust(Handle handle, UUID user, String token, String name) {
    OffsetDateTime now = now();
    handle
        .createUpdate(
            """
            insert into trusted_devices (id, user_id, name, token_hash, created_at, last_used_at,
              expires_at)
            values (:id, :user, :name, :hash, :now, :now, :expires)
            """)
        .bind("id", Ids.uuid7())
        .bind("user", user)
        .bind("name", name)
        .bind("hash", Sha256.hex(token))
        .bind("now", now)
        .bind("expires", now.plus(lifetime))
        .execute();
  }

  /** Whether it is the token of a device that the user trusts; notes that it was used. */
  boolean isTrusted(UUID user, String token) {
    return database.write(handle ->
        handle
                .createUpdate(
                    """
                    update trusted_devices set last_used_at = :now
                    where user_id = :user and token_hash = :hash and expires_at > :now
                    """)
                .bind("now", now())
                .bind("user", user)
                .bind("hash", Sha256.hex(token))
                .execute()
            > 0);
  }

  /** The devices that a user trusts, newest first. */
  List<Device> list(UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select id, name, created_at, last_used_at, expires_at from trusted_devices
                    where user_id = :user and expires_at > :now order by id desc limit :most
                    """)
                .bind("user", user)
                .bind("now", now())
                .bind("most", MOST_LISTED)
                .map(TrustedDevices::device)
                .list());
  }

  /** Trusts a device no more; false when the user has no such device. */
  static boolean remove(Handle handle, UUID user, UUID id) {
    return handle
            .createUpdate("delete from trusted_devices where user_id = :user and id = :id")
            .bind("user", user)
            .bind("id", id)
            .execute()
        > 0;
  }

  /** Trusts none of a user's devices any more, as part of a transaction: with a new password. */
  static void removeAll(Handle handle, UUID user) {
    handle
        .createUpdate("delete from trusted_devices where user_id = :user")
        .bind("user", user)
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
                delete from trusted_devices where id in (select id from trusted_devices
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

  private static Device device(ResultSet row, StatementContext context) throws SQLException {
    return new Device(
        row.getObject("id", UUID.class),
        row.getString("name"),
        UserStore.instant(row, "created_at"),
        UserStore.instant(row, "last_used_at"),
        UserStore.instant(row, "expires_at"));
  }
}
