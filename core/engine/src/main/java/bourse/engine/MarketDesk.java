package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.SymbolDefinition;

/** Opens, stops, changes and delists markets, by command and when a planned time comes. */
final class MarketDesk {
  /** One command makes so many of an auction's fills where it would end one order. */
  private static final int FILLS_PER_ORDER =
      ExchangeEngine.FILL_LIMIT / ExchangeEngine.CANCEL_LIMIT;

  private final Facts facts;
  private final OpenOrders orders;
  private final Matching matching;
  private final Auctions auctions;
  private final Venue venue;

  MarketDesk(Facts facts, OpenOrders orders, Matching matching, Auctions auctions, Venue venue) {
    this.facts = facts;
    this.orders = orders;
    this.matching = matching;
    this.auctions = auctions;
    this.venue = venue;
  }

  /** Changes the state now, or plans to when a time is given. */
  void setState(Market market, MarketState state, long atMicros, long logTimeMicros) {
    boolean isPresent = state == market.state && atMicros == 0;
    ErrorCode broken = transitionRule(market, state, isPresent, atMicros, logTimeMicros);
    if (broken != null) {
      facts.refused(broken, 0, 0);
    } else if (atMicros != 0) {
      plan(market, state, atMicros, null);
      facts.status(market, MarketCause.OPERATOR);
    } else if (isPresent) {
      plan(market, null, 0, null);
      facts.status(market, MarketCause.OPERATOR);
    } else {
      if (state == market.planned) {
        plan(market, null, 0, null);
      }
      change(market, state, null, MarketCause.OPERATOR, logTimeMicros);
    }
  }

  /**
   * Begins an auction now, or plans to when a time is given. In an auction it sets when that ends.
   *
   * @param call when it ends by itself; null for not
   */
  void callAuction(Market market, long atMicros, AuctionCall call, long logTimeMicros) {
    boolean isPresent = market.state == MarketState.AUCTION && atMicros == 0;
    ErrorCode broken =
        transitionRule(market, MarketState.AUCTION, isPresent, atMicros, logTimeMicros);
    if (broken == null && call != null && !isPossible(call, Math.max(atMicros, logTimeMicros))) {
      broken = ErrorCode.INVALID_AUCTION;
    }
    if (broken != null) {
      facts.refused(broken, 0, 0);
    } else if (atMicros != 0) {
      plan(market, MarketState.AUCTION, atMicros, call);
      facts.status(market, MarketCause.OPERATOR);
    } else {
      if (market.planned == MarketState.AUCTION) {
        plan(market, null, 0, null);
      }
      begin(market, call, MarketCause.OPERATOR);
    }
  }

  /** The venue takes orders again, or takes none any more. */
  void venueChanged(Market market) {
    auctions.setDue(market);
  }

  /**
   * Sets what may change while orders rest: fees and limits, for orders accepted from now on.
   *
   * @param isCharged whether the present fee schedule agrees with it
   */
  void change(Market market, SymbolDefinition wanted, boolean isCharged) {
    ErrorCode broken = changeRule(market, wanted);
    if (broken == null && !isCharged) {
      broken = ErrorCode.INVALID_FEES;
    }
    if (broken != null) {
      facts.refused(broken, 0, 0);
      return;
    }
    market.define(wanted);
    auctions.setDue(market);
    facts.changed(wanted);
  }

  /** Sets the reference price as it was seen at a time; 0 takes it away. */
  void setReference(Market market, long priceTicks, long seenAtMicros, long logTimeMicros) {
    long seen = Math.min(seenAtMicros, logTimeMicros);
    ErrorCode broken = referenceRule(market, priceTicks, seen, logTimeMicros);
    if (broken != null) {
      facts.refused(broken, 0, 0);
      return;
    }
    restoreReference(market, priceTicks, priceTicks == 0 ? 0 : seen, false);
    facts.reference(market);
  }

  /** A market of a snapshot has that reference price. */
  void restoreReference(Market market, long priceTicks, long seenAtMicros, boolean isStale) {
    market.setReferenceTicks = priceTicks;
    market.setReferenceAtMicros = seenAtMicros;
    market.isReferenceStale = isStale;
    auctions.setDue(market);
  }

