package bourse.trading;

import bourse.domain.Fault;
import bourse.domain.OrderStatus;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.exchange.Exchange;
import bourse.exchange.Listings;
import bourse.exchange.OrderStore;
import bourse.exchange.StoredOrder;
import bourse.exchange.StoredOrderList;
import bourse.exchange.StoredPage;
import bourse.exchange.StoredPreventedMatch;
import bourse.exchange.StoredTrade;
import bourse.exchange.TradeStore;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Orders and trades as the projection has them, shown as clients see them. */
final class OrderArchive {
  private final Exchange exchange;
  private final OrderStore orders;
  private final TradeStore trades;
  private final Listings listings;

  OrderArchive(Exchange exchange, OrderStore orders, TradeStore trades, Listings listings) {
    this.exchange = exchange;
    this.orders = orders;
    this.trades = trades;
    this.listings = listings;
  }

  /**
   * Waits until what is read here is as new as asked, or as the exchange is now.
   *
   * @throws Fault {@code SEQUENCE_NOT_REACHED} when what was asked for is not there within a second
   */
  void await(OptionalLong asked) throws InterruptedException {
    exchange.awaitReadable(asked);
  }

  Optional<OrderView> order(long account, long orderId) {
    return orders.byId(account, orderId).map(this::withFills);
  }

  /** The order at least as new as the sequence, with these fills. */
  OrderView order(long account, long orderId, long sequence, Optional<List<OrderView.Fill>> fills)
      throws InterruptedException {
    await(OptionalLong.of(sequence));
    return orders
        .byId(account, orderId)
        .map(order -> view(order, fills))
        .orElseThrow(() -> Refusals.unknownOrder("There is no order " + orderId));
  }

  Optional<OrderView> byClientOrderId(long account, String clientOrderId) {
    return orders.byClientOrderId(account, clientOrderId).map(this::withFills);
  }

  /**
   * Orders without their fills, newest first. {@code OPEN} means all that can still trade, those
   * that wait too.
   */
  StoredPage<OrderView> list(
      long account, Optional<OrderStatus> status, Optional<String> symbol, long cursor, int limit) {
    symbol.ifPresent(name -> listings.symbol("symbol", name));
    StoredPage<StoredOrder> page;
    if (status.isEmpty()) {
      page = orders.all(account, symbol, cursor, limit);
    } else if (status.get() == OrderStatus.OPEN) {
      page = orders.open(account, symbol, cursor, limit);
    } else {
      page = orders.withStatus(account, status.get(), symbol, cursor, limit);
    }
    return new StoredPage<>(
        page.items().stream().map(order -> view(order, Optional.empty())).toList(), page.next());
  }

  /** An account's trades, newest first; one with itself counts once and comes with both sides. */
  StoredPage<TradeView> trades(
      long account, Optional<String> symbol, Optional<Long> orderId, long cursor, int limit) {
    symbol.ifPresent(name -> listings.symbol("symbol", name));
    StoredPage<StoredTrade> page =
        orderId.isPresent()
            ? trades.ofOrder(account, orderId.get(), cursor, limit)
            : trades.ofAccount(account, symbol, cursor, limit);
    return new StoredPage<>(
        page.items().stream().flatMap(trade -> tradeViews(account, orderId, trade)).toList(),
        page.next());
  }

  Optional<OrderListView> orderList(long account, long listId) {
    return orders.list(account, listId).map(this::view);
  }

  Optional<OrderListView> listByClientOrderId(long account, String clientOrderId) {
    return orders.listByClientOrderId(account, clientOrderId).map(this::view);
  }

  /** Order lists, newest first. */
  StoredPage<OrderListView> lists(
      long account,
      Optional<OrderListView.Status> status,
      Optional<String> symbol,
      long cursor,
      int limit) {
    symbol.ifPresent(name -> listings.symbol("symbol", name));
    Optional<Boolean> isOpen = status.map(wanted -> wanted == OrderListView.Status.OPEN);
    StoredPage<StoredOrderList> page = orders.lists(account, isOpen, symbol, cursor, limit);
    return new StoredPage<>(page.items().stream().map(this::view).toList(), page.next());
  }

  /** Where orders of an account met and did not trade, newest first. */
  StoredPage<PreventedMatchView> preventedMatches(
      long account, Optional<String> symbol, Optional<Long> orderId, long cursor, int limit) {
    symbol.ifPresent(name -> listings.symbol("symbol", name));
    StoredPage<StoredPreventedMatch> page =
        trades.prevented(account, symbol, orderId, cursor, limit);
    return new StoredPage<>(page.items().stream().map(this::view).toList(), page.next());
  }

  private OrderListView view(StoredOrderList list) {
    List<OrderView> views =
        list.orders().stream().map(order -> view(order, Optional.empty())).toList();
    return new OrderListView(
        Long.toString(list.id()),
        list.clientOrderId(),
        list.type(),
        list.symbol(),
        OrderListView.Status.of(views),
        list.createdAt(),
        views);
  }

