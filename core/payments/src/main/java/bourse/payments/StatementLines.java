package bourse.payments;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.audit.Act;
import bourse.platform.audit.Actor;
import bourse.platform.audit.Audit;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.platform.time.WallClock;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The lines of bank statements, and which deposit each has paid: the one whose reference stands in
 * its text, whatever the amount; or the one whose client named its number, if the amount is exactly
 * that of the deposit, since a number may be seen by others. What fits neither waits for the staff.
 */
final class StatementLines {
  static final ProtectedTable LINES =
      ProtectedTable.of("payment_statement_lines", "id", "narration");

  private static final Pattern REFERENCE = Pattern.compile("[0-9A-F]{32}");

  /** What became of a statement. */
  record Taken(int lines, int known, List<UUID> matched, int unmatched) {}

  /** A line that nobody knows the deposit of. */
  private record Waiting(UUID id, BigDecimal amount) {}

  private final Database database;
  private final FieldCipher fields;
  private final DepositStore deposits;
  private final Audit audit;
  private final WallClock clock;

  StatementLines(
      Database database, FieldCipher fields, DepositStore deposits, Audit audit, WallClock clock) {
    this.database = database;
    this.fields = fields;
    this.deposits = deposits;
    this.audit = audit;
    this.clock = clock;
  }

