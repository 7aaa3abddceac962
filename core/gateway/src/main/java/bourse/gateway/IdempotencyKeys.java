package bourse.gateway;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.keys.ProtectedRows;
import bourse.platform.service.Housekeeping;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * What requests with an {@code Idempotency-Key} have answered, in SQL, for a day. A key is claimed
 * durably before its request does anything, so that nothing that is lost makes it happen twice.
 * Thread safe.
 */
public final class IdempotencyKeys {
  /** An answer. */
  record Answer(int status, OptionalLong sequence, String body) {}

  /**
   * A key that was claimed.
   *
   * @param requestHash of what it was claimed for
   * @param answer empty while there is none
   */
  record Claim(UUID id, String requestHash, Instant claimedAt, Optional<Answer> answer) {}

  private static final ProtectedTable TABLE = ProtectedTable.of("idempotency_keys", "id", "answer");
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int DELETED_AT_ONCE = 500;
  private static final String UNIQUE_VIOLATION = "23505";

  private final Database database;
  private final FieldCipher fields;
  private final WallClock clock;

  public IdempotencyKeys(Database database, FieldCipher fields, WallClock clock) {
    this.database = database;
    this.fields = fields;
    this.clock = clock;
  }

  /** The rows with encrypted columns. */
  public ProtectedRows protectedRows() {
    return new ProtectedRows(database, fields, TABLE);
  }

  /**
   * Claims a key.
   *
   * @return the claim's id; empty when the key is claimed already
   */
  Optional<UUID> claim(UUID user, String key, String requestHash) {
    UUID id = Ids.uuid7();
    try {
      return database.durably(handle -> {
        // What is over is free again, also when nobody has cleaned up yet.
        handle
            .createUpdate(
                "delete from idempotency_keys where user_id = :user and idempotency_key = :key"
                    + " and claimed_at <= :over")
            .bind("user", user)
            .bind("key", key)
            .bind("over", over())
            .execute();
        insert(handle, id, user, key, requestHash);
        return Optional.of(id);
      });
    } catch (UnableToExecuteStatementException e) {
      if (e.getCause() instanceof SQLException cause
          && UNIQUE_VIOLATION.equals(cause.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void insert(Handle handle, UUID id, UUID user, String key, String requestHash) {
    handle
        .createUpdate(
            """
            insert into idempotency_keys (id, user_id, idempotency_key, request_hash, claimed_at,
              key_version)
            values (:id, :user, :key, :hash, :now, :keyVersion)
            """)
        .bind("id", id)
        .bind("user", user)
        .bind("key", key)
        .bind("hash", requestHash)
        .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
        .bind("keyVersion", fields.currentVersion())
        .execute();
  }

  /** What is known of a key. */
  Optional<Claim> find(UUID user, String key) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select * from idempotency_keys
                    where user_id = :user and idempotency_key = :key and claimed_at > :over
                    """)
                .bind("user", user)
                .bind("key", key)
                .bind("over", over())
                .map(this::claimOf)
                .findOne());
  }

  private Claim claimOf(ResultSet row, StatementContext context) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    String sealed = row.getString("answer");
    Optional<Answer> answer = Optional.empty();
    if (sealed != null) {
      int status = row.getInt("status");
      long sequence = row.getLong("sequence");
      OptionalLong moved = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(sequence);
      answer = Optional.of(new Answer(status, moved, fields.decrypt(TABLE, "answer", id, sealed)));
    }
    return new Claim(
        id,
        row.getString("request_hash"),
        row.getObject("claimed_at", OffsetDateTime.class).toInstant(),
        answer);
  }

  /** Keeps what a claimed request has answered. */
  void keep(UUID id, Answer answer) {
    FieldCipher.Row row = fields.row(TABLE, id);
    database.durably(handle ->
        handle
            .createUpdate(
                """
                update idempotency_keys set status = :status, sequence = :sequence,
                  answer = :answer, key_version = :keyVersion
                where id = :id
                """)
            .bind("status", answer.status())
            .bind("sequence", answer.sequence().isPresent() ? answer.sequence().getAsLong() : null)
            .bind("answer", row.encrypt("answer", answer.body()))
            .bind("keyVersion", row.keyVersion())
            .bind("id", id)
            .execute());
  }

  /** Gives a key free again whose request has done nothing. */
  void release(UUID id) {
    database.write(handle ->
        handle
            .createUpdate("delete from idempotency_keys where id = :id")
            .bind("id", id)
            .execute());
  }

  /** Deletes what nobody asks for any more. */
  public Housekeeping.Chore cleanUp() {
    return new Housekeeping.Chore("old idempotency keys", this::deleteOver);
  }

  private boolean deleteOver() {
    return database.write(handle ->
        handle
            .createUpdate(
                """
                delete from idempotency_keys where id in (select id from idempotency_keys
                  where claimed_at <= :over order by claimed_at limit :most)
                """)
            .bind("over", over())
            .bind("most", DELETED_AT_ONCE)
            .execute())
        == DELETED_AT_ONCE;
  }

  private OffsetDateTime over() {
    return clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC);
  }
}