  /** Takes the market off the exchange for ever. Its orders are cancelled, so many per command. */
  void delist(Market market, long logTimeMicros) {
    if (market.state == MarketState.DELISTED) {
      facts.refused(ErrorCode.SYMBOL_DELISTED, 0, 0);
      return;
    }
    plan(market, null, 0, null);
    auctions.end(market);
    become(market, MarketState.DELISTED, MarketCause.DELISTED);
    cancelAll(market, ExchangeEngine.CANCEL_LIMIT, logTimeMicros);
  }

  /** Does what is due for the market and says how many orders that took, at most so many. */
  int runDue(Market market, int atMost, long logTimeMicros) {
    if (market.state == MarketState.DELISTED) {
      return cancelAll(market, atMost, logTimeMicros);
    }
    if (market.isUncrossing()) {
      return uncross(market, atMost, logTimeMicros);
    }
    if (market.staleAtMicros() == market.dueAtMicros) {
      market.isReferenceStale = true;
      auctions.setDue(market);
      facts.reference(market);
      return 1;
    }
    if (market.callEndsAtMicros() == market.dueAtMicros) {
      if (auctions.extend(market, logTimeMicros)) {
        return 1;
      }
      startUncross(market, market.call.then(), MarketCause.PLAN);
      return uncross(market, atMost, logTimeMicros);
    }
    return followPlan(market, atMost, logTimeMicros);
  }

  /** A market of a snapshot is in that state. */
  void restore(Market market, MarketState state, MarketState planned, long plannedAtMicros) {
    market.state = state;
    plan(market, planned, plannedAtMicros, null);
  }

  /** All orders of a snapshot are there. */
  void restored(Market market) {
    auctions.setDue(market);
  }

  private int followPlan(Market market, int atMost, long logTimeMicros) {
    MarketState planned = market.planned;
    AuctionCall call = market.plannedCall;
    plan(market, null, 0, null);
    if (!mayFollow(market, planned) || breaksCrossed(market, planned)) {
      facts.status(market, MarketCause.PLAN);
      return 1;
    }
    if (isTrading(market, planned)) {
      startUncross(market, planned, MarketCause.PLAN);
      return uncross(market, atMost, logTimeMicros);
    }
    change(market, planned, call, MarketCause.PLAN, logTimeMicros);
    return 1;
  }

  private void change(
      Market market, MarketState state, AuctionCall call, MarketCause cause, long logTimeMicros) {
    if (state == MarketState.AUCTION) {
      begin(market, call, cause);
    } else if (isTrading(market, state)) {
      startUncross(market, state, cause);
      uncross(market, ExchangeEngine.CANCEL_LIMIT, logTimeMicros);
    } else {
      auctions.end(market);
      become(market, state, cause);
    }
  }

  private void begin(Market market, AuctionCall call, MarketCause cause) {
    market.isVolatile = false;
    market.extensions = 0;
    auctions.begin(market, call, cause);
  }

  /** Whether the market makes its auction's trades on the way; a halt breaks the auction off. */
  private static boolean isTrading(Market market, MarketState next) {
    return market.state == MarketState.AUCTION
        && next != MarketState.HALTED
        && next != MarketState.AUCTION;
  }

  private void startUncross(Market market, MarketState next, MarketCause cause) {
    market.call = null;
    market.uncrossTo = next;
    market.uncrossCause = cause;
    if (!market.isCrossed()) {
      facts.uncrossed(market, AuctionPrice.NONE);
    }
  }

  /**
   * Makes the trades of an auction, as many as one command may; the market changes after the last.
   * Where orders were cancelled between two such commands, some that the first price left behind
   * may cross: they trade once more, at the price that is theirs.
   */
  private int uncross(Market market, int atMost, long logTimeMicros) {
    int most = atMost * FILLS_PER_ORDER;
    int fills = 0;
    while (market.isCrossed()) {
      if (market.uncrossTicks == 0) {
        AuctionPrice price = market.auctionPrice();
        market.uncrossTicks = price.priceTicks();
        facts.uncrossed(market, price);
      }
      fills += matching.uncross(market, market.uncrossTicks, most - fills, logTimeMicros);
      if (fills == most && trades(market, market.uncrossTicks)) {
        auctions.setDue(market);
        return atMost;
      }
      market.uncrossTicks = 0;
    }
    MarketState next = market.uncrossTo;
    MarketCause cause = market.uncrossCause;
    auctions.end(market);
    become(market, next, cause);
    return Math.clamp((fills + FILLS_PER_ORDER - 1) / FILLS_PER_ORDER, 1, atMost);
  }

