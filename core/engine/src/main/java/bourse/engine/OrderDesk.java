package bourse.engine;

import bourse.domain.AssetDefinition;
import bourse.domain.ClientOrderId;
import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.FeeRate;
import bourse.domain.FeeSchedule;
import bourse.domain.MarketState;
import bourse.domain.SelfTradePrevention;
import bourse.domain.SymbolDefinition;
import bourse.domain.TimeInForce;
import java.util.Arrays;

/**
 * Takes orders, cancels and replaces them. Each verb first finds out everything that may refuse it,
 * and only then changes anything.
 */
final class OrderDesk {
  static final int CANCEL_LIMIT = ExchangeEngine.CANCEL_LIMIT;
  static final long LONGEST_CANCEL_ALL_AFTER_MICROS = 86_400_000_000L;

  private final Facts facts;
  private final Ledger ledger;
  private final ClientOrders clientOrders;
  private final Venue venue;
  private final OpenOrders orders;
  private final TradedVolumes volumes;
  private final Matching matching;
  private final MarketDesk marketDesk;
  private final ListDesk listDesk;
  private final Holds holds;
  private final Sweep sweep = new Sweep();

  /** The order at hand. */
  private Incoming incoming = new Incoming();

  /** By the symbol's id. */
  private Market[] markets = new Market[16];

  private FeeSchedule fees = FeeSchedule.NONE;

  private long lastOrderId;

  OrderDesk(Facts facts, Ledger ledger, ClientOrders clientOrders, Venue venue) {
    this.venue = venue;
    this.facts = facts;
    this.ledger = ledger;
    this.clientOrders = clientOrders;
    this.orders = new OpenOrders(facts, ledger, clientOrders);
    this.volumes = new TradedVolumes(facts);
    Auctions auctions = new Auctions(facts, orders, venue);
    this.matching = new Matching(facts, ledger, orders, auctions, volumes);
    this.marketDesk = new MarketDesk(facts, orders, matching, auctions, venue);
    this.listDesk = new ListDesk(facts, ledger, clientOrders, orders, matching, this);
    this.holds = new Holds(facts, ledger, orders);
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
    market.charge(fees);
    if (market.id >= markets.length) {
      markets = Arrays.copyOf(markets, Math.max(market.id + 1, markets.length * 2));
    }
    markets[market.id] = market;
    countVolume();
  }

  TradedVolumes volumes() {
    return volumes;
  }

  Holds holds() {
    return holds;
  }

  MarketDesk marketDesk() {
    return marketDesk;
  }

  FeeSchedule fees() {
    return fees;
  }

  /** The venue takes orders again, or takes none any more: auctions wait for that. */
  void venueChanged() {
    for (Market market : markets) {
      if (market != null) {
        marketDesk.venueChanged(market);
      }
    }
  }

  /** Orders that are accepted from now on pay by this schedule. */
  void charge(FeeSchedule newFees) {
    fees = newFees;
    for (Market market : markets) {
      if (market != null) {
        market.charge(fees);
      }
    }
    volumes.countIn(fees.volumeAsset());
    countVolume();
  }

  /** Tells each market how it counts volume: another that was listed may tell what it is worth. */
  private void countVolume() {
    for (Market market : markets) {
      if (market != null) {
        market.countVolumeIn(volumes.asset(), market(market.definition.quote(), volumes.asset()));
      }
    }
  }

  /** The market where an asset is traded for another, or null. */
  private Market market(AssetDefinition base, int quote) {
    for (Market market : markets) {
      if (market != null
          && market.definition.base().id() == base.id()
          && market.definition.quote().id() == quote) {
        return market;
      }
    }
    return null;
  }

  /**
   * Whether, in each market, no maker's rebate is above the fee of any taker that pays one: so the
   * fee revenue of a trade covers it.
   */
  boolean canCharge(FeeSchedule wanted) {
    if (wanted.volumeAsset() != 0 && ledger.assetIndex(wanted.volumeAsset()) < 0) {
      return false;
    }
    for (FeeRate rate : wanted.rates()) {
      if (rate.symbol() != 0 && market(rate.symbol()) == null) {
        return false;
      }
    }
    for (Market market : markets) {
      if (market != null && !coversRebates(wanted, market.definition)) {
        return false;
      }
    }
    return wanted.isValid();
  }

  /** The same for one symbol, by the present schedule. */
  boolean coversRebates(SymbolDefinition symbol) {
    return coversRebates(fees, symbol);
  }

  private static boolean coversRebates(FeeSchedule wanted, SymbolDefinition symbol) {
    int highestRebate = 0;
    int lowestFee = FeeRate.MAXIMUM_RATE;
    for (int group = 0; group <= FeeRate.MAXIMUM_GROUP; group++) {
      for (FeeRate rate : wanted.tiers(group, symbol)) {
        highestRebate = Math.max(highestRebate, -rate.makerRate());
        lowestFee = Math.min(lowestFee, rate.takerRate());
      }
    }
    return highestRebate <= lowestFee;
  }

  /** The market of a symbol's id, or null. */
  Market market(int symbol) {
    return symbol > 0 && symbol < markets.length ? markets[symbol] : null;
  }

