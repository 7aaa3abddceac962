package bourse.payments;

import bourse.payments.Connector.NextStep;
import bourse.payments.Connector.Payer;
import bourse.platform.crypto.FieldCipher;
import bourse.platform.crypto.ProtectedTable;
import bourse.platform.data.Database;
import bourse.platform.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Deposits in SQL. */
final class DepositStore {
  static final ProtectedTable DEPOSITS = ProtectedTable.of("deposits", "id", "next_step", "payer");

  /**
   * Which to show.
   *
   * @param before only those before this one, in the order of their making
   */
  record Filter(
      Optional<UUID> user,
      Optional<DepositStatus> status,
      Optional<String> connector,
      boolean attention,
      Optional<UUID> before) {}

  private final Database database;
  private final FieldCipher fields;

  DepositStore(Database database, FieldCipher fields) {
    this.database = database;
    this.fields = fields;
  }

  Optional<Deposit> find(UUID id) {
    return database.jdbi().withHandle(handle -> find(handle, id, ""));
  }

  /** Nobody else changes it until the transaction ends. */
  Optional<Deposit> lock(Handle handle, UUID id) {
    return find(handle, id, " for update");
  }

  private Optional<Deposit> find(Handle handle, UUID id, String lock) {
    return handle
        .select("select * from deposits where id = ?" + lock, id)
        .map((row, context) -> deposit(row))
        .findOne();
  }

  /** The deposit that one of the provider's references is of. */
  Optional<UUID> idOf(String connector, Collection<String> references) {
    return references.isEmpty()
        ? Optional.empty()
        : database
            .jdbi()
            .withHandle(handle ->
                handle
                    .createQuery(
                        """
                        select id from deposits where connector = :connector
                          and (provider_ref in (<references>) or payment_ref in (<references>))
                        order by id limit 1
                        """)
                    .bindList("references", List.copyOf(references))
                    .bind("connector", connector)
                    .mapTo(UUID.class)
                    .findOne());
  }

