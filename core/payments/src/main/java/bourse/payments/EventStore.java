package bourse.payments;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What providers told, in SQL, as it came. */
final class EventStore {
  static final ProtectedTable EVENTS = ProtectedTable.of("payment_events", "id", "body");

  /** An event, without its body. */
  record Kept(UUID id, String eventId, String type, Instant receivedAt) {}

  private final Database database;
  private final FieldCipher fields;

  EventStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  /** Whether an event with this id, or exactly this body, came before. */
  boolean knows(String connector, String eventId, String bodyHash) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    select 1 from payment_events where connector = :connector
                      and (event_id = :event or body_hash = :hash) limit 1
                    """)
                .bind("connector", connector)
                .bind("event", eventId)
                .bind("hash", bodyHash)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /**
   * Keeps an event, as part of a durable transaction.
   *
   * @return false when it was kept before
   */
  boolean insert(
      Handle handle,
      String connector,
      Connector.Event event,
      Optional<UUID> deposit,
      byte[] body,
      Instant now) {
    UUID id = Ids.uuid7();
    FieldCipher.Row row = fields.row(EVENTS, id);
    return handle
            .createUpdate(
                """
                insert into payment_events (id, connector, event_id, body_hash, type, deposit_id,
                  body, received_at, key_version)
                values (:id, :connector, :event, :hash, :type, cast(:deposit as uuid), :body, :now,
                  :keyVersion)
                on conflict do nothing
                """)
            .bind("id", id)
            .bind("connector", connector)
            .bind("event", event.id())
            .bind("hash", Hmac.hash(body))
            .bind("type", event.type())
            .bindByType("deposit", deposit.orElse(null), UUID.class)
            .bind("body", row.encrypt("body", new String(body, StandardCharsets.UTF_8)))
            .bind("now", DepositStore.utc(now))
            .bind("keyVersion", row.keyVersion())
            .execute()
        == 1;
  }

  /** The events about a deposit, the oldest first. */
  List<Kept> of(UUID deposit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select id, event_id, type, received_at from payment_events"
                        + " where deposit_id = ? order by id",
                    deposit)
                .map((row, context) ->
                    new Kept(
                        row.getObject("id", UUID.class),
                        row.getString("event_id"),
                        row.getString("type"),
                        DepositStore.time(row, "received_at").orElseThrow()))
                .list());
  }
}
