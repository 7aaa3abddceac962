package bourse.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.OrderType;
import bourse.domain.TimeInForce;
import java.util.Arrays;

/**
 * Takes orders, cancels and replaces them, and matches by price, then time. Each verb first finds
 * out everything that may refuse it, and only then changes anything.
 *
 * <p>At all times an order has exactly reserved what {@link Market#need} says for its open rest.
 */
final class OrderDesk {
  private final Facts facts;
  private final Ledger ledger;
  private final ClientOrders clientOrders;
  private final LongMap<Order> orders = new LongMap<>();

  /** By the symbol's id. */
  private Market[] markets = new Market[16];

  private Order freeOrders;
  private long lastOrderId;
  private long lastTradeId;

  OrderDesk(Facts facts, Ledger ledger, ClientOrders clientOrders) {
    this.facts = facts;
    this.ledger = ledger;
    this.clientOrders = clientOrders;
  }

  long lastOrderId() {
    return lastOrderId;
  }

  long lastTradeId() {
    return lastTradeId;
  }

  /** Goes on counting where a snapshot stopped. */
  void countFrom(long lastOrderId, long lastTradeId) {
    this.lastOrderId = lastOrderId;
    this.lastTradeId = lastTradeId;
  }

  void open(Market market) {
    if (market.id >= markets.length) {
      markets = Arrays.copyOf(markets, Math.max(market.id + 1, markets.length * 2));
    }
    markets[market.id] = market;
  }

  /** The market of a symbol's id, or null. */
  Market market(int symbol) {
    return symbol > 0 && symbol < markets.length ? markets[symbol] : null;
  }

  /** Above all ids of symbols. */
  int marketLimit() {
    return markets.length;
  }

  void place(byte[] frames, int offset, long logTimeMicros) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    Market market = market(Layout.getInt(frames, offset + Commands.PLACE_SYMBOL));
    boolean isBuy = frames[offset + Commands.PLACE_SIDE] == Layout.BUY;
    boolean isMarketOrder = frames[offset + Commands.PLACE_TYPE] == Layout.MARKET;
    boolean rests = frames[offset + Commands.PLACE_TIME_IN_FORCE] == Layout.GTC;
    long priceTicks = Layout.getLong(frames, offset + Commands.PLACE_PRICE);
    long lots = Layout.getLong(frames, offset + Commands.PLACE_QUANTITY);
    int clientOrderId = offset + Commands.PLACE_CLIENT_ORDER_ID;
    boolean isNamed = Layout.getLong(frames, clientOrderId) != 0;

    if (accountId < SystemAccounts.FIRST_CLIENT) {
      facts.refused(ErrorCode.UNKNOWN_ACCOUNT, accountId, 0);
      return;
    }
    if (market == null) {
      facts.refused(ErrorCode.UNKNOWN_SYMBOL, accountId, 0);
      return;
    }
    if (isNamed) {
      ClientOrder taken = find(accountId, frames, clientOrderId, logTimeMicros);
      if (taken != null) {
        facts.refused(ErrorCode.DUPLICATE_CLIENT_ORDER_ID, accountId, taken.orderId);
        return;
      }
    }
    ErrorCode broken =
        isMarketOrder
            ? marketOrderRule(market, rests, priceTicks, lots)
            : limitOrderRule(market, priceTicks, lots, lots);
    if (broken != null) {
      facts.refused(broken, accountId, 0);
      return;
    }
    Account account = ledger.account(accountId);
    if (account == null) {
      facts.refused(ErrorCode.INSUFFICIENT_FUNDS, accountId, 0);
      return;
    }
    boolean isFeeExempt = account.isFeeExempt();
    long need =
        isMarketOrder && isBuy
            ? marketCost(market, lots, isFeeExempt)
            : isMarketOrder
                ? lots * market.lotUnits
                : market.need(isBuy, priceTicks, lots, isFeeExempt, 0);
    if (need < 0) {
      // A market buy that costs more than there can be of the asset.
      ErrorCode code =
          isMarketOrder ? ErrorCode.INSUFFICIENT_FUNDS : ErrorCode.NOTIONAL_OUT_OF_RANGE;
      facts.refused(code, accountId, 0);
      return;
    }
    if (available(account, isBuy ? market.quoteIndex : market.baseIndex) < need) {
      facts.refused(ErrorCode.INSUFFICIENT_FUNDS, accountId, 0);
      return;
    }

