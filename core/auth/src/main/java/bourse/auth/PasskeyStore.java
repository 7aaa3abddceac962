package bourse.auth;

import bourse.platform.data.Database;
import bourse.platform.time.WallClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Passkeys in SQL: public keys, and what their authenticators have counted. */
final class PasskeyStore {
  /**
   * A passkey.
   *
   * @param credentialId what its authenticator calls it, Base64 for URLs
   * @param credential attested credential data, with the public key; Base64 for URLs
   * @param counter of its last use
   * @param backupEligible whether it may be on other devices too
   * @param flaggedAt when its counter went back, from when on it is refused
   */
  record Passkey(
      UUID id,
      UUID userId,
      String name,
      String credentialId,
      String credential,
      long counter,
      boolean backupEligible,
      boolean backedUp,
      Instant createdAt,
      Optional<Instant> lastUsedAt,
      Optional<Instant> flaggedAt) {}

  private final Database database;
  private final WallClock clock;

  PasskeyStore(Database database, WallClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** As part of a transaction; an error of SQL when there is one of this credential id. */
  static void insert(Handle handle, Passkey passkey) {
    handle
        .createUpdate(
            """
            insert into passkeys (id, user_id, name, credential_id, credential, counter,
              backup_eligible, backed_up, created_at)
            values (:id, :user, :name, :credentialId, :credential, :counter, :eligible, :backedUp,
              :created)
            """)
        .bind("id", passkey.id())
        .bind("user", passkey.userId())
        .bind("name", passkey.name())
        .bind("credentialId", passkey.credentialId())
        .bind("credential", passkey.credential())
        .bind("counter", passkey.counter())
        .bind("eligible", passkey.backupEligible())
        .bind("backedUp", passkey.backedUp())
        .bind("created", passkey.createdAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  Optional<Passkey> find(String credentialId) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from passkeys where credential_id = :id")
                .bind("id", credentialId)
                .map(PasskeyStore::passkey)
                .findOne());
  }

  /** The passkeys of a user, newest first. */
  List<Passkey> list(UUID user) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from passkeys where user_id = :user order by id desc")
                .bind("user", user)
                .map(PasskeyStore::passkey)
                .list());
  }

  /** How many a user has. */
  static int count(Handle handle, UUID user) {
    return handle
        .createQuery("select count(*) from passkeys where user_id = :user")
        .bind("user", user)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Notes a use, with what the authenticator counted; false when the counter has not gone on since,
   * or the passkey is flagged or gone.
   */
  boolean used(UUID id, long counter, boolean backedUp) {
    String wentOn = counter == 0 ? "counter = 0" : "counter < :counter";
    return database.durably(handle ->
        handle
                .createUpdate(
                    "update passkeys set counter = :counter, backed_up = :backedUp,"
                        + " last_used_at = :now where id = :id and flagged_at is null and "
                        + wentOn)
                .bind("counter", counter)
                .bind("backedUp", backedUp)
                .bind("now", now())
                .bind("id", id)
                .execute()
            > 0);
  }

  /** Refuses a passkey from now on, as part of a transaction. */
  void flag(Handle handle, UUID id) {
    handle
        .createUpdate("update passkeys set flagged_at = coalesce(flagged_at, :now) where id = :id")
        .bind("now", now())
        .bind("id", id)
        .execute();
  }

  /** False when the user has no such passkey. */
  static boolean rename(Handle handle, UUID user, UUID id, String name) {
    return handle
            .createUpdate("update passkeys set name = :name where id = :id and user_id = :user")
            .bind("name", name)
            .bind("id", id)
            .bind("user", user)
            .execute()
        > 0;
  }

  /** False when the user has no such passkey. */
  static boolean remove(Handle handle, UUID user, UUID id) {
    return handle
            .createUpdate("delete from passkeys where id = :id and user_id = :user")
            .bind("id", id)
            .bind("user", user)
            .execute()
        > 0;
  }

  static void removeAll(Handle handle, UUID user) {
    handle.createUpdate("delete from passkeys where user_id = :user").bind("user", user).execute();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Passkey passkey(ResultSet row, StatementContext context) throws SQLException {
    return new Passkey(
        row.getObject("id", UUID.class),
        row.getObject("user_id", UUID.class),
        row.getString("name"),
        row.getString("credential_id"),
        row.getString("credential"),
        row.getLong("counter"),
        row.getBoolean("backup_eligible"),
        row.getBoolean("backed_up"),
        UserStore.instant(row, "created_at"),
        instant(row, "last_used_at"),
        instant(row, "flagged_at"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
