package bourse.withdrawals;

import static bourse.withdrawals.Rows.utc;

import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Who approved which withdrawals, in SQL. */
final class ApprovalStore {
  /**
   * One approval.
   *
   * @param contentHash of exactly what was approved
   * @param approverId empty for operators at the machine
   */
  record Approval(
      UUID withdrawal,
      String contentHash,
      String approver,
      Optional<UUID> approverId,
      String note,
      Instant at) {}

  private final Database database;

  ApprovalStore(Database database) {
    this.database = database;
  }

  /** The oldest first. */
  List<Approval> of(UUID withdrawal) {
    return database.jdbi().withHandle(handle -> of(handle, withdrawal));
  }

  List<Approval> of(Handle handle, UUID withdrawal) {
    return handle
        .select(
            "select * from withdrawal_approvals where withdrawal_id = ? order by id", withdrawal)
        .map((row, context) ->
            new Approval(
                row.getObject("withdrawal_id", UUID.class),
                row.getString("content_hash"),
                row.getString("approver"),
                Optional.ofNullable(row.getObject("approver_id", UUID.class)),
                row.getString("note"),
                Rows.time(row, "at").orElseThrow()))
        .list();
  }

  /** How many different people approved exactly this; operators at the machine are one. */
  static int people(List<Approval> approvals, String contentHash) {
    return (int)
        approvals.stream()
            .filter(approval -> approval.contentHash().equals(contentHash))
            .map(Approval::approverId)
            .distinct()
            .count();
  }

  /** As part of a durable transaction. */
  void insert(Handle handle, Approval approval) {
    handle
        .createUpdate(
            """
            insert into withdrawal_approvals (id, withdrawal_id, content_hash, approver,
              approver_id, note, at)
            values (:id, :withdrawal, :hash, :approver, cast(:approverId as uuid), :note, :at)
            """)
        .bind("id", Ids.uuid7())
        .bind("withdrawal", approval.withdrawal())
        .bind("hash", approval.contentHash())
        .bind("approver", approval.approver())
        .bindByType("approverId", approval.approverId().orElse(null), UUID.class)
        .bind("note", approval.note())
        .bind("at", utc(approval.at()))
        .execute();
  }
}