  /** Above all ids of symbols. */
  int marketLimit() {
    return markets.length;
  }

  /** The first time at which something is due; {@code Long.MAX_VALUE} when nothing is. */
  long nextDueMicros() {
    return orders.deadlines().nextMicros();
  }

  /** Does what is due: the earliest first, as far as one command may. */
  void runDue(long logTimeMicros) {
    Deadlines deadlines = orders.deadlines();
    int left = CANCEL_LIMIT;
    while (deadlines.nextMicros() <= logTimeMicros && left > 0) {
      switch (deadlines.first()) {
        case Order order -> {
          cancel(order, DoneReason.EXPIRED, logTimeMicros);
          left--;
        }
        case Account account -> {
          DoneReason reason =
              account.isFrozen() ? DoneReason.ACCOUNT_FROZEN : DoneReason.CANCEL_ALL_AFTER;
          left -= cancelAll(account, null, left, reason, logTimeMicros);
          if (!account.hasOrders()) {
            setCancelAllAfter(account, 0);
          }
        }
        case Market market -> left -= marketDesk.runDue(market, left, logTimeMicros);
        case Hold hold -> {
          holds.release(hold, HoldEnd.EXPIRED);
          left--;
        }
      }
    }
  }

  ListDesk listDesk() {
    return listDesk;
  }

  /** Whether orders that were reached are left, and may enter. */
  boolean hasReached() {
    return orders.reached().first() != null && venue.orderRefusal() == null;
  }

  /**
   * Lets orders that were reached enter their books, and those that their trades reach.
   *
   * @param atMost how many
   * @param lastTrade none any more once the trade of this number was made
   * @return how many more could have been
   */
  int runReached(int atMost, long lastTrade, long logTimeMicros) {
    int left = atMost;
    Reached reached = orders.reached();
    for (Order order = reached.first();
        order != null && left > 0 && matching.lastTradeId() < lastTrade;
        order = reached.first()) {
      reached.remove(order);
      if (order.isPending()) {
        enterDue(order, logTimeMicros);
      } else {
        enterReached(order, logTimeMicros);
      }
      left--;
    }
    return left;
  }

  /** Takes a new order, or says why not. */
  void place(byte[] frames, int offset, long logTimeMicros) {
    incoming.read(frames, offset);
    ErrorCode refusal = refusal(null, 0, logTimeMicros);
    if (refusal != null) {
      facts.refused(refusal, incoming.accountId, incoming.takenBy);
      return;
    }
    accept(logTimeMicros);
  }

  /** Why an order that a command asks for would be refused now, or null. Changes nothing. */
  ErrorCode test(byte[] frames, int offset, long logTimeMicros) {
    incoming.read(frames, offset);
    return refusal(null, 0, logTimeMicros);
  }

  /**
   * Cancels an order and takes a new one, or neither. The new one is judged as if the other were
   * gone: its place in the book, and what is held for it.
   */
  void cancelAndPlace(byte[] frames, int offset, long logTimeMicros) {
    long accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    long orderId = Commands.replacedOrder(frames, offset);
    Order leaving = find(accountId, orderId, Commands.replacedVersion(frames, offset));
    if (leaving == null) {
      return;
    }
    if (leaving.special != null && leaving.special.list != null && leaving.special.list.isTied) {
      facts.refused(ErrorCode.ORDER_IN_LIST, accountId, orderId);
      return;
    }
    incoming.read(frames, offset);
    Order behind = leaving.next;
    boolean rests = !leaving.isWaiting();
    if (rests) {
      Matching.leaveBook(leaving);
    }
    boolean isSameAsset =
        leaving.heldBalance().asset
            == (incoming.isBuy
                ? leaving.market.definition.quote().id()
                : leaving.market.definition.base().id());
    long freed = incoming.symbol == leaving.market.id && isSameAsset ? leaving.held : 0;
    ErrorCode refusal = refusal(leaving, freed, logTimeMicros);
    if (refusal != null) {
      if (rests) {
        Matching.returnToBook(leaving, behind);
      }
      facts.refused(refusal, accountId, incoming.takenBy == 0 ? orderId : incoming.takenBy);
      return;
    }
    if (!rests) {
      orders.leave(leaving);
    }
    orders.end(leaving, DoneReason.CANCELLED_BY_REPLACEMENT, rests, logTimeMicros);
    accept(logTimeMicros);
  }

  void cancel(long accountId, long orderId, long version, long logTimeMicros) {
    Order order = find(accountId, orderId, version);
    if (order != null) {
      cancel(order, DoneReason.CANCELLED_BY_USER, logTimeMicros);
    }
  }

  /** Cancels an account's orders by their ids, as many as one command may. */
  void cancelAll(long accountId, int symbol, long logTimeMicros) {
    if (accountId < SystemAccounts.FIRST_CLIENT) {
      facts.refused(ErrorCode.UNKNOWN_ACCOUNT, accountId, 0);
      return;
    }
    Market market = market(symbol);
    if (symbol != 0 && market == null) {
      facts.refused(ErrorCode.UNKNOWN_SYMBOL, accountId, 0);
      return;
    }
    Account account = ledger.account(accountId);
    if (account == null) {
      return;
    }
    if (account.isFrozen()) {
      facts.refused(ErrorCode.ACCOUNT_FROZEN, accountId, 0);
      return;
    }
    cancelAll(account, market, CANCEL_LIMIT, DoneReason.CANCELLED_BY_USER, logTimeMicros);
  }