    Order order = newOrder(++lastOrderId, account, market, isBuy, isFeeExempt);
    order.priceTicks = priceTicks;
    order.openLots = lots;
    order.acceptedAtMicros = logTimeMicros;
    if (isNamed) {
      order.clientOrder = add(accountId, frames, clientOrderId, order.id);
    }
    facts.accepted(
        order,
        isMarketOrder ? OrderType.MARKET : OrderType.LIMIT,
        rests ? TimeInForce.GTC : TimeInForce.IOC);
    hold(order, need);
    enter(order, isMarketOrder, rests, logTimeMicros);
  }

  void cancel(long accountId, long orderId, long logTimeMicros) {
    Order order = orders.get(orderId);
    if (order == null || order.account.id != accountId) {
      facts.refused(ErrorCode.UNKNOWN_ORDER, accountId, orderId);
      return;
    }
    leaveBook(order);
    end(order, DoneReason.CANCELLED_BY_USER, true, logTimeMicros);
  }

  void replace(
      long accountId, long orderId, long priceOrZero, long openOrZero, long logTimeMicros) {
    Order order = orders.get(orderId);
    if (order == null || order.account.id != accountId) {
      facts.refused(ErrorCode.UNKNOWN_ORDER, accountId, orderId);
      return;
    }
    Market market = order.market;
    long oldPriceTicks = order.priceTicks;
    long oldOpenLots = order.openLots;
    long priceTicks = priceOrZero == 0 ? oldPriceTicks : priceOrZero;
    long openLots = openOrZero == 0 ? oldOpenLots : openOrZero;
    ErrorCode broken =
        openLots > market.definition.maximumQuantityLots() - order.filledLots
            ? ErrorCode.INVALID_QUANTITY
            : limitOrderRule(market, priceTicks, openLots, openLots + order.filledLots);
    if (broken != null) {
      facts.refused(broken, accountId, orderId);
      return;
    }
    long need = market.need(order.isBuy, priceTicks, openLots, order.isFeeExempt, order.feeCredit);
    if (need < 0) {
      facts.refused(ErrorCode.NOTIONAL_OUT_OF_RANGE, accountId, orderId);
      return;
    }
    if (order.heldBalance().available < need - order.held) {
      facts.refused(ErrorCode.INSUFFICIENT_FUNDS, accountId, orderId);
      return;
    }

    if (priceTicks == oldPriceTicks && openLots <= oldOpenLots) {
      order.level.openLots -= oldOpenLots - openLots;
      order.openLots = openLots;
      facts.replaced(order, oldPriceTicks, oldOpenLots, true);
      hold(order, need);
      return;
    }
    leaveBook(order);
    order.priceTicks = priceTicks;
    order.openLots = openLots;
    facts.replaced(order, oldPriceTicks, oldOpenLots, false);
    hold(order, need);
    enter(order, false, true, logTimeMicros);
  }

  /** Tells all resting orders of a market in priority order. */
  void describe(Market market) {
    describe(market.bids);
    describe(market.asks);
  }

  /** Puts an order of a snapshot behind those that rest at its price. False when it can't rest. */
  boolean restore(
      long id,
      Account account,
      Market market,
      boolean isBuy,
      boolean isFeeExempt,
      int feeCredit,
      long priceTicks,
      long openLots,
      long filledLots,
      long acceptedAtMicros,
      ClientOrderId clientOrderId) {
    long need = market.need(isBuy, priceTicks, openLots, isFeeExempt, feeCredit);
    if (need <= 0 || priceTicks <= 0 || openLots <= 0 || id <= 0 || orders.get(id) != null) {
      return false;
    }
    Order order = newOrder(id, account, market, isBuy, isFeeExempt);
    order.feeCredit = feeCredit;
    order.priceTicks = priceTicks;
    order.openLots = openLots;
    order.filledLots = filledLots;
    order.acceptedAtMicros = acceptedAtMicros;
    order.held = need;
    if (!clientOrderId.isNone()) {
      order.clientOrder = clientOrders.add(account.id, clientOrderId, id);
    }
    market.ladder(isBuy).levelAt(priceTicks).append(order);
    orders.put(id, order);
    order.isIndexed = true;
    return true;
  }

  private static ErrorCode marketOrderRule(
      Market market, boolean rests, long priceTicks, long lots) {
    if (rests) {
      return ErrorCode.UNSUPPORTED_COMBINATION;
    }
    if (priceTicks != 0) {
      return ErrorCode.INVALID_PRICE;
    }
    return lots <= 0 || lots > market.definition.maximumQuantityLots()
        ? ErrorCode.INVALID_QUANTITY
        : null;
  }

  /** The rule that a limit order breaks, or null. The minimum counts for the whole order. */
  private static ErrorCode limitOrderRule(
      Market market, long priceTicks, long openLots, long wholeLots) {
    if (priceTicks <= 0) {
      return ErrorCode.INVALID_PRICE;
    }
    if (openLots <= 0 || wholeLots > market.definition.maximumQuantityLots()) {
      return ErrorCode.INVALID_QUANTITY;
    }
    long notional = market.notional(priceTicks, wholeLots);
    return notional >= 0 && notional < market.definition.minimumNotional()
        ? ErrorCode.NOTIONAL_OUT_OF_RANGE
        : null;
  }

  /**
   * Exactly what a market buy will pay with its fee, if it came now; -1 when that does not fit a
   * long.
   */
  private static long marketCost(Market market, long lots, boolean isFeeExempt) {
    long total = 0;
    long open = lots;
    int fillsLeft = ExchangeEngine.FILL_LIMIT;
    PriceLevel level = market.asks.best();
    while (level != null && open > 0 && fillsLeft > 0) {
      long taken;
      if (level.openLots <= open && level.orders <= fillsLeft) {
        taken = level.openLots;
        fillsLeft -= level.orders;
      } else {
        taken = 0;
        for (Order maker = level.first;
            maker != null && taken < open && fillsLeft > 0;
            maker = maker.next) {
          taken += Math.min(maker.openLots, open - taken);
          fillsLeft--;
        }
      }
      long notional = market.notional(level.priceTicks, taken);
      total += notional;
      if (notional < 0 || total < 0) {
        return -1;
      }
      open -= taken;
      level = market.asks.next(level);
    }
    long cost = total + (isFeeExempt ? 0 : Fees.fee(total, market.takerRate, 0));
    return cost < 0 ? -1 : cost;
  }

  /** The order trades with what it crosses; the rest stays in the book, or ends. */
  private void enter(Order order, boolean isMarketOrder, boolean rests, long logTimeMicros) {
    long limit = !isMarketOrder ? order.priceTicks : order.isBuy ? Long.MAX_VALUE : 0;
    PriceLadder opposite = order.market.ladder(!order.isBuy);
    int fills = 0;
    while (order.openLots > 0 && crosses(order, limit, opposite.best())) {
      if (fills == ExchangeEngine.FILL_LIMIT) {
        endEntered(order, DoneReason.FILL_LIMIT, isMarketOrder, logTimeMicros);
        return;
      }
      fill(order, opposite.best(), opposite, logTimeMicros);
      fills++;
    }
    if (order.openLots == 0) {
      endEntered(order, DoneReason.FILLED, isMarketOrder, logTimeMicros);
    } else if (rests) {
      rest(order);
    } else if (isMarketOrder && fills == 0) {
      endEntered(order, DoneReason.NO_LIQUIDITY, true, logTimeMicros);
    } else {
      endEntered(order, DoneReason.UNFILLED_REST, isMarketOrder, logTimeMicros);
    }
  }

  private static boolean crosses(Order order, long limit, PriceLevel level) {
    return level != null && (order.isBuy ? level.priceTicks <= limit : level.priceTicks >= limit);
  }

  private void fill(Order taker, PriceLevel level, PriceLadder ladder, long logTimeMicros) {
    Order maker = level.first;
    Market market = taker.market;
    Order buyer = taker.isBuy ? taker : maker;
    Order seller = taker.isBuy ? maker : taker;
    long lots = Math.min(maker.openLots, taker.openLots);
    // Neither product overflows: the maker's hold was checked for more lots at this price.
    long notional = level.priceTicks * lots * market.quoteUnitsPerTickLot;
    long baseUnits = lots * market.lotUnits;
    long tradeId = ++lastTradeId;

    maker.openLots -= lots;
    maker.filledLots += lots;
    level.openLots -= lots;
    taker.openLots -= lots;
    taker.filledLots += lots;
    long makerFee = charge(maker, notional, market.makerRate);
    long takerFee = charge(taker, notional, market.takerRate);
    facts.traded(tradeId, maker, makerFee, taker, takerFee, lots);
    buyer.held -= notional;
    ledger.trade(buyer.quote, seller.quote, notional, tradeId);
    seller.held -= baseUnits;
    ledger.trade(seller.base, buyer.base, baseUnits, tradeId);
    collect(maker, makerFee, tradeId);
    collect(taker, takerFee, tradeId);

    if (maker.openLots > 0) {
      releaseExcess(maker);
      return;
    }
    level.remove(maker);
    if (level.orders == 0) {
      ladder.remove(level);
    }
    end(maker, DoneReason.FILLED, true, logTimeMicros);
  }

  /** The fee of one fill, which the order from now on has paid. */
  private static long charge(Order order, long notional, int rate) {
    if (rate == 0 || order.isFeeExempt) {
      return 0;
    }
    long fee = Fees.fee(notional, rate, order.feeCredit);
    order.feeCredit = Fees.creditAfter(notional, rate, order.feeCredit);
    return fee;
  }

  /** A buyer pays the fee out of the hold, a seller out of the proceeds. */
  private void collect(Order order, long fee, long tradeId) {
    if (fee == 0) {
      return;
    }
    if (order.isBuy) {
      order.held -= fee;
      ledger.fee(order.quote, Bucket.RESERVED, order.market.feeRevenue, fee, tradeId);
    } else {
      ledger.fee(order.quote, Bucket.AVAILABLE, order.market.feeRevenue, fee, tradeId);
    }
  }

  private void rest(Order order) {
    order.market.ladder(order.isBuy).levelAt(order.priceTicks).append(order);
    if (!order.isIndexed) {
      orders.put(order.id, order);
      order.isIndexed = true;
    }
    facts.rested(order);
    releaseExcess(order);
  }

  private static void leave(Order order, PriceLadder ladder) {
    PriceLevel level = order.level;
    level.remove(order);
    if (level.orders == 0) {
      ladder.remove(level);
    }
  }

  private static void leaveBook(Order order) {
    leave(order, order.market.ladder(order.isBuy));
  }

  private void endEntered(
      Order order, DoneReason reason, boolean isMarketOrder, long logTimeMicros) {
    if (isMarketOrder && order.isBuy && order.held != 0) {
      throw new InvariantBroken(
          "Market order " + order.id + " was to cost " + order.held + " more than it did");
    }
    end(order, reason, false, logTimeMicros);
  }

  private void end(Order order, DoneReason reason, boolean wasResting, long logTimeMicros) {
    facts.done(order, reason, wasResting);
    if (order.held < 0) {
      throw new InvariantBroken("Order " + order.id + " spent more than was held for it");
    }
    if (order.held > 0) {
      ledger.release(order.heldBalance(), order.held, order.id);
    }
    if (order.clientOrder != null) {
      clientOrders.end(order.clientOrder, logTimeMicros);
      order.clientOrder = null;
    }
    if (order.isIndexed) {
      orders.remove(order.id);
    }
    order.next = freeOrders;
    freeOrders = order;
  }

  /** Gives back what the open rest no longer needs. */
  private void releaseExcess(Order order) {
    long need =
        order.market.need(
            order.isBuy, order.priceTicks, order.openLots, order.isFeeExempt, order.feeCredit);
    if (need < 0 || need > order.held) {
      throw new InvariantBroken(
          "Order " + order.id + " needs " + need + " but only " + order.held + " are held");
    }
    if (need < order.held) {
      hold(order, need);
    }
  }

  /** Brings what is held for the order to what it needs. */
  private void hold(Order order, long need) {
    long more = need - order.held;
    order.held = need;
    if (more > 0) {
      ledger.hold(order.heldBalance(), more, order.id);
    } else if (more < 0) {
      ledger.release(order.heldBalance(), -more, order.id);
    }
  }

  private static long available(Account account, int assetIndex) {
    Balance balance = account.balance(assetIndex);
    return balance == null ? 0 : balance.available;
  }

  private Order newOrder(
      long id, Account account, Market market, boolean isBuy, boolean isFeeExempt) {
    Order order = freeOrders;
    if (order == null) {
      order = new Order();
    } else {
      freeOrders = order.next;
    }
    order.id = id;
    order.account = account;
    order.market = market;
    order.isBuy = isBuy;
    order.isFeeExempt = isFeeExempt;
    order.filledLots = 0;
    order.feeCredit = 0;
    order.held = 0;
    order.isIndexed = false;
    order.level = null;
    order.previous = null;
    order.next = null;
    order.base = account.balanceOrNew(market.baseIndex, market.definition.base().id());
    order.quote = account.balanceOrNew(market.quoteIndex, market.definition.quote().id());
    return order;
  }

  private ClientOrder find(long account, byte[] frames, int at, long logTimeMicros) {
    return clientOrders.find(
        account,
        Layout.getLong(frames, at),
        Layout.getLong(frames, at + 8),
        Layout.getLong(frames, at + 16),
        Layout.getLong(frames, at + 24),
        Layout.getLong(frames, at + 32),
        logTimeMicros);
  }

  private ClientOrder add(long account, byte[] frames, int at, long orderId) {
    return clientOrders.add(
        account,
        Layout.getLong(frames, at),
        Layout.getLong(frames, at + 8),
        Layout.getLong(frames, at + 16),
        Layout.getLong(frames, at + 24),
        Layout.getLong(frames, at + 32),
        orderId);
  }

  private void describe(PriceLadder ladder) {
    for (PriceLevel level = ladder.best(); level != null; level = ladder.next(level)) {
      for (Order order = level.first; order != null; order = order.next) {
        facts.accepted(order, OrderType.LIMIT, TimeInForce.GTC);
        facts.rested(order);
      }
    }
  }
}
