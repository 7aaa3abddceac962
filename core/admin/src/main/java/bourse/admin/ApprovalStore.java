package bourse.admin;

import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Approvals and their policies in SQL. */
final class ApprovalStore {
  /** How far one is. */
  enum Status {
    PENDING,
    /** Approved, and done at once; what it says of itself is in the audit. */
    APPROVED,
    REJECTED,
    /** Approved, and then refused by what it met. */
    FAILED
  }

  /**
   * Whether an act needs a second person.
   *
   * @param selfApprovalAfter after so long who asked may decide alone
   */
  record Policy(String action, boolean required, Optional<Duration> selfApprovalAfter) {}

  /**
   * One that was asked for.
   *
   * @param content what will be done, as JSON
   * @param contentHash its SHA-256
   * @param alone whether maker and approver are the same, by the policy for teams of one
   */
  record Approval(
      UUID id,
      String action,
      String target,
      String content,
      String contentHash,
      String note,
      String maker,
      Optional<UUID> makerId,
      Status status,
      Instant createdAt,
      Instant expiresAt,
      Optional<String> decidedBy,
      Optional<Instant> decidedAt,
      Optional<String> decisionNote,
      boolean alone) {}

  private final Database database;

  ApprovalStore(Database database) {
    this.database = database;
  }

  List<Policy> policies() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("select * from approval_policies order by action")
                .map((row, context) -> policy(row))
                .list());
  }

  /** As part of a durable transaction. */
  void setPolicy(Handle handle, Policy policy) {
    handle.execute("delete from approval_policies where action = ?", policy.action());
    handle
        .createUpdate(
            """
            insert into approval_policies (action, required, self_approval_seconds)
            values (:action, :required, :seconds)
            """)
        .bind("action", policy.action())
        .bind("required", policy.required())
        .bind("seconds", policy.selfApprovalAfter().map(Duration::toSeconds).orElse(null))
        .execute();
  }

  /** As part of a durable transaction. */
  void insert(Handle handle, Approval approval) {
    handle
        .createUpdate(
            """
            insert into approvals (id, action, target, content, content_hash, note, maker, maker_id,
              status, created_at, expires_at)
            values (:id, :action, :target, :content, :hash, :note, :maker, cast(:makerId as uuid),
              :status, :created, :expires)
            """)
        .bind("id", approval.id())
        .bind("action", approval.action())
        .bind("target", approval.target())
        .bind("content", approval.content())
        .bind("hash", approval.contentHash())
        .bind("note", approval.note())
        .bind("maker", approval.maker())
        .bindByType("makerId", approval.makerId().orElse(null), UUID.class)
        .bind("status", approval.status().name())
        .bind("created", approval.createdAt().atOffset(ZoneOffset.UTC))
        .bind("expires", approval.expiresAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  Optional<Approval> find(UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from approvals where id = ?", id)
                .map((row, context) -> approval(row))
                .findOne());
  }

  /** The latest, newest first. */
  List<Approval> list(Optional<Status> status, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from approvals"
                        + (status.isPresent() ? " where status = :status" : "")
                        + " order by created_at desc, id limit :limit")
                .bindMap(
                    status
                        .map(one -> Map.<String, Object>of("status", one.name()))
                        .orElse(Map.of()))
                .bind("limit", limit)
                .map((row, context) -> approval(row))
                .list());
  }

  /**
   * Decides one that is pending, as part of a durable transaction.
   *
   * @return false when it is decided already
   */
  boolean decide(
      Handle handle, UUID id, Status status, String by, Instant at, String note, boolean alone) {
    return handle
            .createUpdate(
                """
                update approvals set status = :status, decided_by = :by, decided_at = :at,
                  decision_note = :note, alone = :alone
                where id = :id and status = 'PENDING'
                """)
            .bind("status", status.name())
            .bind("by", by)
            .bind("at", at.atOffset(ZoneOffset.UTC))
            .bind("note", note)
            .bind("alone", alone)
            .bind("id", id)
            .execute()
        > 0;
  }

  /** It was approved, and could not be done. */
  void failed(UUID id) {
    database.write(
        handle -> handle.execute("update approvals set status = 'FAILED' where id = ?", id));
  }

  private static Policy policy(ResultSet row) throws SQLException {
    long seconds = row.getLong("self_approval_seconds");
    Optional<Duration> after =
        row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    return new Policy(row.getString("action"), row.getBoolean("required"), after);
  }

  private static Approval approval(ResultSet row) throws SQLException {
    return new Approval(
        row.getObject("id", UUID.class),
        row.getString("action"),
        row.getString("target"),
        row.getString("content"),
        row.getString("content_hash"),
        row.getString("note"),
        row.getString("maker"),
        Optional.ofNullable(row.getObject("maker_id", UUID.class)),
        Status.valueOf(row.getString("status")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getString("decided_by")),
        Optional.ofNullable(row.getObject("decided_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getString("decision_note")),
        row.getBoolean("alone"));
  }
}