  /**
   * Cancels the orders of an account that was frozen: as many as one command may, and what is left
   * is due, so that it goes before anything else happens.
   */
  void freeze(Account account, long logTimeMicros) {
    cancelAll(account, null, CANCEL_LIMIT, DoneReason.ACCOUNT_FROZEN, logTimeMicros);
    if (account.hasOrders()) {
      setCancelAllAfter(account, logTimeMicros);
    }
  }

  /** Cancels all of an account's orders when this time is over; 0 takes that back. */
  void cancelAllAfter(long accountId, long timeoutMicros, long logTimeMicros) {
    if (accountId < SystemAccounts.FIRST_CLIENT) {
      facts.refused(ErrorCode.UNKNOWN_ACCOUNT, accountId, 0);
      return;
    }
    if (timeoutMicros < 0 || timeoutMicros > LONGEST_CANCEL_ALL_AFTER_MICROS) {
      facts.refused(ErrorCode.INVALID_EXPIRY, accountId, 0);
      return;
    }
    Account account = ledger.accountOrNew(accountId);
    if (account.isFrozen()) {
      facts.refused(ErrorCode.ACCOUNT_FROZEN, accountId, 0);
      return;
    }
    setCancelAllAfter(account, timeoutMicros == 0 ? 0 : logTimeMicros + timeoutMicros);
  }

  void replace(
      long accountId,
      long orderId,
      long version,
      long priceOrZero,
      long openOrZero,
      long triggerOrZero,
      long logTimeMicros) {
    Order order = find(accountId, orderId, version);
    if (order == null) {
      return;
    }
    OrderList list = order.special == null ? null : order.special.list;
    if (list != null && list.amendRule(order, openOrZero) != null) {
      facts.refused(list.amendRule(order, openOrZero), accountId, orderId);
      return;
    }
    if (order.isWaiting()) {
      replaceWaiting(order, priceOrZero, openOrZero, triggerOrZero);
      return;
    }
    Market market = order.market;
    long oldPriceTicks = order.priceTicks;
    long oldOpenLots = order.wholeOpenLots();
    long priceTicks = priceOrZero == 0 ? oldPriceTicks : priceOrZero;
    long openLots = openOrZero == 0 ? oldOpenLots : openOrZero;
    boolean shrinks = priceTicks == oldPriceTicks && openLots <= oldOpenLots;
    if (!shrinks && venue.isCancelOnly()) {
      facts.refused(ErrorCode.VENUE_CANCEL_ONLY, accountId, orderId);
      return;
    }
    if (order.account.blocks != 0 && !shrinks && order.account.tradingBlock() != null) {
      facts.refused(order.account.tradingBlock(), accountId, orderId);
      return;
    }
    ErrorCode broken =
        openLots > market.definition.maximumQuantityLots() - order.filledLots
            ? ErrorCode.INVALID_QUANTITY
            : Incoming.limitOrderRule(market, priceTicks, openLots, openLots + order.filledLots);
    if (triggerOrZero != 0) {
      broken = ErrorCode.UNSUPPORTED_COMBINATION;
    }
    if (broken == null && order.special != null) {
      broken = displayRule(order, openLots);
    }
    if (broken == null) {
      broken = refusalToAmend(market);
    }
    if (broken == null && market.hasBand && priceTicks != oldPriceTicks) {
      broken = market.bandRule(order.isBuy, priceTicks);
    }
    boolean mustNotTrade = order.isPostOnly || market.state.addsOnly();
    if (broken == null && mustNotTrade && crosses(market, order.isBuy, priceTicks)) {
      broken = ErrorCode.POST_ONLY_WOULD_TRADE;
    }
    if (broken == null && order.isBuy && openLots > oldOpenLots) {
      broken = AccountLimits.brokenByBuying(market, order.account, openLots, order);
    }
    if (broken == null && list != null) {
      broken = list.priceRule(order, priceTicks, 0);
    }
    if (broken != null) {
      facts.refused(broken, accountId, orderId);
      return;
    }
    long need = market.need(order.isBuy, priceTicks, openLots, order.holdRate(), order.feeCredit);
    if (list != null && list.isPair()) {
      need = OrderList.dearer(need, market.need(list.partner(order)));
    }
    if (need < 0) {
      facts.refused(ErrorCode.NOTIONAL_OUT_OF_RANGE, accountId, orderId);
      return;
    }
    if (order.heldBalance().available < need - order.held) {
      facts.refused(ErrorCode.INSUFFICIENT_FUNDS, accountId, orderId);
      return;
    }

    if (shrinks) {
      if (order.special == null) {
        order.level.openLots -= oldOpenLots - openLots;
        order.openLots = openLots;
        facts.replaced(order, oldPriceTicks, oldOpenLots, true);
      } else {
        shrinkIceberg(order, openLots);
      }
      orders.hold(order, need);
      return;
    }
    Matching.leaveBook(order);
    if (order.special != null) {
      facts.concealed(order, -order.special.hiddenLots);
      order.special.hiddenLots = 0;
    }
    order.priceTicks = priceTicks;
    order.openLots = openLots;
    facts.replaced(order, oldPriceTicks, oldOpenLots, false);
    orders.hold(order, need);
    matching.enter(order, logTimeMicros);
  }