  /** What has paid a deposit. */
  Optional<StatementLine> of(UUID deposit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from payment_statement_lines where deposit_id = ?", deposit)
                .map((row, context) -> line(row))
                .findOne());
  }

  /** Those that nobody knows the deposit of, the oldest first. */
  List<StatementLine> unmatched(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from payment_statement_lines where deposit_id is null order by id"
                        + " limit :limit")
                .bind("limit", limit)
                .map((row, context) -> line(row))
                .list());
  }

  /** Takes a statement: lines that came before are known by their number. All, or none of it. */
  Taken take(Actor actor, List<StatementFile.Credit> credits) {
    return database.<Taken, RuntimeException>durably(handle -> {
      int known = 0;
      List<UUID> matched = new ArrayList<>();
      for (StatementFile.Credit credit : credits) {
        UUID id = Ids.uuid7();
        if (!insert(handle, id, actor, credit)) {
          known++;
          continue;
        }
        Optional<Deposit> deposit = depositOf(handle, credit);
        if (deposit.isPresent() && match(handle, id, deposit.get().id(), Actor.SYSTEM.name())) {
          matched.add(deposit.get().id());
        }
      }
      int unmatched = credits.size() - known - matched.size();
      audit.append(
          handle,
          new Act(
              actor,
              "payments.statement",
              "payments:upi",
              credits.size()
                  + " lines, "
                  + known
                  + " known, "
                  + matched.size()
                  + " matched, "
                  + unmatched
                  + " not"));
      return new Taken(credits.size(), known, List.copyOf(matched), unmatched);
    });
  }

  private boolean insert(Handle handle, UUID id, Actor actor, StatementFile.Credit credit) {
    FieldCipher.Row row = fields.row(LINES, id);
    return handle
            .createUpdate(
                """
                insert into payment_statement_lines (id, utr, booked_on, amount, narration, actor,
                  created_at, key_version)
                values (:id, :utr, :on, :amount, :narration, :actor, :now, :keyVersion)
                on conflict do nothing
                """)
            .bind("id", id)
            .bind("utr", credit.transaction())
            .bind("on", credit.date())
            .bind("amount", credit.amount())
            .bind("narration", row.encrypt("narration", credit.narration()))
            .bind("actor", actor.name())
            .bind("now", DepositStore.utc(clock.instant()))
            .bind("keyVersion", row.keyVersion())
            .execute()
        == 1;
  }

  private Optional<Deposit> depositOf(Handle handle, StatementFile.Credit credit) {
    Matcher reference = REFERENCE.matcher(credit.narration().toUpperCase(Locale.ROOT));
    while (reference.find()) {
      Optional<Deposit> named = deposits.lock(handle, uuid(reference.group()));
      if (named.filter(StatementLines::isDirect).isPresent()) {
        return named;
      }
    }
    return handle
        .select("select deposit_id from payment_utrs where utr = ?", credit.transaction())
        .mapTo(UUID.class)
        .findOne()
        .flatMap(id -> deposits.lock(handle, id))
        .filter(StatementLines::isDirect)
        .filter(deposit -> deposit.amount().compareTo(credit.amount()) == 0);
  }

  private static UUID uuid(String hex) {
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, 16), 16),
        Long.parseUnsignedLong(hex.substring(16), 16));
  }

  private static boolean isDirect(Deposit deposit) {
    return deposit.connector().equals(UpiConnector.NAME);
  }

  /** False when the deposit was paid before, or the line has another's. */
  private boolean match(Handle handle, UUID line, UUID deposit, String by) {
    boolean isPaid =
        handle
            .select("select 1 from payment_statement_lines where deposit_id = ?", deposit)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (isPaid) {
      return false;
    }
    boolean isFree =
        handle
                .createUpdate(
                    """
                    update payment_statement_lines set deposit_id = :deposit, matched_by = :by
                    where id = :id and deposit_id is null
                    """)
                .bind("deposit", deposit)
                .bind("by", by)
                .bind("id", line)
                .execute()
            == 1;
    if (isFree) {
      deposits.lookSoon(handle, deposit, clock.instant());
    }
    return isFree;
  }

  /**
   * One of the staff says which deposit a line has paid.
   *
   * @throws Fault {@code NOT_FOUND}, {@code UTR_TAKEN}
   */
  void match(Actor actor, UUID line, UUID depositId, String note) {
    database.<Void, RuntimeException>durably(handle -> {
      if (deposits.lock(handle, depositId).filter(StatementLines::isDirect).isEmpty()) {
        throw new Fault(ErrorCode.NOT_FOUND, "There is no deposit by UPI_DIRECT with this id.");
      }
      if (!match(handle, line, depositId, actor.name())) {
        throw new Fault(
            ErrorCode.UTR_TAKEN,
            "The line has paid another deposit, or another line has paid this deposit.");
      }
      audit.append(
          handle,
          new Act(actor, "payments.match", "deposit:" + depositId, "line " + line + ": " + note));
      return null;
    });
  }

  /**
   * A client says which transaction has paid a deposit.
   *
   * @return whether it is on a statement already, and has
   * @throws Fault {@code UTR_TAKEN}
   */
  boolean name(Deposit deposit, String transaction) {
    return database.<Boolean, RuntimeException>durably(handle -> {
      int kept =
          handle
              .createUpdate(
                  """
                  insert into payment_utrs (utr, deposit_id, created_at)
                  values (:utr, :deposit, :now)
                  on conflict do nothing
                  """)
              .bind("utr", transaction)
              .bind("deposit", deposit.id())
              .bind("now", DepositStore.utc(clock.instant()))
              .execute();
      if (kept == 0 && !isNamed(handle, deposit.id(), transaction)) {
        throw new Fault(
            ErrorCode.UTR_TAKEN,
            "This transaction number was named for another deposit, or this deposit has another.");
      }
      return handle
          .select(
              "select id, amount from payment_statement_lines where utr = ? and deposit_id is null",
              transaction)
          .map((row, context) ->
              new Waiting(row.getObject("id", UUID.class), row.getBigDecimal("amount")))
          .findOne()
          .filter(line -> line.amount().compareTo(deposit.amount()) == 0)
          .map(line -> match(handle, line.id(), deposit.id(), Actor.SYSTEM.name()))
          .orElse(false);
    });
  }

  private static boolean isNamed(Handle handle, UUID deposit, String transaction) {
    return handle
        .select("select 1 from payment_utrs where utr = ? and deposit_id = ?", transaction, deposit)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private StatementLine line(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    return new StatementLine(
        id,
        row.getString("utr"),
        row.getObject("booked_on", LocalDate.class),
        row.getBigDecimal("amount"),
        fields.decrypt(LINES, "narration", id, row.getString("narration")),
        Optional.ofNullable(row.getObject("deposit_id", UUID.class)),
        DepositStore.time(row, "created_at").orElseThrow());
  }
}
