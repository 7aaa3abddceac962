package bourse.withdrawals;

import static bourse.withdrawals.Rows.time;
import static bourse.withdrawals.Rows.utc;

import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.time.Ids;
import bourse.withdrawals.Withdrawal.Counted;
import bourse.withdrawals.Withdrawal.Gates;
import bourse.withdrawals.Withdrawal.Progress;
import bourse.withdrawals.Withdrawal.Terms;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Withdrawals in SQL, and what became of each when. */
final class WithdrawalStore {
  static final ProtectedTable WITHDRAWALS =
      ProtectedTable.of("withdrawals", "id", "destination", "travel");

  /**
   * Which to show.
   *
   * @param attention only those that wait for one of the staff
   * @param before only those before this one, in the order of their making
   */
  record Filter(
      Optional<UUID> user,
      Optional<WithdrawalStatus> status,
      Optional<String> rail,
      boolean attention,
      Optional<UUID> before) {}

  /** A change of the status. */
  record Event(UUID id, WithdrawalStatus status, String actor, String note, Instant at) {}

  /**
   * What a user asked for.
   *
   * @param amount what those count as that could be counted
   * @param number of all
   * @param uncounted those that could not
   */
  record Moved(BigDecimal amount, int number, int uncounted) {}

  /** Staff's notes have as many, and more is said before some of them. */
  private static final int LONGEST_NOTE = 1_000;

  private static final String NOT_BACK =
      "status not in ('FAILED', 'RETURNED', 'REFUSED', 'CANCELLED', 'SKIPPED')";
  private static final String OPEN =
      "status in ('REQUESTED', 'UNCONFIRMED', 'IN_REVIEW', 'AWAITING_APPROVAL', 'DELAYED',"
          + " 'APPROVED', 'ERRORED')";

  private final Database database;
  private final FieldCipher fields;

  WithdrawalStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  Optional<Withdrawal> find(UUID id) {
    return database.jdbi().withHandle(handle -> find(handle, id, ""));
  }

  /** Nobody else changes it until the transaction ends. */
  Optional<Withdrawal> lock(Handle handle, UUID id) {
    return find(handle, id, " for update");
  }

  private Optional<Withdrawal> find(Handle handle, UUID id, String lock) {
    return handle
        .select("select * from withdrawals where id = ?" + lock, id)
        .map((row, context) -> withdrawal(row))
        .findOne();
  }