  private PreventedMatchView view(StoredPreventedMatch match) {
    SymbolDefinition symbol = symbol(match.symbol());
    return new PreventedMatchView(
        Long.toString(match.id()),
        match.symbol(),
        match.takerSide(),
        match.prevention(),
        text(match.price(), symbol.priceScale()),
        text(match.quantity(), symbol.quantityScale()),
        Long.toString(match.makerOrderId()),
        Long.toString(match.takerOrderId()),
        match.at());
  }

  private OrderView withFills(StoredOrder order) {
    List<OrderView.Fill> fills = new ArrayList<>();
    long cursor = StoredPage.START;
    StoredPage<StoredTrade> page;
    do {
      page = trades.ofOrder(order.account(), order.id(), cursor, StoredPage.MAXIMUM);
      page.items().forEach(trade -> fills.addFirst(fill(order.id(), trade)));
      cursor = page.next().orElse(0);
    } while (page.next().isPresent());
    return view(order, Optional.of(fills));
  }

  private OrderView view(StoredOrder order, Optional<List<OrderView.Fill>> fills) {
    SymbolDefinition symbol = symbol(order.symbol());
    BigDecimal open =
        order.status().isFinal()
            ? BigDecimal.ZERO
            : order.quantity().subtract(order.filledQuantity());
    return new OrderView(
        Long.toString(order.id()),
        order.clientOrderId(),
        order.orderListId().map(list -> Long.toString(list)),
        order.symbol(),
        order.side(),
        order.type(),
        order.timeInForce(),
        order.selfTradePrevention(),
        order.postOnly(),
        order.expiresAt(),
        order.price().map(price -> text(price, symbol.priceScale())),
        order.quoteAmount().map(amount -> text(amount, symbol.quote().scale())),
        order.stopPrice().map(price -> text(price, symbol.priceScale())),
        order.trailingOffset().map(offset -> text(offset, symbol.priceScale())),
        order.trailingBasisPoints(),
        order.displayQuantity().map(shown -> text(shown, symbol.quantityScale())),
        text(order.quantity(), symbol.quantityScale()),
        text(order.filledQuantity(), symbol.quantityScale()),
        text(open, symbol.quantityScale()),
        averagePrice(order, symbol),
        order.status(),
        order.doneReason(),
        order.version(),
        order.createdAt(),
        order.updatedAt(),
        fills);
  }

  private static Optional<String> averagePrice(StoredOrder order, SymbolDefinition symbol) {
    return order.filledQuantity().signum() == 0
        ? Optional.empty()
        : Optional.of(
            order
                .filledQuote()
                .divide(order.filledQuantity(), symbol.quote().scale(), RoundingMode.HALF_UP)
                .toPlainString());
  }

  private OrderView.Fill fill(long orderId, StoredTrade trade) {
    SymbolDefinition symbol = symbol(trade.symbol());
    boolean bought = trade.buyOrderId() == orderId;
    return new OrderView.Fill(
        Long.toString(trade.id()),
        text(trade.price(), symbol.priceScale()),
        text(trade.quantity(), symbol.quantityScale()),
        fee(trade, bought, symbol),
        symbol.quote().symbol(),
        role(trade, bought));
  }

  /** The account's sides of a trade: both when it traded with itself, unless one order is meant. */
  private Stream<TradeView> tradeViews(long account, Optional<Long> orderId, StoredTrade trade) {
    boolean ownsBuy =
        trade.buyerAccount() == account && orderId.orElse(trade.buyOrderId()) == trade.buyOrderId();
    boolean ownsSell =
        trade.sellerAccount() == account
            && orderId.orElse(trade.sellOrderId()) == trade.sellOrderId();
    return Stream.of(true, false)
        .filter(bought -> bought ? ownsBuy : ownsSell)
        .map(bought -> tradeView(trade, bought));
  }

  private TradeView tradeView(StoredTrade trade, boolean bought) {
    SymbolDefinition symbol = symbol(trade.symbol());
    return new TradeView(
        Long.toString(trade.id()),
        Long.toString(bought ? trade.buyOrderId() : trade.sellOrderId()),
        trade.symbol(),
        bought ? Side.BUY : Side.SELL,
        text(trade.price(), symbol.priceScale()),
        text(trade.quantity(), symbol.quantityScale()),
        fee(trade, bought, symbol),
        symbol.quote().symbol(),
        role(trade, bought),
        trade.isAuction(),
        trade.at());
  }

  private static String fee(StoredTrade trade, boolean bought, SymbolDefinition symbol) {
    return text(bought ? trade.buyerFee() : trade.sellerFee(), symbol.quote().scale());
  }

  private static OrderView.Role role(StoredTrade trade, boolean bought) {
    return (trade.takerSide() == Side.BUY) == bought ? OrderView.Role.TAKER : OrderView.Role.MAKER;
  }

  private SymbolDefinition symbol(String name) {
    return listings
        .symbol(name)
        .orElseThrow(
            () -> new IllegalStateException("SQL names symbol " + name + ", which is not listed"));
  }

  private static String text(BigDecimal value, int scale) {
    return value.setScale(scale).toPlainString();
  }
}