  private static ErrorCode refusalToAmend(Market market) {
    return market.isUncrossing() ? ErrorCode.AUCTION_UNCROSSING : market.state.refusalToAmend();
  }

  private static ErrorCode displayRule(Order order, long openLots) {
    long display = order.special.displayLots;
    boolean isIceberg = display != 0 && openLots > display;
    return isIceberg && !Incoming.isDisplayable(display, openLots)
        ? ErrorCode.INVALID_DISPLAY_QUANTITY
        : null;
  }

  /** What is not shown goes first. */
  private void shrinkIceberg(Order order, long openLots) {
    Special special = order.special;
    long oldOpenLots = order.wholeOpenLots();
    long shown = Math.min(order.openLots, openLots);
    facts.concealed(order, -special.hiddenLots);
    order.level.openLots -= order.openLots - shown;
    order.level.hiddenLots -= special.hiddenLots - (openLots - shown);
    order.openLots = shown;
    special.hiddenLots = openLots - shown;
    facts.replaced(order, order.priceTicks, oldOpenLots, true);
    facts.concealed(order, special.hiddenLots);
  }

  private void replaceWaiting(Order order, long priceOrZero, long openOrZero, long triggerOrZero) {
    Special special = order.special;
    Market market = order.market;
    long priceTicks = priceOrZero == 0 ? order.priceTicks : priceOrZero;
    long openLots = openOrZero == 0 ? order.openLots : openOrZero;
    long triggerTicks = triggerOrZero == 0 ? special.triggerTicks : triggerOrZero;
    boolean isByAmount = special.quoteAmount != 0;
    boolean shrinks =
        priceTicks == order.priceTicks
            && triggerTicks == special.triggerTicks
            && openLots <= order.openLots;
    ErrorCode block =
        shrinks
            ? null
            : venue.isCancelOnly() ? ErrorCode.VENUE_CANCEL_ONLY : order.account.tradingBlock();
    if (block != null) {
      facts.refused(block, order.account.id, order.id);
      return;
    }
    long need =
        isByAmount
            ? order.held
            : market.need(order.isBuy, priceTicks, openLots, order.holdRate(), 0);
    OrderList list = special.list;
    Order holder = order;
    if (list != null && list.isPair()) {
      need = OrderList.dearer(need, market.need(list.partner(order)));
      holder = list.profitOrder();
    }
    ErrorCode broken = null;
    if (special.state == Special.State.REACHED) {
      broken = ErrorCode.STOP_PRICE_REACHED;
    } else if ((order.isMarket() && priceOrZero != 0)
        || (isByAmount && openOrZero != 0)
        || (special.isTrailing() && triggerOrZero != 0)) {
      broken = ErrorCode.UNSUPPORTED_COMBINATION;
    } else if (!order.isMarket()) {
      broken = Incoming.limitOrderRule(market, priceTicks, openLots, openLots);
    } else if (!isByAmount
        && (openLots <= 0 || openLots > market.definition.maximumQuantityLots())) {
      broken = ErrorCode.INVALID_QUANTITY;
    } else if (openLots > market.maximumMarketLots) {
      broken = ErrorCode.ABOVE_MARKET_QUANTITY;
    }
    if (broken == null) {
      broken = refusalToAmend(market);
    }
    if (broken == null && triggerTicks <= 0) {
      broken = ErrorCode.INVALID_STOP_PRICE;
    }
    if (broken == null
        && triggerOrZero != 0
        && Incoming.isReached(market, order.waitsForRise(), triggerTicks)) {
      broken = ErrorCode.STOP_PRICE_REACHED;
    }
    if (broken == null) {
      broken = displayRule(order, openLots);
    }
    if (broken == null && order.isBuy && openLots > order.openLots) {
      broken = AccountLimits.brokenByBuying(market, order.account, openLots, order);
    }
    if (broken == null && list != null) {
      broken = list.priceRule(order, priceTicks, triggerTicks);
    }
    if (broken == null && need < 0) {
      broken = ErrorCode.NOTIONAL_OUT_OF_RANGE;
    }
    if (broken == null && holder.heldBalance().available < need - holder.held) {
      broken = ErrorCode.INSUFFICIENT_FUNDS;
    }
    if (broken != null) {
      facts.refused(broken, order.account.id, order.id);
      return;
    }
    order.priceTicks = priceTicks;
    if (triggerTicks == special.triggerTicks) {
      order.level.openLots += openLots - order.openLots;
      order.openLots = openLots;
    } else {
      market.triggers().remove(order);
      order.openLots = openLots;
      special.triggerTicks = triggerTicks;
      market.triggers().add(order);
    }
    facts.waitingReplaced(order);
    orders.hold(holder, need);
  }

  /**
   * Tells all orders of a market: those that rest in priority order, then those that wait, then
   * those that were reached and enter after its auction.
   */
  void describe(Market market) {
    describe(market.bids);
    describe(market.asks);
    if (market.triggers() != null) {
      describe(market.triggers().rising);
      describe(market.triggers().falling);
    }
    describe(market.held);
  }

