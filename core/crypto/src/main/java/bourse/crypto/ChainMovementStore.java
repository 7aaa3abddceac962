package bourse.crypto;

import bourse.crypto.ChainMovement.Kind;
import bourse.crypto.ChainMovement.Status;
import bourse.domain.ErrorCode;
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
final class ChainMovementStore {
  private final Database database;

  ChainMovementStore(Database database) {
    this.database = database;
  }

  /** The oldest first. */
  List<ChainMovement> of(UUID about) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from chain_movements where about_id = ?"
                        + " order by created_at, reference",
                    about)
                .map((row, context) -> movement(row))
                .list());
  }

  /** Those that are not booked, the oldest first. */
  List<ChainMovement> open(String chain) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from chain_movements where chain = ? and status <> 'BOOKED'"
                        + " order by created_at, reference",
                    chain)
                .map((row, context) -> movement(row))
                .list());
  }

  Optional<ChainMovement> find(UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from chain_movements where id = ?", id)
                .map((row, context) -> movement(row))
                .findOne());
  }

  /** What is to be booked. */
  record Plan(
      String reference,
      String chain,
      UUID about,
      long from,
      long to,
      Kind kind,
      String asset,
      BigDecimal amount) {}

  /** Plans one, as part of a durable transaction; false when there is one with this reference. */
  boolean plan(Handle handle, Plan plan, Instant now) {
    return insert(handle, plan, Optional.empty(), now) == 1;
  }

  private static int insert(
      Handle handle, Plan plan, Optional<ErrorCode> refusal, Instant createdAt) {
    return handle
        .createUpdate(
            """
            insert into chain_movements (id, reference, chain, about_id, from_account, to_account,
              kind, asset, amount, status, refusal, created_at)
            values (:id, :reference, :chain, :about, :from, :to, :kind, :asset, :amount, 'PLANNED',
              :refusal, :created)
            on conflict do nothing
            """)
        .bind("id", Ids.uuid8(plan.reference()))
        .bind("reference", plan.reference())
        .bind("chain", plan.chain())
        .bind("about", plan.about())
        .bind("from", plan.from())
        .bind("to", plan.to())
        .bind("kind", plan.kind().name())
        .bind("asset", plan.asset())
        .bind("amount", plan.amount())
        .bindByType("refusal", refusal.map(ErrorCode::number).orElse(null), Integer.class)
        .bind("created", ChainDepositStore.utc(createdAt))
        .execute();
  }

  /** Its command is made; durable before it is submitted. False when it is booked already. */
  boolean submit(UUID id, Instant now) {
    return database.durably(handle ->
        handle
                .createUpdate(
                    """
                    update chain_movements set status = 'SUBMITTED', submitted_at = :now
                    where id = :id and status <> 'BOOKED'
                    """)
                .bind("now", ChainDepositStore.utc(now))
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
                update chain_movements set status = 'BOOKED', sequence = :sequence, refusal = null
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
                "update chain_movements set status = 'PLANNED', refusal = :refusal where id = :id")
            .bind("refusal", code.number())
            .bind("id", id)
            .execute());
  }

  /** Parts one that was not booked in two; the rest gets a reference of its own. */
  void split(ChainMovement movement, String chain, BigDecimal first) {
    Plan rest =
        new Plan(
            movement.restReference(),
            chain,
            movement.about(),
            movement.from(),
            movement.to(),
            movement.kind(),
            movement.asset(),
            movement.amount().subtract(first));
    database.<Void, RuntimeException>durably(handle -> {
      handle
          .createUpdate("update chain_movements set amount = :amount where id = :id")
          .bind("amount", first)
          .bind("id", movement.id())
          .execute();
      insert(handle, rest, Optional.of(ErrorCode.INSUFFICIENT_FUNDS), movement.createdAt());
      return null;
    });
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

  private static ChainMovement movement(ResultSet row) throws SQLException {
    long sequence = row.getLong("sequence");
    OptionalLong booked = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(sequence);
    int code = row.getInt("refusal");
    Optional<ErrorCode> refusal =
        row.wasNull() ? Optional.empty() : Optional.of(ErrorCode.of(code));
    return new ChainMovement(
        row.getObject("id", UUID.class),
        row.getString("reference"),
        row.getObject("about_id", UUID.class),
        row.getLong("from_account"),
        row.getLong("to_account"),
        Kind.valueOf(row.getString("kind")),
        row.getString("asset"),
        row.getBigDecimal("amount"),
        Status.valueOf(row.getString("status")),
        refusal,
        booked,
        ChainDepositStore.time(row, "submitted_at"),
        ChainDepositStore.time(row, "created_at").orElseThrow());
  }
}
