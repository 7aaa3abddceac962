package bourse.engine;

import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.VolatilityHalt;

/** Begins and extends auctions, and keeps what is due for each market. */
final class Auctions {
  private final Facts facts;
  private final OpenOrders orders;
  private final Venue venue;

  Auctions(Facts facts, OpenOrders orders, Venue venue) {
    this.facts = facts;
    this.orders = orders;
    this.venue = venue;
  }

  /** From now on the market collects orders. */
  void begin(Market market, AuctionCall call, MarketCause cause) {
    market.state = MarketState.AUCTION;
    market.call = call;
    orders.reached().moveTo(market.held, market);
    facts.status(market, cause);
    setDue(market);
  }

  /** An order would have traded too far from the reference price: trading stops for an auction. */
  void halt(Market market, long logTimeMicros) {
    market.isVolatile = true;
    begin(market, volatilityCall(market, market.state, logTimeMicros), MarketCause.VOLATILITY);
  }

  /** Extends the auction instead of ending it, if its price would still be too far away. */
  boolean extend(Market market, long logTimeMicros) {
    VolatilityHalt halt = market.definition.prices().volatility();
    if (!market.isVolatile || market.extensions >= halt.maximumExtensions()) {
      return false;
    }
    long price = market.auctionPrice().priceTicks();
    if (price == 0 || !market.stopsAt(price, market.referenceTicks())) {
      return false;
    }
    market.extensions++;
    market.call = volatilityCall(market, market.call.then(), logTimeMicros);
    facts.status(market, MarketCause.EXTENDED);
    setDue(market);
    return true;
  }

  /** The market is in no auction any more; what was reached meanwhile enters. */
  void end(Market market) {
    market.call = null;
    market.isVolatile = false;
    market.extensions = 0;
    market.uncrossTo = null;
    market.uncrossCause = null;
    market.uncrossTicks = 0;
    market.held.moveTo(orders.reached(), market);
  }

  void setDue(Market market) {
    orders.setDue(market, nextTime(market));
  }

  /** When something is due for the market; 0 for never. */
  private long nextTime(Market market) {
    boolean isDelisted = market.state == MarketState.DELISTED;
    if (isDelisted) {
      return market.hasOrders() ? Market.AT_ONCE : 0;
    }
    long next = market.staleAtMicros();
    if (market.state != MarketState.AUCTION || venue.orderRefusal() == null) {
      // An auction does not trade while the venue takes no orders.
      next = Math.min(next, market.isUncrossing() ? Market.AT_ONCE : market.nextChangeMicros());
    }
    return next == Long.MAX_VALUE ? 0 : next;
  }

  private static AuctionCall volatilityCall(Market market, MarketState then, long logTimeMicros) {
    long length = market.definition.prices().volatility().callMicros();
    return new AuctionCall(logTimeMicros + length, then);
  }
}
