package bourse.exchange;

import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.platform.data.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads trades from the projection, and those that were prevented. */
public final class TradeStore {
  private final Database database;

  public TradeStore(Database database) {
    this.database = database;
  }

  /** The trades of a symbol, newest first. */
  public StoredPage<StoredTrade> ofSymbol(String symbol, long cursor, int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            StoredPage.of(
                handle
                    .select(
                        "select * from trades where symbol = ? and id < ?"
                            + " order by id desc limit ?",
                        symbol,
                        cursor,
                        StoredPage.checked(limit) + 1)
                    .map((row, context) -> trade(row))
                    .list(),
                limit,
                StoredTrade::id));
  }

  /** The trades of an account on either side, newest first; of one symbol when given. */
  public StoredPage<StoredTrade> ofAccount(
      long account, Optional<String> symbol, long cursor, int limit) {
    String filter = symbol.isPresent() ? " and symbol = :symbol" : "";
    // A union of two, because an "or" over two columns would use neither index; a trade with
    // oneself is in both and comes once.
    String sql =
        "select * from ((select * from trades where buyer_account_id = :account"
            + filter
            + " and id < :cursor order by id desc limit :limit) union (select * from trades where"
            + " seller_account_id = :account"
            + filter
            + " and id < :cursor order by id desc limit :limit)) as own"
            + " order by id desc limit :limit";
    return database
        .jdbi()
        .withHandle(handle -> {
          var query =
              handle
                  .createQuery(sql)
                  .bind("account", account)
                  .bind("cursor", cursor)
                  .bind("limit", StoredPage.checked(limit) + 1);
          symbol.ifPresent(name -> query.bind("symbol", name));
          return StoredPage.of(
              query.map((row, context) -> trade(row)).list(), limit, StoredTrade::id);
        });
  }

  /** The trades of one order of an account, newest first. */
  public StoredPage<StoredTrade> ofOrder(long account, long orderId, long cursor, int limit) {
    String sql =
        "select * from ((select * from trades where buy_order_id = :order and buyer_account_id ="
            + " :account) union (select * from trades where sell_order_id = :order and"
            + " seller_account_id = :account)) as own where id < :cursor order by id desc limit"
            + " :limit";
    return database
        .jdbi()
        .withHandle(handle ->
            StoredPage.of(
                handle
                    .createQuery(sql)
                    .bind("order", orderId)
                    .bind("account", account)
                    .bind("cursor", cursor)
                    .bind("limit", StoredPage.checked(limit) + 1)
                    .map((row, context) -> trade(row))
                    .list(),
                limit,
                StoredTrade::id));
  }

  /**
   * Where orders of an account met and did not trade, newest first.
   *
   * @param symbol of this symbol only, when given
   * @param orderId of this order only, on either side, when given
   */
  public StoredPage<StoredPreventedMatch> prevented(
      long account, Optional<String> symbol, Optional<Long> orderId, long cursor, int limit) {
    String sql =
        "select * from prevented_matches where account_id = :account"
            + (symbol.isPresent() ? " and symbol = :symbol" : "")
            + (orderId.isPresent() ? " and :order in (maker_order_id, taker_order_id)" : "")
            + " and id < :cursor order by id desc limit :limit";
    return database
        .jdbi()
        .withHandle(handle -> {
          var query =
              handle
                  .createQuery(sql)
                  .bind("account", account)
                  .bind("cursor", cursor)
                  .bind("limit", StoredPage.checked(limit) + 1);
          symbol.ifPresent(name -> query.bind("symbol", name));
          orderId.ifPresent(id -> query.bind("order", id));
          return StoredPage.of(
              query.map((row, context) -> preventedMatch(row)).list(),
              limit,
              StoredPreventedMatch::id);
        });
  }

  private static StoredPreventedMatch preventedMatch(ResultSet row) throws SQLException {
    return new StoredPreventedMatch(
        row.getLong("id"),
        row.getString("symbol"),
        Side.valueOf(row.getString("taker_side")),
        SelfTradePrevention.valueOf(row.getString("self_trade_prevention")),
        Rows.decimal(row, "price"),
        Rows.decimal(row, "qty"),
        row.getLong("maker_order_id"),
        row.getLong("taker_order_id"),
        Rows.instant(row, "created_at"));
  }

  private static StoredTrade trade(ResultSet row) throws SQLException {
    return new StoredTrade(
        row.getLong("id"),
        row.getString("symbol"),
        row.getLong("buy_order_id"),
        row.getLong("sell_order_id"),
        row.getLong("buyer_account_id"),
        row.getLong("seller_account_id"),
        Side.valueOf(row.getString("taker_side")),
        Rows.decimal(row, "price"),
        Rows.decimal(row, "qty"),
        Rows.decimal(row, "quote_qty"),
        Rows.decimal(row, "buyer_fee"),
        Rows.decimal(row, "seller_fee"),
        Rows.instant(row, "timestamp"),
        row.getLong("version"),
        row.getBoolean("auction"));
  }
}
