package bourse.payments;

import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Refunds in SQL. */
final class RefundStore {
  private static final int LONGEST_FAILURE = 300;

  private final Database database;

  RefundStore(Database database) {
    this.database = database;
  }

  /** The oldest first. */
  List<Refund> of(UUID deposit) {
    return database.jdbi().withHandle(handle -> of(handle, deposit));
  }

  List<Refund> of(Handle handle, UUID deposit) {
    return handle
        .select("select * from payment_refunds where deposit_id = ? order by id", deposit)
        .map((row, context) -> refund(row))
        .list();
  }

  /** As part of a durable transaction. */
  void insert(Handle handle, Refund refund) {
    handle
        .createUpdate(
            """
            insert into payment_refunds (id, deposit_id, amount, note, actor, status, created_at,
              updated_at)
            values (:id, :deposit, :amount, :note, :actor, :status, :at, :at)
            """)
        .bind("id", refund.id())
        .bind("deposit", refund.deposit())
        .bind("amount", refund.amount())
        .bind("note", refund.note())
        .bind("actor", refund.actor())
        .bind("status", refund.status().name())
        .bind("at", DepositStore.utc(refund.createdAt()))
        .execute();
  }

  /** As part of a transaction. */
  void update(
      Handle handle,
      UUID id,
      Refund.Status status,
      Optional<String> reference,
      Optional<String> failure,
      Instant now) {
    handle
        .createUpdate(
            """
            update payment_refunds set status = :status, provider_ref = :reference,
              failure = :failure, updated_at = :now
            where id = :id
            """)
        .bind("status", status.name())
        .bindByType("reference", reference.orElse(null), String.class)
        .bindByType("failure", failure.map(RefundStore::shortened).orElse(null), String.class)
        .bind("now", DepositStore.utc(now))
        .bind("id", id)
        .execute();
  }

  private static String shortened(String text) {
    return text.length() > LONGEST_FAILURE ? text.substring(0, LONGEST_FAILURE) : text;
  }

  private static Refund refund(ResultSet row) throws SQLException {
    return new Refund(
        row.getObject("id", UUID.class),
        row.getObject("deposit_id", UUID.class),
        row.getBigDecimal("amount"),
        row.getString("note"),
        row.getString("actor"),
        Refund.Status.valueOf(row.getString("status")),
        Optional.ofNullable(row.getString("provider_ref")),
        Optional.ofNullable(row.getString("failure")),
        DepositStore.time(row, "created_at").orElseThrow());
  }
}