  /** Tells the orders that were reached and did not enter yet. */
  void describeReached() {
    describe(orders.reached());
  }

  private void describe(Reached queue) {
    for (Order order = queue.first(); order != null; order = order.next) {
      facts.describe(order);
    }
  }

  /** The first order that was reached and did not enter yet, or null. */
  Order firstReached() {
    return orders.reached().first();
  }

  /** An account of a snapshot cancels all at that time; 0 for never. */
  void restore(Account account, long dueAtMicros) {
    if (dueAtMicros != 0) {
      orders.setDue(account, dueAtMicros);
    }
  }

  /** All orders of a snapshot are there. False when those of a list do not fit each other. */
  boolean restored() {
    orders.sortByAccount();
    for (Market market : markets) {
      if (market != null) {
        marketDesk.restored(market);
        if (market.triggers() != null) {
          market.triggers().sort();
        }
      }
    }
    return listDesk.restored(lastOrderId);
  }

  /**
   * Puts an order of a snapshot behind those that rest or wait at its price. Its terms are set;
   * what is held follows from them. False when it can't be there.
   */
  boolean restore(Order order, ClientOrderId clientOrderId) {
    boolean isPending = order.isPending();
    long need = isPending ? 0 : order.market.need(order);
    if ((isPending ? order.openLots : need) <= 0
        || (order.isMarket() ? !order.isWaiting() : order.priceTicks <= 0 || order.openLots <= 0)
        || (order.isWaiting()
            && !isPending
            && (!order.type.waits() || order.special.triggerTicks <= 0))
        || order.id <= 0
        || order.id > lastOrderId
        || orders.find(order.id) != null
        || !OrderCombinations.isSupported(order.type, order.timeInForce, order.isPostOnly)
        || !(order.timeInForce.rests() || order.isWaiting())
        || (order.dueAtMicros != 0) != (order.timeInForce == TimeInForce.GTD)) {
      return false;
    }
    order.held = need;
    if (!clientOrderId.isNone()) {
      order.clientOrder = clientOrders.add(order.account.id, clientOrderId, order.id);
    }
    if (!order.isWaiting()) {
      Matching.returnToBook(order, null);
    } else {
      switch (order.special.state) {
        case WAITS -> order.market.triggersOrNew().add(order);
        case REACHED -> orders.reachedBy(order).add(order);
        case DUE -> orders.reachedBy(order).addDue(order);
        case PENDING, ENTERED -> {
          // It is nowhere.
        }
      }
    }
    orders.index(order);
    return true;
  }

  /** An order of a snapshot, with no terms yet. */
  Order create(long id, Account account, Market market, boolean isBuy) {
    return orders.create(id, account, market, isBuy);
  }

  /**
   * What forbids the incoming order, or null. Finds out what {@link #accept} needs.
   *
   * @param leaving the order whose place it takes, or null
   * @param freed what is about to be released of the asset that it needs
   */
  private ErrorCode refusal(Order leaving, long freed, long logTimeMicros) {
    return refusal(1, leaving, freed, logTimeMicros);
  }

  /** What forbids an order that comes with others: it counts for so many. */
  ErrorCode refusalInList(Incoming ofList, int newOrders, long logTimeMicros) {
    incoming = ofList;
    return refusal(newOrders, null, 0, logTimeMicros);
  }

  private ErrorCode refusal(int newOrders, Order leaving, long freed, long logTimeMicros) {
    if (incoming.accountId < SystemAccounts.FIRST_CLIENT) {
      return ErrorCode.UNKNOWN_ACCOUNT;
    }
    Market market = market(incoming.symbol);
    if (market == null) {
      return ErrorCode.UNKNOWN_SYMBOL;
    }
    incoming.market = market;
    if (incoming.isNamed() && isTaken(logTimeMicros)) {
      return ErrorCode.DUPLICATE_CLIENT_ORDER_ID;
    }
    ErrorCode broken = incoming.broken(logTimeMicros);
    if (broken != null) {
      return broken;
    }
    ErrorCode closed = incoming.isPending ? null : presentRule(market);
    if (closed != null) {
      return closed;
    }
    Account account = ledger.account(incoming.accountId);
    if (account == null) {
      return ErrorCode.INSUFFICIENT_FUNDS;
    }
    incoming.account = account;
    if (account.blocks != 0 && account.tradingBlock() != null) {
      return account.tradingBlock();
    }
    if (incoming.prevention == SelfTradePrevention.NONE && !account.maySelfTrade()) {
      return ErrorCode.SELF_TRADES_NOT_ALLOWED;
    }
    long volume = market.hasTiers() ? volumes.of(account, logTimeMicros) : 0;
    incoming.makerRate = market.makerRate(account, volume);
    incoming.takerRate = market.takerRate(account, volume);
    return incoming.isPending
        ? pendingRule()
        : accountRule(market, account, newOrders, leaving, freed);
  }

