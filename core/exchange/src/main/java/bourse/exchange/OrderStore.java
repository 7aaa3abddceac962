package bourse.exchange;

import bourse.domain.DoneReason;
import bourse.domain.OrderListType;
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
import org.jdbi.v3.core.Handle;

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

  /** An order list, with its orders. */
  public Optional<StoredOrderList> list(long account, long listId) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from order_lists where id = ? and account_id = ?", listId, account)
                .map((row, context) -> list(handle, row))
                .findOne());
  }

  /** The newest list with this client order id. */
  public Optional<StoredOrderList> listByClientOrderId(long account, String clientOrderId) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "select * from order_lists where account_id = ? and client_order_id = ?"
                        + " order by id desc limit 1",
                    account,
                    clientOrderId)
                .map((row, context) -> list(handle, row))
                .findOne());
  }

  /**
   * Order lists, newest first.
   *
   * @param isOpen those with an open order, or those without, when given
   * @param symbol of this symbol only, when given
   * @param cursor {@link StoredPage#START}, or {@link StoredPage#next} of the page before
   * @param limit 1 to {@link StoredPage#MAXIMUM}
   */
  public StoredPage<StoredOrderList> lists(
      long account, Optional<Boolean> isOpen, Optional<String> symbol, long cursor, int limit) {
    String sql =
        "select * from order_lists l where account_id = :account"
            + isOpen
                .map(open ->
                    (open ? " and" : " and not")
                        + " exists (select 1 from orders o where o.id between l.id and l.id + 2"
                        + " and o.order_list_id = l.id and o.open_account_id is not null)")
                .orElse("")
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
              query.map((row, context) -> list(handle, row)).list(), limit, StoredOrderList::id);
        });
  }

  private static StoredOrderList list(Handle handle, ResultSet row) throws SQLException {
    long id = row.getLong("id");
    OrderListType type = OrderListType.valueOf(row.getString("type"));
    return new StoredOrderList(
        id,
        type,
        row.getString("symbol"),
        Optional.ofNullable(row.getString("client_order_id")),
        Rows.instant(row, "created_at"),
        handle
            .select(
                "select * from orders where id between ? and ? and order_list_id = ? order by id",
                id,
                id + type.orders() - 1,
                id)
            .map((one, context) -> order(one))
            .list());
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
        Optional.ofNullable(row.getObject("order_list_id", Long.class)),
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