  private static boolean trades(Market market, long priceTicks) {
    return Matching.crosses(false, priceTicks, market.bids.best())
        && Matching.crosses(true, priceTicks, market.asks.best());
  }

  private void become(Market market, MarketState state, MarketCause cause) {
    market.state = state;
    facts.status(market, cause);
    auctions.setDue(market);
  }

  private int cancelAll(Market market, int atMost, long logTimeMicros) {
    int cancelled = 0;
    for (PriceLadder side : market.sides()) {
      while (side.best() != null && cancelled < atMost) {
        Order order = side.best().first;
        Matching.leaveBook(order);
        orders.end(order, DoneReason.SYMBOL_DELISTED, true, logTimeMicros);
        cancelled++;
      }
    }
    Triggers triggers = market.triggers();
    while (triggers != null && triggers.hasOrders() && cancelled < atMost) {
      Order order = triggers.first();
      orders.leave(order);
      orders.end(order, DoneReason.SYMBOL_DELISTED, false, logTimeMicros);
      cancelled++;
    }
    auctions.setDue(market);
    return cancelled;
  }

  private void plan(Market market, MarketState planned, long atMicros, AuctionCall call) {
    market.planned = planned;
    market.plannedAtMicros = atMicros;
    market.plannedCall = call;
    auctions.setDue(market);
  }

  private static ErrorCode referenceRule(
      Market market, long priceTicks, long seenAtMicros, long logTimeMicros) {
    if (market.state == MarketState.DELISTED) {
      return ErrorCode.SYMBOL_DELISTED;
    }
    if (priceTicks < 0) {
      return ErrorCode.INVALID_PRICE;
    }
    long age = market.definition.prices().referenceMaximumAgeMicros();
    boolean isTooOld = age != 0 && seenAtMicros <= logTimeMicros - age;
    return priceTicks != 0 && (isTooOld || seenAtMicros < market.setReferenceAtMicros)
        ? ErrorCode.REFERENCE_TOO_OLD
        : null;
  }

  private ErrorCode transitionRule(
      Market market, MarketState state, boolean isPresent, long atMicros, long logTimeMicros) {
    if (market.state == MarketState.DELISTED) {
      return ErrorCode.SYMBOL_DELISTED;
    }
    if (atMicros < 0 || (atMicros != 0 && atMicros <= logTimeMicros)) {
      return ErrorCode.TRANSITION_TIME_PAST;
    }
    if (market.isUncrossing()) {
      return ErrorCode.AUCTION_UNCROSSING;
    }
    if (!isPresent && !mayFollow(market, state)) {
      return ErrorCode.ILLEGAL_TRANSITION;
    }
    if (atMicros != 0 || isPresent) {
      return null;
    }
    if (breaksCrossed(market, state)) {
      return ErrorCode.BOOK_CROSSED;
    }
    return isTrading(market, state) ? venue.orderRefusal() : null;
  }

  /** Whether the state may come next; a planned auction takes the place of one that is there. */
  private static boolean mayFollow(Market market, MarketState next) {
    return market.state.next().contains(next)
        || (next == MarketState.AUCTION && market.state == MarketState.AUCTION);
  }

  /** Whether the market would go on with a crossed book, which only an auction may. */
  private static boolean breaksCrossed(Market market, MarketState next) {
    return market.state == MarketState.HALTED && next != MarketState.AUCTION && market.isCrossed();
  }

  private static boolean isPossible(AuctionCall call, long beginsAtMicros) {
    return call.uncrossAtMicros() > beginsAtMicros
        && call.then() != MarketState.HALTED
        && MarketState.AUCTION.next().contains(call.then());
  }

  private static ErrorCode changeRule(Market market, SymbolDefinition wanted) {
    if (market.state == MarketState.DELISTED) {
      return ErrorCode.SYMBOL_DELISTED;
    }
    if (!market.definition.countsLike(wanted)) {
      return ErrorCode.CHANGE_NOT_ALLOWED;
    }
    return Definitions.isValid(wanted) ? null : ErrorCode.INVALID_DEFINITION;
  }
}
