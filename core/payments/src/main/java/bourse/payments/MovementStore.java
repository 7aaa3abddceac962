package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.payments.Movement.Kind;
import bourse.payments.Movement.Status;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Movements in SQL. */
final class MovementStore {
  private final Database database;

  MovementStore(Database database) {
    this.database = database;
  }

  /** The oldest first. */
  List<Movement> of(UUID deposit) {
    return database.jdbi().withHandle(handle -> of(handle, deposit));
  }

  List<Movement> of(Handle handle, UUID deposit) {
    return handle
        .select(
            "select * from payment_movements where deposit_id = ? order by created_at, reference",
            deposit)
        .map((row, context) -> movement(row))
        .list();
  }

  /**
   * Plans one, as part of a durable transaction.
   *
   * @return false when there is one with this reference
   */
  boolean plan(
      Handle handle, Deposit deposit, Kind kind, String reference, BigDecimal amount, Instant now) {
    return handle
            .createUpdate(
                """
                insert into payment_movements (id, reference, deposit_id, account_id, kind,
                  currency, amount, status, created_at)
                values (:id, :reference, :deposit, :account, :kind, :currency, :amount, 'PLANNED',
                  :now)
                on conflict do nothing
                """)
            .bind("id", Ids.uuid8(reference))
            .bind("reference", reference)
            .bind("deposit", deposit.id())
            .bind("account", deposit.account())
            .bind("kind", kind.name())
            .bind("currency", deposit.currency())
            .bind("amount", amount)
            .bind("now", DepositStore.utc(now))
            .execute()
        == 1;
  }

  /** Its command is made; durable before it is submitted. False when it is booked already. */
  boolean submit(UUID id, Instant now) {
    return database.durably(handle ->
        handle
                .createUpdate(
                    """
                    update payment_movements set status = 'SUBMITTED', submitted_at = :now
                    where id = :id and status in ('PLANNED', 'SUBMITTED')
                    """)
                .bind("now", DepositStore.utc(now))
                .bind("id", id)
                .execute()
            == 1);
  }

  /** If this note is lost, the ledger still tells. */
  void booked(UUID id, long sequence) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                update payment_movements set status = 'BOOKED', sequence = :sequence,
                  refusal = null
                where id = :id
                """)
            .bind("sequence", sequence)
            .bind("id", id)
            .execute());
  }

  void refused(UUID id, ErrorCode code) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                update payment_movements set status = 'PLANNED', refusal = :refusal
                where id = :id
                """)
            .bind("refusal", code.number())
            .bind("id", id)
            .execute());
  }

  /** Ends one that was refused, as part of a transaction. */
  void cancel(Handle handle, UUID id) {
    handle.execute(
        "update payment_movements set status = 'CANCELLED' where id = ? and status = 'PLANNED'",
        id);
  }

  /** Parts one that was not booked in two; the rest gets a reference of its own. */
  void split(Handle handle, Movement movement, BigDecimal first, String restReference) {
    handle
        .createUpdate("update payment_movements set amount = :amount where id = :id")
        .bind("amount", first)
        .bind("id", movement.id())
        .execute();
    handle
        .createUpdate(
            """
            insert into payment_movements (id, reference, deposit_id, account_id, kind, currency,
              amount, status, refusal, created_at)
            values (:id, :reference, :deposit, :account, :kind, :currency, :amount, 'PLANNED',
              :refusal, :created)
            """)
        .bind("id", Ids.uuid8(restReference))
        .bind("reference", restReference)
        .bind("deposit", movement.deposit())
        .bind("account", movement.account())
        .bind("kind", movement.kind().name())
        .bind("currency", movement.currency())
        .bind("amount", movement.amount().subtract(first))
        .bind("refusal", ErrorCode.INSUFFICIENT_FUNDS.number())
        .bind("created", DepositStore.utc(movement.createdAt()))
        .execute();
  }

  /** The sequence at which the log has the movement of this id, as far as it is projected. */
  OptionalLong sequenceInLog(UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select min(sequence) from transfers where id = :id")
                .bind("id", id)
                .map((row, context) -> {
                  long sequence = row.getLong(1);
                  return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(sequence);
                })
                .one());
  }

  private static Movement movement(ResultSet row) throws SQLException {
    long sequence = row.getLong("sequence");
    OptionalLong booked = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(sequence);
    int code = row.getInt("refusal");
    Optional<ErrorCode> refusal =
        row.wasNull() ? Optional.empty() : Optional.of(ErrorCode.of(code));
    return new Movement(
        row.getObject("id", UUID.class),
        row.getString("reference"),
        row.getObject("deposit_id", UUID.class),
        row.getLong("account_id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("currency"),
        row.getBigDecimal("amount"),
        Status.valueOf(row.getString("status")),
        refusal,
        booked,
        DepositStore.time(row, "submitted_at"),
        DepositStore.time(row, "created_at").orElseThrow());
  }
}