  /** The newest first. */
  List<Deposit> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("1 = 1");
    Map<String, Object> values = new HashMap<>();
    filter.user().ifPresent(user -> and(where, values, "user_id = :user", "user", user));
    filter
        .status()
        .ifPresent(status -> and(where, values, "status = :status", "status", status.name()));
    filter
        .connector()
        .ifPresent(name -> and(where, values, "connector = :connector", "connector", name));
    filter.before().ifPresent(before -> and(where, values, "id < :before", "before", before));
    if (filter.attention()) {
      where.append(" and attention is not null");
    }
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from deposits where " + where + " order by id desc limit :limit")
                .bindMap(values)
                .bind("limit", limit)
                .map((row, context) -> deposit(row))
                .list());
  }

  private static void and(
      StringBuilder where, Map<String, Object> values, String condition, String name, Object is) {
    where.append(" and ").append(condition);
    values.put(name, is);
  }

  /** By currency, what a user has opened since, but for what failed or expired. */
  Map<String, BigDecimal> openedSince(UUID user, Instant time) {
    Map<String, BigDecimal> sums = new HashMap<>();
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .select(
                    "select currency, sum(amount) as opened from deposits where user_id = ?"
                        + " and created_at > ? and status not in ('FAILED', 'EXPIRED')"
                        + " group by currency",
                    user,
                    utc(time))
                .map((row, context) ->
                    sums.put(row.getString("currency"), row.getBigDecimal("opened")))
                .list());
    return sums;
  }

  /** Those whose time has come, the longest waiting first. */
  List<UUID> due(Instant now, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select id from deposits where look_at <= :now order by look_at limit :limit")
                .bind("now", utc(now))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list());
  }

  /** Its time has come now. */
  void lookSoon(Handle handle, UUID id, Instant now) {
    handle
        .createUpdate("update deposits set look_at = :now where id = :id")
        .bind("now", utc(now))
        .bind("id", id)
        .execute();
  }

  /** As part of a durable transaction. */
  void insert(Handle handle, Deposit deposit) {
    bind(
            handle.createUpdate(
                """
                insert into deposits (id, user_id, account_id, connector, method, currency, amount,
                  status, version, provider_ref, payment_ref, next_step, payer, paid, credited,
                  debited, owed, failure, attention, created_at, updated_at, expires_at, look_at,
                  looks, key_version)
                values (:id, :user, :account, :connector, :method, :currency, :amount, :status,
                  :version, :reference, :payment, :next, :payer, :paid, :credited, :debited, :owed,
                  :failure, :attention, :created, :updated, :expires, :lookAt, :looks, :keyVersion)
                """),
            deposit)
        .bind("user", deposit.user())
        .bind("account", deposit.account())
        .bind("connector", deposit.connector())
        .bind("method", deposit.method().name())
        .bind("currency", deposit.currency())
        .bind("amount", deposit.amount())
        .bind("created", utc(deposit.createdAt()))
        .execute();
  }

  /** Writes what it is now, as part of a transaction that has locked it. */
  void update(Handle handle, Deposit deposit) {
    bind(
            handle.createUpdate(
                """
                update deposits set status = :status, version = :version + 1,
                  provider_ref = :reference, payment_ref = :payment, next_step = :next,
                  payer = :payer, paid = :paid, credited = :credited, debited = :debited,
                  owed = :owed, failure = :failure, attention = :attention, updated_at = :updated,
                  expires_at = :expires, look_at = :lookAt, looks = :looks,
                  key_version = :keyVersion
                where id = :id
                """),
            deposit)
        .execute();
  }

  private Update bind(Update update, Deposit deposit) {
    FieldCipher.Row row = fields.row(DEPOSITS, deposit.id());
    return update
        .bind("id", deposit.id())
        .bind("status", deposit.status().name())
        .bind("version", deposit.version())
        .bindByType("reference", deposit.reference().orElse(null), String.class)
        .bindByType("payment", deposit.payment().orElse(null), String.class)
        .bindByType(
            "next",
            deposit.next().map(next -> row.encrypt("next_step", json(next))).orElse(null),
            String.class)
        .bindByType(
            "payer",
            deposit.payer().equals(Payer.UNKNOWN)
                ? null
                : row.encrypt("payer", json(deposit.payer())),
            String.class)
        .bind("paid", deposit.paid())
        .bind("credited", deposit.credited())
        .bind("debited", deposit.debited())
        .bind("owed", deposit.owed())
        .bindByType("failure", deposit.failure().orElse(null), String.class)
        .bindByType("attention", deposit.attention().map(Enum::name).orElse(null), String.class)
        .bind("updated", utc(deposit.updatedAt()))
        .bind("expires", utc(deposit.expiresAt()))
        .bindByType(
            "lookAt", deposit.lookAt().map(DepositStore::utc).orElse(null), OffsetDateTime.class)
        .bind("looks", deposit.looks())
        .bind("keyVersion", row.keyVersion());
  }

  private static String json(Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  private <T> Optional<T> opened(ResultSet row, String column, Class<T> type) throws SQLException {
    String stored = row.getString(column);
    if (stored == null) {
      return Optional.empty();
    }
    String text = fields.decrypt(DEPOSITS, column, row.getObject("id", UUID.class), stored);
    try {
      return Optional.of(Json.read(text.getBytes(StandardCharsets.UTF_8), type));
    } catch (IOException e) {
      throw new UncheckedIOException("A deposit can't be read", e);
    }
  }

  private Deposit deposit(ResultSet row) throws SQLException {
    return new Deposit(
        row.getObject("id", UUID.class),
        row.getObject("user_id", UUID.class),
        row.getLong("account_id"),
        row.getString("connector"),
        PaymentMethod.valueOf(row.getString("method")),
        row.getString("currency"),
        row.getBigDecimal("amount"),
        DepositStatus.valueOf(row.getString("status")),
        row.getLong("version"),
        Optional.ofNullable(row.getString("provider_ref")),
        Optional.ofNullable(row.getString("payment_ref")),
        opened(row, "next_step", NextStep.class),
        opened(row, "payer", Payer.class).orElse(Payer.UNKNOWN),
        row.getBigDecimal("paid"),
        row.getBigDecimal("credited"),
        row.getBigDecimal("debited"),
        row.getBigDecimal("owed"),
        Optional.ofNullable(row.getString("failure")),
        Optional.ofNullable(row.getString("attention")).map(Deposit.Attention::valueOf),
        time(row, "created_at").orElseThrow(),
        time(row, "updated_at").orElseThrow(),
        time(row, "expires_at").orElseThrow(),
        time(row, "look_at"),
        row.getInt("looks"));
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