  /** What the state of the market forbids the incoming order now, or null. */
  private ErrorCode presentRule(Market market) {
    if (market.state != MarketState.TRADING) {
      ErrorCode closed =
          market.isUncrossing()
              ? ErrorCode.AUCTION_UNCROSSING
              : market.state.refusal(incoming.type, incoming.timeInForce, incoming.isPostOnly);
      if (closed != null) {
        return closed;
      }
    }
    boolean waits = incoming.type.waits();
    if (!waits && (market.hasBand || market.hasExecutionRange)) {
      ErrorCode price =
          incoming.isMarketOrder()
              ? market.marketOrderRule()
              : market.bandRule(incoming.isBuy, incoming.priceTicks);
      if (price != null) {
        return price;
      }
    }
    if (waits) {
      return incoming.waitingRule();
    }
    return incoming.isPostOnly && crosses(market, incoming.isBuy, incoming.priceTicks)
        ? ErrorCode.POST_ONLY_WOULD_TRADE
        : null;
  }

  /** What can be said of an order before its turn in its list: that its cost can be counted. */
  private ErrorCode pendingRule() {
    boolean isCounted =
        incoming.isMarketOrder()
            || incoming.market.need(
                    incoming.isBuy,
                    incoming.priceTicks,
                    incoming.lots,
                    Math.max(incoming.makerRate, incoming.takerRate),
                    0)
                >= 0;
    return isCounted ? null : ErrorCode.NOTIONAL_OUT_OF_RANGE;
  }

  /** What the account's funds and limits forbid the incoming order, or null. */
  private ErrorCode accountRule(
      Market market, Account account, int newOrders, Order leaving, long freed) {
    boolean waits = incoming.type.waits();
    if (waits) {
      // What it will trade, it will find out.
    } else if (incoming.isByAmount()) {
      walkAmount(
          market,
          account,
          incoming.prevention,
          incoming.isBuy,
          incoming.takerRate,
          incoming.conditions.quoteAmount());
      if (sweep.whenNothingIsOpen() == DoneReason.AMOUNT_TOO_SMALL && sweep.wantedLots() == 0) {
        return ErrorCode.AMOUNT_TOO_SMALL;
      }
      incoming.lots = sweep.wantedLots();
    } else if (incoming.isMarketOrder() || incoming.timeInForce == TimeInForce.FOK) {
      sweep.walk(
          market,
          account,
          incoming.prevention,
          incoming.isBuy,
          incoming.limitTicks(),
          incoming.lots);
    }
    ErrorCode limit =
        AccountLimits.broken(
            market,
            account,
            incoming.isBuy,
            waits || incoming.timeInForce.rests() || newOrders > 1 ? newOrders : 0,
            incoming.lots,
            leaving);
    if (limit != null) {
      return limit;
    }
    long marketNotional = waits ? incoming.conditions.quoteAmount() : sweep.notional();
    if (incoming.isMarketOrder() && market.isAboveMaximum(marketNotional)) {
      return ErrorCode.ABOVE_MAXIMUM_NOTIONAL;
    }
    long need = need();
    if (need < 0) {
      // A market buy that costs more than there can be of the asset.
      return incoming.isMarketOrder()
          ? ErrorCode.INSUFFICIENT_FUNDS
          : ErrorCode.NOTIONAL_OUT_OF_RANGE;
    }
    incoming.need = need;
    int asset = incoming.isBuy ? market.quoteIndex : market.baseIndex;
    return available(account, asset) < need - freed ? ErrorCode.INSUFFICIENT_FUNDS : null;
  }

  /** The working order of its list is filled: it comes as a new one, with its partner. */
  private void enterDue(Order order, long logTimeMicros) {
    OrderList list = order.special.list;
    Order stop = list.isTied ? list.stopOrder() : null;
    order.special.state = Special.State.ENTERED;
    activate(order);
    if (stop != null) {
      activate(stop);
    }
    DoneReason refusal = dueRule(order);
    if (refusal == null && stop != null) {
      refusal = dueRule(stop);
    }
    long need = refusal != null ? 0 : stop != null ? list.need(order) : dueNeed(order);
    if (refusal == null && (need < 0 || order.heldBalance().available < need)) {
      refusal = DoneReason.NOT_PLACEABLE;
    }
    if (refusal == null && order.timeInForce == TimeInForce.FOK && !order.type.waits()) {
      refusal = isFillable(order) ? null : DoneReason.NOT_FILLABLE;
    }
    if (refusal != null) {
      orders.end(order, refusal, false, logTimeMicros);
    } else if (stop != null) {
      listDesk.startPair(list, logTimeMicros);
    } else {
      orders.hold(order, need);
      if (order.type.waits()) {
        listDesk.startWaiting(order);
      } else {
        matching.enter(order, logTimeMicros);
      }
    }
  }

  private void activate(Order order) {
    Special special = order.special;
    if (special.list.exitLots != 0) {
      order.openLots = special.list.exitLots;
    }
    if (special.isTrailing()) {
      special.triggerTicks = special.trailingTriggerTicks(order.isBuy, order.market.lastPriceTicks);
    }
    facts.activated(order);
  }

