package bourse.engine;

import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.MarketCause;
import bourse.domain.MarketState;
import bourse.domain.SymbolDefinition;

/** Opens, stops, changes and delists markets, by command and when a planned time comes. */
final class MarketDesk {
  private final Facts facts;
  private final OpenOrders orders;

  MarketDesk(Facts facts, OpenOrders orders) {
    this.facts = facts;
    this.orders = orders;
  }

  /** Changes the state now, or plans to when a time is given. */
  void setState(Market market, MarketState state, long atMicros, long logTimeMicros) {
    ErrorCode broken = transitionRule(market, state, atMicros, logTimeMicros);
    if (broken != null) {
      facts.refused(broken, 0, 0);
    } else if (atMicros != 0) {
      plan(market, state, atMicros);
      facts.status(market, MarketCause.OPERATOR);
    } else if (state == market.state) {
      plan(market, null, 0);
      facts.status(market, MarketCause.OPERATOR);
    } else {
      become(market, state, MarketCause.OPERATOR);
    }
  }

  /** Sets what may change while orders rest: fees and limits, for orders accepted from now on. */
  void change(Market market, SymbolDefinition wanted) {
    ErrorCode broken = changeRule(market, wanted);
    if (broken != null) {
      facts.refused(broken, 0, 0);
      return;
    }
    market.define(wanted);
    setDue(market);
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
    setDue(market);
  }

  /** Takes the market off the exchange for ever. Its orders are cancelled, so many per command. */
  void delist(Market market, long logTimeMicros) {
    if (market.state == MarketState.DELISTED) {
      facts.refused(ErrorCode.SYMBOL_DELISTED, 0, 0);
      return;
    }
    plan(market, null, 0);
    become(market, MarketState.DELISTED, MarketCause.DELISTED);
    cancelAll(market, ExchangeEngine.CANCEL_LIMIT, logTimeMicros);
  }

  /** Does what is due for the market and says how many orders that took, at most so many. */
  int runDue(Market market, int atMost, long logTimeMicros) {
    if (market.state == MarketState.DELISTED) {
      return cancelAll(market, atMost, logTimeMicros);
    }
    if (market.staleAtMicros() == market.dueAtMicros) {
      market.isReferenceStale = true;
      setDue(market);
      facts.reference(market);
      return 1;
    }
    MarketState planned = market.planned;
    plan(market, null, 0);
    if (market.state.next().contains(planned)) {
      become(market, planned, MarketCause.PLAN);
    } else {
      facts.status(market, MarketCause.PLAN);
    }
    return 1;
  }

  /** A market of a snapshot is in that state. */
  void restore(Market market, MarketState state, MarketState planned, long plannedAtMicros) {
    market.state = state;
    plan(market, planned, plannedAtMicros);
  }

  /** All orders of a snapshot are there. */
  void restored(Market market) {
    setDue(market);
  }

  private void become(Market market, MarketState state, MarketCause cause) {
    market.state = state;
    facts.status(market, cause);
    setDue(market);
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
    setDue(market);
    return cancelled;
  }

  private void plan(Market market, MarketState planned, long atMicros) {
    market.planned = planned;
    market.plannedAtMicros = atMicros;
    setDue(market);
  }

  private void setDue(Market market) {
    boolean isWorking = market.state == MarketState.DELISTED && market.hasOrders();
    orders.setDue(market, isWorking ? Market.AT_ONCE : nextTime(market));
  }

  /** When the plan's time comes or the reference price gets stale; 0 for never. */
  private static long nextTime(Market market) {
    long stale = market.state == MarketState.DELISTED ? Long.MAX_VALUE : market.staleAtMicros();
    long planned = market.planned == null ? Long.MAX_VALUE : market.plannedAtMicros;
    long next = Math.min(stale, planned);
    return next == Long.MAX_VALUE ? 0 : next;
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

  private static ErrorCode transitionRule(
      Market market, MarketState state, long atMicros, long logTimeMicros) {
    if (market.state == MarketState.DELISTED) {
      return ErrorCode.SYMBOL_DELISTED;
    }
    if (atMicros < 0 || (atMicros != 0 && atMicros <= logTimeMicros)) {
      return ErrorCode.TRANSITION_TIME_PAST;
    }
    boolean isLegal =
        market.state.next().contains(state) || (state == market.state && atMicros == 0);
    return isLegal ? null : ErrorCode.ILLEGAL_TRANSITION;
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
