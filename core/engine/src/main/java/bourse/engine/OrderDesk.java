package bourse.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.TimeInForce;
import java.util.Arrays;

/**
 * Takes orders, cancels and replaces them. Each verb first finds out everything that may refuse it,
 * and only then changes anything.
 */
final class OrderDesk {
  /** One command ends at most this many orders whose time has come. */
  static final int EXPIRY_LIMIT = 1_000;

  private final Facts facts;
  private final Ledger ledger;
  private final ClientOrders clientOrders;
  private final OpenOrders orders;
  private final Matching matching;
  private final Sweep sweep = new Sweep();

  /** By the symbol's id. */
  private Market[] markets = new Market[16];

  private long lastOrderId;

  OrderDesk(Facts facts, Ledger ledger, ClientOrders clientOrders) {
    this.facts = facts;
    this.ledger = ledger;
    this.clientOrders = clientOrders;
    this.orders = new OpenOrders(facts, ledger, clientOrders);
    this.matching = new Matching(facts, ledger, orders);
  }

  long lastOrderId() {
    return lastOrderId;
  }

  long lastTradeId() {
    return matching.lastTradeId();
  }

  /** Goes on counting where a snapshot stopped. */
  void countFrom(long lastOrderId, long lastTradeId) {
    this.lastOrderId = lastOrderId;
    matching.countFrom(lastTradeId);
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

  /** The first time at which an order expires; {@code Long.MAX_VALUE} when none does. */
  long nextDueMicros() {
    return orders.deadlines().nextMicros();
  }

  /** Ends orders whose time has come, the earliest first, then by id. */
  void expire(long logTimeMicros) {
    Deadlines deadlines = orders.deadlines();
    for (int i = 0; deadlines.nextMicros() <= logTimeMicros && i < EXPIRY_LIMIT; i++) {
      Order order = deadlines.first();
      Matching.leaveBook(order);
      orders.end(order, DoneReason.EXPIRED, true, logTimeMicros);
    }
  }

  void place(byte[] frames, int offset, long logTimeMicros) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    Market market = market(Layout.getInt(frames, offset + Commands.PLACE_SYMBOL));
    boolean isBuy = frames[offset + Commands.PLACE_SIDE] == Layout.BUY;
    OrderType type = Layout.orderType(frames[offset + Commands.PLACE_TYPE]);
    TimeInForce timeInForce = Layout.timeInForce(frames[offset + Commands.PLACE_TIME_IN_FORCE]);
    SelfTradePrevention prevention = Commands.selfTradePrevention(frames, offset);
    boolean isPostOnly = Commands.isPostOnly(frames, offset);
    long expiresAtMicros = Commands.expiresAtMicros(frames, offset);
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
    if (!OrderCombinations.isSupported(type, timeInForce, isPostOnly)) {
      facts.refused(ErrorCode.UNSUPPORTED_COMBINATION, accountId, 0);
      return;
    }
    boolean isMarketOrder = type == OrderType.MARKET;
    ErrorCode broken =
        isMarketOrder
            ? marketOrderRule(market, priceTicks, lots)
            : limitOrderRule(market, priceTicks, lots, lots);
    if (broken == null) {
      broken = expiryRule(timeInForce, expiresAtMicros, logTimeMicros);
    }
    if (broken == null && isPostOnly && crosses(market, isBuy, priceTicks)) {
      broken = ErrorCode.POST_ONLY_WOULD_TRADE;
    }
    if (broken != null) {
      facts.refused(broken, accountId, 0);
      return;
    }
    Account account = ledger.account(accountId);
    if (account == null) {
      facts.refused(ErrorCode.INSUFFICIENT_FUNDS, accountId, 0);
      return;
    }
    if (prevention == SelfTradePrevention.NONE && !account.maySelfTrade()) {
      facts.refused(ErrorCode.SELF_TRADES_NOT_ALLOWED, accountId, 0);
      return;
    }
    if (isMarketOrder || timeInForce == TimeInForce.FOK) {
      long limit = Matching.worstPrice(isBuy, isMarketOrder, priceTicks);
      sweep.walk(market, account, prevention, isBuy, limit, lots);
    }
    boolean isFeeExempt = account.isFeeExempt();
    long need =
        isMarketOrder && isBuy
            ? marketCost(market, isFeeExempt)
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

    Order order = orders.create(++lastOrderId, account, market, isBuy);
    order.isFeeExempt = isFeeExempt;
    order.type = type;
    order.timeInForce = timeInForce;
    order.selfTradePrevention = prevention;
    order.isPostOnly = isPostOnly;
    order.expiresAtMicros = expiresAtMicros;
    order.priceTicks = priceTicks;
    order.openLots = lots;
    order.acceptedAtMicros = logTimeMicros;
    if (isNamed) {
      order.clientOrder = add(accountId, frames, clientOrderId, order.id);
    }
    facts.accepted(order);
    if (timeInForce == TimeInForce.FOK && sweep.lots() < lots) {
      orders.end(order, DoneReason.NOT_FILLABLE, false, logTimeMicros);
      return;
    }
    orders.hold(order, need);
    matching.enter(order, logTimeMicros);
  }