  /** The newest first. */
  List<Withdrawal> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("1 = 1");
    Map<String, Object> values = new HashMap<>();
    filter.user().ifPresent(user -> and(where, values, "user_id = :user", "user", user));
    filter
        .status()
        .ifPresent(status -> and(where, values, "status = :status", "status", status.name()));
    filter.rail().ifPresent(rail -> and(where, values, "rail = :rail", "rail", rail));
    filter.before().ifPresent(before -> and(where, values, "id < :before", "before", before));
    if (filter.attention()) {
      where.append(
          " and (attention is not null or status in ('IN_REVIEW', 'AWAITING_APPROVAL')"
              + " or (status = 'SUBMITTED' and exists (select 1 from bank_payouts b"
              + " where b.id = withdrawals.id and b.status in ('TO_SEND', 'SENT'))))");
    }
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from withdrawals where " + where + " order by id desc limit :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map((row, context) -> withdrawal(row))
                .list());
  }

  private static void and(
      StringBuilder where, Map<String, Object> values, String condition, String name, Object is) {
    where.append(" and ").append(condition);
    values.put(name, is);
  }

  /**
   * What a user asked for since counts as, but for what came back; in the caller's transaction.
   *
   * @param in the asset in which it is counted
   */
  Moved movedSince(Handle handle, UUID user, Instant time, String in) {
    return handle
        .select(
            "select coalesce(sum(case when counted_currency = ? then counted else 0 end), 0)"
                + " as moved, count(*) as number,"
                + " count(case when counted_currency = ? then 1 end) as counted"
                + " from withdrawals where user_id = ? and created_at > ? and "
                + NOT_BACK,
            in,
            in,
            user,
            utc(time))
        .map((row, context) ->
            new Moved(
                row.getBigDecimal("moved"),
                row.getInt("number"),
                row.getInt("number") - row.getInt("counted")))
        .one();
  }

  /** How many of a user wait for something. */
  int open(Handle handle, UUID user) {
    return handle
        .select("select count(*) from withdrawals where user_id = ? and " + OPEN, user)
        .mapTo(Integer.class)
        .one();
  }

  /** Those that go to a beneficiary and that no rail has heard of. */
  List<UUID> openTo(Handle handle, UUID beneficiary) {
    return handle
        .select("select id from withdrawals where beneficiary_id = ? and " + OPEN, beneficiary)
        .mapTo(UUID.class)
        .list();
  }

  /** Those whose time has come, the longest waiting first. */
  List<UUID> due(Instant now, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select id from withdrawals where look_at <= :now order by look_at limit"
                        + " :limit")
                .bind("now", utc(now))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list());
  }

  /** As part of a durable transaction. */
  void insert(Handle handle, Withdrawal asked, String actor) {
    FieldCipher.Row row = fields.row(WITHDRAWALS, asked.id());
    Terms terms = asked.terms();
    Update insert =
        handle
            .createUpdate(
                """
                insert into withdrawals (id, user_id, account_id, beneficiary_id, kind, rail,
                  currency, amount, fee, destination, travel, counted, counted_currency, rate,
                  rate_source, rate_at, review_reasons, approvals, status, version, hold_id,
                  confirmed_hash, rail_ref, sends, errors, failure, attention, created_at,
                  updated_at, expires_at, look_at, looks, key_version)
                values (:id, :user, :account, :beneficiary, :kind, :rail, :currency, :amount, :fee,
                  :destination, :travel, :counted, :countedIn, :rate, :source, :rateAt, :reasons,
                  :approvals, :status, :version, :hold, :confirmed, :reference, :sends, :errors,
                  :failure, :attention, :created, :updated, :expires, :lookAt, :looks, :keyVersion)
                """)
            .bind("user", asked.user())
            .bind("account", asked.account())
            .bind("beneficiary", terms.beneficiary())
            .bind("kind", terms.destination().kind())
            .bind("rail", terms.rail())
            .bind("currency", terms.currency())
            .bind("amount", terms.amount())
            .bind("fee", terms.fee())
            .bind("destination", row.encrypt("destination", Rows.json(terms.destination())))
            .bind("travel", row.encrypt("travel", Rows.json(asked.travel())))
            .bind("reasons", String.join("\n", asked.gates().reasons()))
            .bind("approvals", asked.gates().approvals())
            .bind("created", utc(asked.createdAt()))
            .bind("keyVersion", row.keyVersion());
    bindCounted(insert, asked.counted());
    bind(insert, asked).execute();
    event(handle, asked, actor, "");
  }

  private static void bindCounted(Update insert, Optional<Counted> counted) {
    insert
        .bindByType("counted", counted.map(Counted::amount).orElse(null), BigDecimal.class)
        .bindByType("countedIn", counted.map(Counted::currency).orElse(null), String.class)
        .bindByType("rate", counted.map(one -> one.rate().value()).orElse(null), BigDecimal.class)
        .bindByType("source", counted.map(one -> one.rate().source()).orElse(null), String.class)
        .bindByType(
            "rateAt", counted.map(one -> utc(one.rate().at())).orElse(null), OffsetDateTime.class);
  }

  /**
   * Writes how far it is, as part of a transaction that has locked it; a new status with who did it
   * and why.
   */
  void update(Handle handle, Withdrawal before, Withdrawal after, String actor, String note) {
    bind(
            handle.createUpdate(
                """
                update withdrawals set status = :status, version = :version + 1, hold_id = :hold,
                  confirmed_hash = :confirmed, rail_ref = :reference, sends = :sends,
                  errors = :errors, failure = :failure, attention = :attention,
                  updated_at = :updated, expires_at = :expires, look_at = :lookAt, looks = :looks
                where id = :id
                """),
            after)
        .execute();
    if (after.status() != before.status()) {
      event(handle, after, actor, note);
    }
  }

  /** Takes something down that leaves the status as it is. */
  void event(Handle handle, Withdrawal withdrawal, String actor, String note) {
    handle
        .createUpdate(
            """
            insert into withdrawal_events (id, withdrawal_id, status, actor, note, at)
            values (:id, :withdrawal, :status, :actor, :note, :at)
            """)
        .bind("id", Ids.uuid7())
        .bind("withdrawal", withdrawal.id())
        .bind("status", withdrawal.status().name())
        .bind("actor", actor)
        .bind("note", note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) : note)
        .bind("at", utc(withdrawal.progress().updatedAt()))
        .execute();
  }

  /** What became of one, the oldest first. */
  List<Event> events(UUID withdrawal) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from withdrawal_events where withdrawal_id = ? order by id",
                    withdrawal)
                .map((row, context) ->
                    new Event(
                        row.getObject("id", UUID.class),
                        WithdrawalStatus.valueOf(row.getString("status")),
                        row.getString("actor"),
                        row.getString("note"),
                        time(row, "at").orElseThrow()))
                .list());
  }

  private static Update bind(Update update, Withdrawal withdrawal) {
    Progress progress = withdrawal.progress();
    Long hold = progress.hold().isPresent() ? progress.hold().getAsLong() : null;
    return update
        .bind("id", withdrawal.id())
        .bind("status", progress.status().name())
        .bind("version", progress.version())
        .bindByType("hold", hold, Long.class)
        .bindByType("confirmed", progress.confirmed().orElse(null), String.class)
        .bindByType("reference", progress.reference().orElse(null), String.class)
        .bind("sends", progress.sends())
        .bind("errors", progress.errors())
        .bindByType("failure", progress.failure().orElse(null), String.class)
        .bindByType("attention", progress.attention().orElse(null), String.class)
        .bind("updated", utc(progress.updatedAt()))
        .bind("expires", utc(progress.expiresAt()))
        .bindByType("lookAt", progress.lookAt().map(Rows::utc).orElse(null), OffsetDateTime.class)
        .bind("looks", progress.looks());
  }

  private String opened(ResultSet row, String column) throws SQLException {
    return fields.decrypt(
        WITHDRAWALS, column, row.getObject("id", UUID.class), row.getString(column));
  }

  private Withdrawal withdrawal(ResultSet row) throws SQLException {
    String reasons = row.getString("review_reasons");
    return new Withdrawal(
        row.getObject("id", UUID.class),
        row.getObject("user_id", UUID.class),
        row.getLong("account_id"),
        new Terms(
            row.getObject("beneficiary_id", UUID.class),
            row.getString("rail"),
            row.getString("currency"),
            row.getBigDecimal("amount"),
            row.getBigDecimal("fee"),
            Rows.read(opened(row, "destination"), Destination.class)),
        Rows.read(opened(row, "travel"), Travel.class),
        counted(row),
        new Gates(
            reasons.isEmpty() ? List.of() : List.of(reasons.split("\n")), row.getInt("approvals")),
        time(row, "created_at").orElseThrow(),
        progress(row));
  }

  private static Optional<Counted> counted(ResultSet row) throws SQLException {
    BigDecimal counted = row.getBigDecimal("counted");
    return counted == null
        ? Optional.empty()
        : Optional.of(
            new Counted(
                counted,
                row.getString("counted_currency"),
                new Rate(
                    row.getBigDecimal("rate"),
                    row.getString("rate_source"),
                    time(row, "rate_at").orElseThrow())));
  }

  private static Progress progress(ResultSet row) throws SQLException {
    long hold = row.getLong("hold_id");
    OptionalLong held = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(hold);
    return new Progress(
        WithdrawalStatus.valueOf(row.getString("status")),
        row.getLong("version"),
        held,
        Optional.ofNullable(row.getString("confirmed_hash")),
        Optional.ofNullable(row.getString("rail_ref")),
        row.getInt("sends"),
        row.getInt("errors"),
        Optional.ofNullable(row.getString("failure")),
        Optional.ofNullable(row.getString("attention")),
        time(row, "updated_at").orElseThrow(),
        time(row, "expires_at").orElseThrow(),
        time(row, "look_at"),
        row.getInt("looks"));
  }
}
