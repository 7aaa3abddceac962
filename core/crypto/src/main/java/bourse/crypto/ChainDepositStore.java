package bourse.crypto;

import bourse.crypto.ChainDeposit.Attention;
import bourse.platform.data.Database;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Deposits over chains in SQL. */
final class ChainDepositStore {
  /**
   * Which to show.
   *
   * @param before only those that were seen before this one
   */
  record Filter(
      Optional<UUID> user,
      Optional<ChainDepositStatus> status,
      Optional<String> chain,
      boolean attention,
      Optional<Before> before) {}

  /** A place in the order in which deposits are shown. */
  record Before(long seenMicros, UUID id) {}

  private final Database database;

  ChainDepositStore(Database database) {
    this.database = database;
  }

  Optional<ChainDeposit> find(UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from chain_deposits where id = ?", id)
                .map((row, context) -> deposit(row))
                .findOne());
  }

  /** The newest first. */
  List<ChainDeposit> list(Filter filter, int limit) {
    StringBuilder where = new StringBuilder("1 = 1");
    Map<String, Object> values = new HashMap<>();
    filter.user().ifPresent(user -> and(where, values, "user_id = :user", "user", user));
    filter
        .status()
        .ifPresent(status -> and(where, values, "status = :status", "status", status.name()));
    filter.chain().ifPresent(chain -> and(where, values, "chain = :chain", "chain", chain));
    filter
        .before()
        .ifPresent(before -> {
          values.put("id", before.id());
          and(
              where,
              values,
              "(seen_at < :seen or (seen_at = :seen and id < :id))",
              "seen",
              utc(Instant.EPOCH.plus(before.seenMicros(), java.time.temporal.ChronoUnit.MICROS)));
        });
    if (filter.attention()) {
      where.append(" and attention is not null");
    }
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "select * from chain_deposits where "
                        + where
                        + " order by seen_at desc, id desc limit :limit")
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

  /**
   * Notes that a block has it: a new one, or one that was in another block before. A contract may
   * do something else on another branch, so the same log may give another amount to somebody else
   * there: what counts is what this block has. Of what was booked before as something else nothing
   * is changed: it stays gone, and is taken back.
   *
   * @return false when it was booked as something else
   */
  boolean seen(Handle handle, ChainDeposit deposit) {
    boolean isKnown =
        handle
            .select("select 1 from chain_deposits where id = ?", deposit.id())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!isKnown) {
      insert(handle, deposit);
      return true;
    }
    return isAgain(handle, deposit) || isOther(handle, deposit);
  }

  private static boolean isAgain(Handle handle, ChainDeposit deposit) {
    return handle
            .createUpdate(
                """
                update chain_deposits set block_height = :height, updated_at = :now,
                  status = case when status in ('MISSING', 'TAKEN_BACK') then 'CONFIRMING'
                    else status end
                where id = :id and address = :address and asset = :asset and exact = :exact
                """)
            .bind("height", deposit.height().orElseThrow())
            .bind("now", utc(deposit.updatedAt()))
            .bind("id", deposit.id())
            .bind("address", deposit.address())
            .bind("asset", deposit.asset())
            .bind("exact", new BigDecimal(deposit.exact()))
            .execute()
        == 1;
  }

  private static boolean isOther(Handle handle, ChainDeposit deposit) {
    int unbooked =
        handle.execute(
            "delete from chain_deposits where id = ? and not exists"
                + " (select 1 from chain_movements m where m.about_id = chain_deposits.id)",
            deposit.id());
    if (unbooked == 1) {
      insert(handle, deposit);
    }
    return unbooked == 1;
  }

  private static void insert(Handle handle, ChainDeposit deposit) {
    handle
        .createUpdate(
            """
            insert into chain_deposits (id, chain, tx, place, address, asset, user_id, account_id,
              exact, amount, dust, block_height, confirmations, status, credited, debited, owed, seen_at,
              updated_at)
            values (:id, :chain, :tx, :place, :address, :asset, :user, :account, :exact, :amount,
              :dust, :height, :confirmations, :status, 0, 0, 0, :seen, :updated)
            """)
        .bind("id", deposit.id())
        .bind("chain", deposit.chain())
        .bind("tx", deposit.tx())
        .bind("place", deposit.place())
        .bind("address", deposit.address())
        .bind("asset", deposit.asset())
        .bind("user", deposit.user())
        .bind("account", deposit.account())
        .bind("exact", new BigDecimal(deposit.exact()))
        .bind("amount", deposit.amount())
        .bind("dust", new BigDecimal(deposit.dust()))
        .bind("height", deposit.height().orElseThrow())
        .bind("confirmations", deposit.confirmations())
        .bind("status", deposit.status().name())
        .bind("seen", utc(deposit.seenAt()))
        .bind("updated", utc(deposit.updatedAt()))
        .execute();
  }

  /** No block has what was in those above a height. */
  void lose(Handle handle, String chain, long height) {
    handle.execute(
        "update chain_deposits set block_height = null where chain = ? and block_height > ?",
        chain,
        height);
  }

  /** Those that are sure once there is a block of a height, and that are not credited. */
  List<ChainDeposit> confirmed(String chain, long height) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from chain_deposits where chain = ? and status = 'CONFIRMING'"
                        + " and block_height + confirmations - 1 <= ? order by block_height, id",
                    chain,
                    height)
                .map((row, context) -> deposit(row))
                .list());
  }

  /** Those that no block has, and that were not dealt with. */
  List<ChainDeposit> lost(String chain) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from chain_deposits where chain = ? and block_height is null"
                        + " and status in ('CONFIRMING', 'CREDITED') order by id",
                    chain)
                .map((row, context) -> deposit(row))
                .list());
  }

  void become(Handle handle, UUID id, ChainDepositStatus status, Instant now) {
    handle
        .createUpdate(
            "update chain_deposits set status = :status, updated_at = :now where id = :id")
        .bind("status", status.name())
        .bind("now", utc(now))
        .bind("id", id)
        .execute();
  }

  void attention(Handle handle, UUID id, Optional<Attention> attention) {
    handle
        .createUpdate("update chain_deposits set attention = :attention where id = :id")
        .bindByType("attention", attention.map(Enum::name).orElse(null), String.class)
        .bind("id", id)
        .execute();
  }

  /** What was booked. */
  void sums(Handle handle, UUID id, BigDecimal credited, BigDecimal debited, BigDecimal owed) {
    handle
        .createUpdate(
            """
            update chain_deposits set credited = :credited, debited = :debited, owed = :owed
            where id = :id
            """)
        .bind("credited", credited)
        .bind("debited", debited)
        .bind("owed", owed)
        .bind("id", id)
        .execute();
  }

  /** What came and can't be credited, by asset, in the chain's smallest unit. */
  Map<String, BigInteger> dust(String chain) {
    Map<String, BigInteger> sums = new HashMap<>();
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .select(
                    "select asset, sum(dust) as dust from chain_deposits where chain = ?"
                        + " and block_height is not null group by asset",
                    chain)
                .map((row, context) ->
                    sums.put(row.getString("asset"), row.getBigDecimal("dust").toBigIntegerExact()))
                .list());
    return sums;
  }

  private static ChainDeposit deposit(ResultSet row) throws SQLException {
    long height = row.getLong("block_height");
    OptionalLong inBlock = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(height);
    return new ChainDeposit(
        row.getObject("id", UUID.class),
        row.getString("chain"),
        row.getString("tx"),
        row.getString("place"),
        row.getString("address"),
        row.getString("asset"),
        row.getObject("user_id", UUID.class),
        row.getLong("account_id"),
        row.getBigDecimal("exact").toBigIntegerExact(),
        row.getBigDecimal("amount"),
        row.getBigDecimal("dust").toBigIntegerExact(),
        inBlock,
        row.getInt("confirmations"),
        ChainDepositStatus.valueOf(row.getString("status")),
        row.getBigDecimal("credited"),
        row.getBigDecimal("debited"),
        row.getBigDecimal("owed"),
        Optional.ofNullable(row.getString("attention")).map(Attention::valueOf),
        time(row, "seen_at").orElseThrow(),
        time(row, "updated_at").orElseThrow());
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