  void cancel(long accountId, long orderId, long logTimeMicros) {
    Order order = orders.find(orderId);
    if (order == null || order.account.id != accountId) {
      facts.refused(ErrorCode.UNKNOWN_ORDER, accountId, orderId);
      return;
    }
    Matching.leaveBook(order);
    orders.end(order, DoneReason.CANCELLED_BY_USER, true, logTimeMicros);
  }

  void replace(
      long accountId, long orderId, long priceOrZero, long openOrZero, long logTimeMicros) {
    Order order = orders.find(orderId);
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
    if (broken == null && order.isPostOnly && crosses(market, order.isBuy, priceTicks)) {
      broken = ErrorCode.POST_ONLY_WOULD_TRADE;
    }
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
      orders.hold(order, need);
      return;
    }
    Matching.leaveBook(order);
    order.priceTicks = priceTicks;
    order.openLots = openLots;
    facts.replaced(order, oldPriceTicks, oldOpenLots, false);
    orders.hold(order, need);
    matching.enter(order, logTimeMicros);
  }

  /** Tells all resting orders of a market in priority order. */
  void describe(Market market) {
    describe(market.bids);
    describe(market.asks);
  }

  /**
   * Puts an order of a snapshot behind those that rest at its price. Its terms are set; what is
   * held follows from them. False when it can't rest.
   */
  boolean restore(Order order, ClientOrderId clientOrderId) {
    long need = order.market.need(order);
    if (need <= 0
        || order.priceTicks <= 0
        || order.openLots <= 0
        || order.id <= 0
        || order.id > lastOrderId
        || orders.find(order.id) != null
        || !OrderCombinations.isSupported(order.type, order.timeInForce, order.isPostOnly)
        || !order.timeInForce.rests()
        || (order.expiresAtMicros != 0) != (order.timeInForce == TimeInForce.GTD)) {
      return false;
    }
    order.held = need;
    if (!clientOrderId.isNone()) {
      order.clientOrder = clientOrders.add(order.account.id, clientOrderId, order.id);
    }
    order.market.ladder(order.isBuy).levelAt(order.priceTicks).append(order);
    orders.index(order);
    return true;
  }

  /** An order of a snapshot, with no terms yet. */
  Order create(long id, Account account, Market market, boolean isBuy) {
    return orders.create(id, account, market, isBuy);
  }

  private static ErrorCode marketOrderRule(Market market, long priceTicks, long lots) {
    if (priceTicks != 0) {
      return ErrorCode.INVALID_PRICE;
    }
    return lots <= 0 || lots > market.definition.maximumQuantityLots()
        ? ErrorCode.INVALID_QUANTITY
        : null;
  }

  /** A GTD order, and no other, has a time of expiry, which lies ahead. */
  private static ErrorCode expiryRule(
      TimeInForce timeInForce, long expiresAtMicros, long logTimeMicros) {
    if (timeInForce != TimeInForce.GTD) {
      return expiresAtMicros == 0 ? null : ErrorCode.UNSUPPORTED_COMBINATION;
    }
    return expiresAtMicros > logTimeMicros ? null : ErrorCode.INVALID_EXPIRY;
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

  /** Exactly what the market buy of the last sweep will pay with its fee; -1: no long holds it. */
  private long marketCost(Market market, boolean isFeeExempt) {
    long notional = sweep.notional();
    if (notional < 0) {
      return -1;
    }
    long cost = notional + (isFeeExempt ? 0 : Fees.fee(notional, market.takerRate, 0));
    return cost < 0 ? -1 : cost;
  }

  private static boolean crosses(Market market, boolean isBuy, long priceTicks) {
    return Matching.crosses(isBuy, priceTicks, market.ladder(!isBuy).best());
  }

  private static long available(Account account, int assetIndex) {
    Balance balance = account.balance(assetIndex);
    return balance == null ? 0 : balance.available;
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
        facts.describe(order);
      }
    }
  }
}