  /** Why an order whose turn has come is not placed, apart from its funds; or null. */
  private DoneReason dueRule(Order order) {
    Market market = order.market;
    boolean waits = order.type.waits();
    if (waits
        ? market.state.refusal(order.type, order.timeInForce, order.isPostOnly) != null
        : isNotTaken(order)) {
      return DoneReason.MARKET_STATE;
    }
    if (!waits && order.isPostOnly && crosses(market, order.isBuy, order.priceTicks)) {
      return DoneReason.POST_ONLY_WOULD_TRADE;
    }
    long trigger = order.special.triggerTicks;
    boolean isOdd =
        (waits && (trigger <= 0 || trigger == Long.MAX_VALUE))
            || displayRule(order, order.openLots) != null
            || (order.isBuy
                && AccountLimits.brokenByBuying(market, order.account, order.openLots, order)
                    != null);
    if (isOdd) {
      return DoneReason.NOT_PLACEABLE;
    }
    if (!waits && (order.isMarket() || order.timeInForce == TimeInForce.FOK)) {
      sweep.walk(
          market,
          order.account,
          order.selfTradePrevention,
          order.isBuy,
          Matching.executionLimit(order),
          order.openLots);
      if (order.isMarket() && market.isAboveMaximum(sweep.notional())) {
        return DoneReason.NOT_PLACEABLE;
      }
    }
    return null;
  }

  /** What an order must have reserved whose turn has come, without a partner. */
  private long dueNeed(Order order) {
    return order.isMarket() && order.isBuy ? marketCost(order.takerRate) : order.market.need(order);
  }

  private boolean isTaken(long logTimeMicros) {
    ClientOrder taken =
        clientOrders.find(
            incoming.accountId,
            incoming.word(0),
            incoming.word(1),
            incoming.word(2),
            incoming.word(3),
            incoming.word(4),
            logTimeMicros);
    if (taken == null) {
      return false;
    }
    incoming.takenBy = taken.orderId;
    return true;
  }

  private long need() {
    Market market = incoming.market;
    if (!incoming.isMarketOrder()) {
      int holdRate = Math.max(incoming.makerRate, incoming.takerRate);
      return market.need(incoming.isBuy, incoming.priceTicks, incoming.lots, holdRate, 0);
    }
    if (!incoming.isBuy) {
      return incoming.lots * market.lotUnits;
    }
    return incoming.type.waits()
        ? incoming.conditions.quoteAmount()
        : marketCost(incoming.takerRate);
  }

  private void walkAmount(
      Market market,
      Account account,
      SelfTradePrevention prevention,
      boolean isBuy,
      int takerRate,
      long amount) {
    long budget =
        isBuy ? Fees.notionalFor(amount, takerRate) : Fees.notionalAfter(amount, takerRate);
    sweep.walkAmount(market, account, prevention, isBuy, budget);
  }

  /** Takes the incoming order, which nothing forbids. */
  private void accept(long logTimeMicros) {
    start(take(null, logTimeMicros), logTimeMicros);
  }

  /** Takes an order of a list, which nothing forbids. */
  Order take(Incoming ofList, OrderList list, long logTimeMicros) {
    incoming = ofList;
    return take(list, logTimeMicros);
  }

  /** The working order of a list, that was taken, enters its book. */
  void start(Incoming ofList, Order order, long logTimeMicros) {
    incoming = ofList;
    start(order, logTimeMicros);
  }

  /**
   * The incoming order is an order now, and told, but nowhere yet.
   *
   * @param list of which it is a part, or null
   */
  private Order take(OrderList list, long logTimeMicros) {
    Order order = orders.create(++lastOrderId, incoming.account, incoming.market, incoming.isBuy);
    order.makerRate = incoming.makerRate;
    order.takerRate = incoming.takerRate;
    order.type = incoming.type;
    order.timeInForce = incoming.timeInForce;
    order.selfTradePrevention = incoming.prevention;
    order.isPostOnly = incoming.isPostOnly;
    order.dueAtMicros = incoming.expiresAtMicros;
    order.priceTicks = incoming.priceTicks;
    order.openLots = incoming.lots;
    order.acceptedAtMicros = logTimeMicros;
    if (!incoming.isPlain()) {
      order.special = incoming.special();
    }
    if (list != null) {
      if (order.special == null) {
        order.special = new Special();
      }
      order.special.state = incoming.isPending ? Special.State.PENDING : Special.State.ENTERED;
      list.add(order);
    }
    if (incoming.isNamed()) {
      order.clientOrder =
          clientOrders.add(
              incoming.accountId,
              incoming.word(0),
              incoming.word(1),
              incoming.word(2),
              incoming.word(3),
              incoming.word(4),
              order.id);
    }
    facts.accepted(order);
    return order;
  }

  /** The incoming order, that was taken, waits or enters its book. */
  private void start(Order order, long logTimeMicros) {
    if (order.type.waits()) {
      orders.hold(order, incoming.need);
      order.market.triggersOrNew().add(order);
      orders.index(order);
      return;
    }
    if (order.timeInForce == TimeInForce.FOK && !isFillable(order)) {
      orders.end(order, DoneReason.NOT_FILLABLE, false, logTimeMicros);
      return;
    }
    if (incoming.isByAmount()) {
      order.special.whenNothingIsOpen = sweep.whenNothingIsOpen();
    }
    orders.hold(order, incoming.need);
    matching.enter(order, logTimeMicros);
  }

