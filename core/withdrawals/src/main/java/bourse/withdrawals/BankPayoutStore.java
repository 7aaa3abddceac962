package bourse.withdrawals;

import static bourse.withdrawals.Rows.utc;

import bourse.platform.data.Database;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Transfers that staff make at the bank, in SQL. */
final class BankPayoutStore {
  /** How far a transfer is. */
  enum Status {
    TO_SEND,
    SENT,
    /** On the statement. */
    SETTLED,
    /** It can't be made, and was not. */
    NOT_SENT,
    /** It was on the statement, and came back. */
    RETURNED;

    boolean mayBecome(Status next) {
      return switch (this) {
        case TO_SEND -> next == SENT || next == NOT_SENT;
        case SENT -> next == SETTLED || next == NOT_SENT || next == RETURNED;
        case SETTLED -> next == RETURNED;
        case NOT_SENT, RETURNED -> false;
      };
    }
  }

  /**
   * A transfer.
   *
   * @param id the withdrawal's
   * @param reference the bank's
   * @param note why it did not go or came back, for the client
   */
  record BankPayout(
      UUID id,
      Status status,
      Optional<String> reference,
      Optional<String> note,
      Instant updatedAt) {}

  private final Database database;

  BankPayoutStore(Database database) {
    this.database = database;
  }

  Optional<BankPayout> find(UUID id) {
    return database.jdbi().withHandle(handle -> find(handle, id, ""));
  }

  /** Nobody else changes it until the transaction ends. */
  Optional<BankPayout> lock(Handle handle, UUID id) {
    return find(handle, id, " for update");
  }

  private static Optional<BankPayout> find(Handle handle, UUID id, String lock) {
    return handle
        .select("select * from bank_payouts where id = ?" + lock, id)
        .map((row, context) ->
            new BankPayout(
                row.getObject("id", UUID.class),
                Status.valueOf(row.getString("status")),
                Optional.ofNullable(row.getString("reference")),
                Optional.ofNullable(row.getString("note")),
                Rows.time(row, "updated_at").orElseThrow()))
        .findOne();
  }

  /** Durably; nothing when it is there already. */
  void insert(UUID id, Instant now) {
    database.durably(handle ->
        handle
            .createUpdate(
                """
                insert into bank_payouts (id, status, created_at, updated_at)
                values (:id, 'TO_SEND', :now, :now)
                on conflict do nothing
                """)
            .bind("id", id)
            .bind("now", utc(now))
            .execute());
  }

  /** As part of a durable transaction that has locked it. */
  void update(Handle handle, BankPayout payout, String actor) {
    handle
        .createUpdate(
            """
            update bank_payouts set status = :status, reference = :reference, note = :note,
              actor = :actor, updated_at = :now
            where id = :id
            """)
        .bind("status", payout.status().name())
        .bindByType("reference", payout.reference().orElse(null), String.class)
        .bindByType("note", payout.note().orElse(null), String.class)
        .bind("actor", actor)
        .bind("now", utc(payout.updatedAt()))
        .bind("id", payout.id())
        .execute();
  }
}
