package bourse.notification;

import bourse.notification.TextOutbox.Kept;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Text messages in SQL; numbers and texts are encrypted. */
final class TextStore {
  static final ProtectedTable TABLE = ProtectedTable.of("text_messages", "id", "recipient", "body");
  private static final int LONGEST_FAILURE = 500;

  private final Database database;
  private final FieldCipher fields;

  TextStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  /**
   * @param nextAttempt empty when nothing is to be sent
   */
  void insert(Handle handle, TextMessage message, Instant now, Optional<Instant> nextAttempt) {
    UUID id = Ids.uuid7();
    FieldCipher.Row row = fields.row(TABLE, id);
    handle
        .createUpdate(
            """
            insert into text_messages (id, recipient, body, created_at, next_attempt_at,
              key_version)
            values (:id, :recipient, :body, :now, :next, :version)
            """)
        .bind("id", id)
        .bind("recipient", row.encrypt("recipient", message.recipient()))
        .bind("body", row.encrypt("body", message.text()))
        .bind("now", utc(now))
        .bindByType("next", nextAttempt.map(TextStore::utc).orElse(null), OffsetDateTime.class)
        .bind("version", row.keyVersion())
        .execute();
  }

  /** Those whose time has come, the longest waiting first. */
  List<Kept> due(Instant now, int limit) {
    return list(
        "select * from text_messages where next_attempt_at <= ? order by next_attempt_at limit ?",
        utc(now),
        limit);
  }

  /** Newest first. */
  List<Kept> latest(int limit) {
    return list("select * from text_messages order by id desc limit ?", limit);
  }

  private List<Kept> list(String sql, Object... values) {
    return database
        .jdbi()
        .withHandle(handle -> handle.select(sql, values).map((row, context) -> kept(row)).list());
  }

  /** An attempt failed, and there will be another. */
  void failed(UUID id, String failure, Instant nextAttempt) {
    database.write(handle ->
        handle.execute(
            "update text_messages set attempts = attempts + 1, next_attempt_at = ?, failure = ?"
                + " where id = ?",
            utc(nextAttempt),
            shortened(failure),
            id));
  }

  /** It will not be sent any more. Its text is of no more use, and goes. */
  void givenUp(Kept kept, String failure) {
    done(kept, Optional.empty(), Optional.empty(), Optional.of(shortened(failure)));
  }

  /** The provider has it, and calls it so. Its text may open something, and goes. */
  void sent(Kept kept, String providerId, Instant at) {
    done(kept, Optional.of(at), Optional.of(providerId), Optional.empty());
  }

  private void done(
      Kept kept, Optional<Instant> sentAt, Optional<String> providerId, Optional<String> failure) {
    FieldCipher.Row row = fields.row(TABLE, kept.id());
    database.write(handle ->
        handle
            .createUpdate(
                """
                update text_messages set attempts = attempts + 1, next_attempt_at = null,
                  sent_at = :sent, provider_id = :provider, failure = :failure,
                  recipient = :recipient, body = :body, key_version = :version
                where id = :id
                """)
            .bindByType("sent", sentAt.map(TextStore::utc).orElse(null), OffsetDateTime.class)
            .bindByType("provider", providerId.orElse(null), String.class)
            .bindByType("failure", failure.orElse(null), String.class)
            .bind("recipient", row.encrypt("recipient", kept.message().recipient()))
            .bind("body", row.encrypt("body", ""))
            .bind("version", row.keyVersion())
            .bind("id", kept.id())
            .execute());
  }

  /** How many there were to delete, of those from before a time. */
  int deleteBefore(Instant time, int most) {
    return database.write(handle ->
        handle.execute(
            "delete from text_messages where id in (select id from text_messages"
                + " where created_at < ? order by created_at limit ?)",
            utc(time),
            most));
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST_FAILURE));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private Kept kept(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new Kept(
        id,
        new TextMessage(
            fields.decrypt(TABLE, "recipient", id, row.getString("recipient")),
            fields.decrypt(TABLE, "body", id, row.getString("body"))),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getInt("attempts"),
        Optional.ofNullable(row.getObject("sent_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("failure")));
  }
}