  /** An order that waited comes as a new one. */
  private void enterReached(Order order, long logTimeMicros) {
    Special special = order.special;
    Market market = order.market;
    special.state = Special.State.ENTERED;
    if (special.quoteAmount != 0) {
      walkAmount(
          market,
          order.account,
          order.selfTradePrevention,
          order.isBuy,
          order.takerRate,
          special.quoteAmount);
      order.openLots = sweep.wantedLots();
      special.whenNothingIsOpen = sweep.whenNothingIsOpen();
    } else if (order.timeInForce == TimeInForce.FOK) {
      sweep.walk(
          market,
          order.account,
          order.selfTradePrevention,
          order.isBuy,
          Matching.executionLimit(order),
          order.openLots);
    }
    facts.triggered(order);
    if (special.list != null && special.list.isPair()) {
      orders.lists().executed(order, logTimeMicros);
      orders.hold(order, market.need(order));
    }
    if (isNotTaken(order)) {
      orders.end(order, DoneReason.MARKET_STATE, false, logTimeMicros);
      return;
    }
    if (order.isPostOnly && crosses(market, order.isBuy, order.priceTicks)) {
      orders.end(order, DoneReason.POST_ONLY_WOULD_TRADE, false, logTimeMicros);
      return;
    }
    if (order.timeInForce == TimeInForce.FOK && !isFillable(order)) {
      orders.end(order, DoneReason.NOT_FILLABLE, false, logTimeMicros);
      return;
    }
    if (special.quoteAmount != 0) {
      orders.hold(order, marketCost(order.takerRate));
    }
    matching.enter(order, logTimeMicros);
  }

  /** Whether the order's market takes no such order now. */
  private static boolean isNotTaken(Order order) {
    Market market = order.market;
    if (market.state.refusal(order.type, order.timeInForce, order.isPostOnly) != null) {
      return true;
    }
    if (!market.hasBand && !market.hasExecutionRange) {
      return false;
    }
    ErrorCode price =
        order.isMarket()
            ? market.marketOrderRule()
            : market.bandRule(order.isBuy, order.priceTicks);
    return price != null;
  }

  /** Whether the order, that the last sweep was for, would be filled whole. */
  private boolean isFillable(Order order) {
    boolean isByAmount = order.special != null && order.special.quoteAmount != 0;
    return isByAmount ? sweep.isSpent() : sweep.lots() >= order.openLots;
  }

  /** The account's open order of this version (0: of any); null after a refusal. */
  private Order find(long accountId, long orderId, long version) {
    Order order = orders.find(orderId);
    if (order == null || order.account.id != accountId) {
      Account account = ledger.account(accountId);
      boolean isFrozen = account != null && account.isFrozen();
      facts.refused(
          isFrozen ? ErrorCode.ACCOUNT_FROZEN : ErrorCode.UNKNOWN_ORDER, accountId, orderId);
      return null;
    }
    if (order.account.isFrozen()) {
      facts.refused(ErrorCode.ACCOUNT_FROZEN, accountId, orderId);
      return null;
    }
    if (version != 0 && version != order.version) {
      facts.refused(ErrorCode.STALE_VERSION, accountId, orderId);
      return null;
    }
    return order;
  }

  void cancel(Order order, DoneReason reason, long logTimeMicros) {
    boolean rests = !order.isWaiting();
    orders.leave(order);
    orders.end(order, reason, rests, logTimeMicros);
  }

  /**
   * Cancels orders of a market, or of all when it is null, and says how many. One that takes the
   * others of its list with it counts once.
   */
  private int cancelAll(
      Account account, Market market, int atMost, DoneReason reason, long logTimeMicros) {
    int cancelled = 0;
    Order kept = null;
    Order order = account.firstOrder;
    while (order != null && cancelled < atMost) {
      if (market == null || order.market == market) {
        cancel(order, reason, logTimeMicros);
        cancelled++;
      } else {
        kept = order;
      }
      // Not what stood behind the order: that may have been of its list, and gone with it.
      order = kept == null ? account.firstOrder : kept.nextOwn;
    }
    return cancelled;
  }

  private void setCancelAllAfter(Account account, long dueAtMicros) {
    orders.setDue(account, dueAtMicros);
    facts.cancelAllAfterSet(account);
  }

  /** Exactly what the market buy of the last sweep will pay with its fee; -1: no long holds it. */
  private long marketCost(int takerRate) {
    long notional = sweep.notional();
    if (notional < 0) {
      return -1;
    }
    long cost = notional + Fees.fee(notional, takerRate, 0);
    return cost < 0 ? -1 : cost;
  }

  private static boolean crosses(Market market, boolean isBuy, long priceTicks) {
    return Matching.crosses(isBuy, priceTicks, market.ladder(!isBuy).best());
  }

  private static long available(Account account, int assetIndex) {
    Balance balance = account.balance(assetIndex);
    return balance == null ? 0 : balance.available;
  }

  private void describe(PriceLadder ladder) {
    for (PriceLevel level = ladder.best(); level != null; level = ladder.next(level)) {
      for (Order order = level.first; order != null; order = order.next) {
        facts.describe(order);
      }
    }
  }
}
