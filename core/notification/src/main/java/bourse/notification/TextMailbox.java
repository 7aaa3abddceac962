package bourse.notification;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.Keystore;
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
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The mailbox of text messages: nothing is sent, the operator reads them ({@code bourse sms list})
 * while no provider is connected. Numbers and texts are encrypted. Thread safe.
 */
public final class TextMailbox implements Texter {
  private static final ProtectedTable TABLE =
      ProtectedTable.of("text_messages", "id", "recipient", "body");
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int DELETED_AT_ONCE = 500;

  /**
   * A message in the mailbox.
   *
   * @param createdAt when it was posted
   */
  public record Kept(UUID id, TextMessage message, Instant createdAt) {}

  private final Database database;
  private final FieldCipher fields;
  private final WallClock clock;

  public TextMailbox(Database database, Keystore keystore, WallClock clock) {
    this.database = database;
    this.fields = new FieldCipher(keystore);
    this.clock = clock;
  }

  @Override
  public void post(Handle handle, TextMessage message) {
    UUID id = Ids.uuid7();
    FieldCipher.Row row = fields.row(TABLE, id);
    handle
        .createUpdate(
            """
            insert into text_messages (id, recipient, body, created_at, key_version)
            values (:id, :recipient, :body, :now, :version)
            """)
        .bind("id", id)
        .bind("recipient", row.encrypt("recipient", message.recipient()))
        .bind("body", row.encrypt("body", message.text()))
        .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
        .bind("version", row.keyVersion())
        .execute();
  }

  /** The latest, newest first. */
  public List<Kept> latest(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from text_messages order by id desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> kept(row))
                .list());
  }

  /** The rows with encrypted columns. */
  public ProtectedRows protectedRows() {
    return new ProtectedRows(database, fields, TABLE);
  }

  /** Deletes what is a day old. */
  public Housekeeping.Chore cleanUp() {
    return new Housekeeping.Chore(
        "old text messages", () -> deleteBefore(clock.instant().minus(KEPT)) == DELETED_AT_ONCE);
  }

  private int deleteBefore(Instant time) {
    return database.write(handle ->
        handle
            .createUpdate(
                """
                delete from text_messages where id in (select id from text_messages
                  where created_at < :before order by created_at limit :most)
                """)
            .bind("before", time.atOffset(ZoneOffset.UTC))
            .bind("most", DELETED_AT_ONCE)
            .execute());
  }

  private Kept kept(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new Kept(
        id,
        new TextMessage(
            fields.decrypt(TABLE, "recipient", id, row.getString("recipient")),
            fields.decrypt(TABLE, "body", id, row.getString("body"))),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
