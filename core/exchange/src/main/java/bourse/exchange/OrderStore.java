package bourse.exchange;

import bourse.domain.DoneReason;
import bourse.domain.OrderStatus;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import bourse.platform.data.Database;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads orders from the projection. An account sees its own only. */
public final class OrderStore {
  private final Database database;

  public OrderStore(Database database) {
    this.database = database;
  }

  public Optional<StoredOrder> byId(long account, long orderId) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("select * from orders where id = ? and account_id = ?", orderId, account)
                .map((row, context) -> order(row))
                .findOne());
  }

  /** The newest order with this client order id: one may be used again after its window. */
  public Optional<StoredOrder> byClientOrderId(long account, String clientOrderId) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from orders where account_id = ? and client_order_id = ?"
                        + " order by id desc limit 1",
                    account,
                    clientOrderId)
                .map((row, context) -> order(row))
                .findOne());
  }

  /**
   * Open orders, newest first.
   *
   * @param symbol of this symbol only, when given
   * @param cursor {@link StoredPage#START}, or {@link StoredPage#next} of the page before
   * @param limit 1 to {@link StoredPage#MAXIMUM}
   */
  public StoredPage<StoredOrder> open(
      long account, Optional<String> symbol, long cursor, int limit) {
    return page("open_account_id = :account", account, symbol, cursor, limit);
  }

  /** The same for all orders, whatever their status. */
  public StoredPage<StoredOrder> all(
      long account, Optional<String> symbol, long cursor, int limit) {
    return page("account_id = :account", account, symbol, cursor, limit);
  }

  /** The same for orders of one status. */
  public StoredPage<StoredOrder> withStatus(
      long account, OrderStatus status, Optional<String> symbol, long cursor, int limit) {
    String column = status.isFinal() ? "account_id" : "open_account_id";
    return page(
        column + " = :account and status = '" + status + "'", account, symbol, cursor, limit);
  }

  private StoredPage<StoredOrder> page(
      String condition, long account, Optional<String> symbol, long cursor, int limit) {
    String sql =
        "select * from orders where "
            + condition
            + (symbol.isPresent() ? " and symbol = :symbol" : "")
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
          return StoredPage.of(
              query.map((row, context) -> order(row)).list(), limit, StoredOrder::id);
        });
  }

  private static StoredOrder order(ResultSet row) throws SQLException {
    return new StoredOrder(
        row.getLong("id"),
        row.getLong("account_id"),
        Optional.ofNullable(row.getString("client_order_id")),
        row.getString("symbol"),
        Side.valueOf(row.getString("side")),
        OrderType.valueOf(row.getString("type")),
        TimeInForce.valueOf(row.getString("time_in_force")),
        SelfTradePrevention.valueOf(row.getString("self_trade_prevention")),
        row.getBoolean("post_only"),
        Rows.optionalInstant(row, "expires_at"),
        optional(row, "price"),
        optional(row, "quote_amount"),
        optional(row, "stop_price"),
        optional(row, "trailing_offset"),
        Optional.ofNullable(row.getObject("trailing_basis_points", Integer.class)),
        optional(row, "display_qty"),
        Rows.decimal(row, "qty"),
        Rows.decimal(row, "filled_qty"),
        Rows.decimal(row, "filled_quote"),
        Rows.decimal(row, "fee"),
        OrderStatus.valueOf(row.getString("status")),
        Optional.ofNullable(row.getString("done_reason")).map(DoneReason::valueOf),
        Rows.instant(row, "created_at"),
        Rows.instant(row, "updated_at"),
        row.getLong("version"));
  }

  private static Optional<BigDecimal> optional(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getBigDecimal(column)).map(Rows::plain);
  }
}
