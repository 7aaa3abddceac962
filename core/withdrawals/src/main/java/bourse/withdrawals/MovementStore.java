package bourse.withdrawals;

import static bourse.withdrawals.Rows.time;
import static bourse.withdrawals.Rows.utc;

import bourse.domain.ErrorCode;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.withdrawals.Movement.Kind;
import bourse.withdrawals.Movement.Status;
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
  /** A hold as the projection has it. */
  record Held(long id, String status, BigDecimal left) {}

  private final Database database;

  MovementStore(Database database) {
    this.database = database;
  }

  /** In the order in which they are booked. */
  List<Movement> of(UUID withdrawal) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from withdrawal_movements where withdrawal_id = ?", withdrawal)
                .map((row, context) -> movement(row))
                .list())
        .stream()
        .sorted((one, other) -> one.kind().compareTo(other.kind()))
        .toList();
  }

  /** By which a movement is known, for ever. */
  static String reference(UUID withdrawal, Kind kind) {
    return "withdrawal:" + withdrawal + ":" + kind;
  }

  /**
   * Plans one, as part of a durable transaction.
   *
   * @param house the account of the house on the other side; 0 for none
   * @return false when it was planned before
   */
  boolean plan(
      Handle handle,
      Withdrawal withdrawal,
      Kind kind,
      long house,
      String currency,
      BigDecimal amount,
      Instant now) {
    String reference = reference(withdrawal.id(), kind);
    return handle
            .createUpdate(
                """
                insert into withdrawal_movements (id, reference, withdrawal_id, account_id,
                  house_account, kind, currency, amount, status, created_at)
                values (:id, :reference, :withdrawal, :account, :house, :kind, :currency, :amount,
                  'PLANNED', :now)
                on conflict do nothing
                """)
            .bind("id", Ids.uuid8(reference))
            .bind("reference", reference)
            .bind("withdrawal", withdrawal.id())
            .bind("account", withdrawal.account())
            .bind("house", house)
            .bind("kind", kind.name())
            .bind("currency", currency)
            .bind("amount", amount)
            .bind("now", utc(now))
            .execute()
        == 1;
  }

  /** Its command is made; durable before it is submitted. False when it is booked already. */
  boolean submit(UUID id, Instant now) {
    return database.durably(handle ->
        handle
                .createUpdate(
                    """
                    update withdrawal_movements set status = 'SUBMITTED', submitted_at = :now
                    where id = :id and status <> 'BOOKED'
                    """)
                .bind("now", utc(now))
                .bind("id", id)
                .execute()
            == 1);
  }

  /** If this note is lost, the log still tells. */
  void booked(UUID id, long sequence) {
    database.write(handle ->
        handle
            .createUpdate(
                """
                update withdrawal_movements set status = 'BOOKED', sequence = :sequence,
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
                update withdrawal_movements set status = 'PLANNED', refusal = :refusal
                where id = :id
                """)
            .bind("refusal", code.number())
            .bind("id", id)
            .execute());
  }

  /** The sequence at which the log has the transfer of this id, as far as it is projected. */
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

  /** What is held for a withdrawal, as far as it is projected. */
  Optional<Held> hold(long account, UUID withdrawal) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select id, status, left_amount from holds where account_id = ?"
                        + " and reference = ? order by id limit 1",
                    account,
                    withdrawal)
                .map((row, context) ->
                    new Held(
                        row.getLong("id"),
                        row.getString("status"),
                        row.getBigDecimal("left_amount")))
                .findOne());
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
        row.getObject("withdrawal_id", UUID.class),
        row.getLong("account_id"),
        row.getLong("house_account"),
        Kind.valueOf(row.getString("kind")),
        row.getString("currency"),
        row.getBigDecimal("amount"),
        Status.valueOf(row.getString("status")),
        refusal,
        booked,
        time(row, "submitted_at"),
        time(row, "created_at").orElseThrow());
  }
}
