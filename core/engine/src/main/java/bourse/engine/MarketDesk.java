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
    facts.changed(wanted);
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
    orders.setDue(market, isWorking ? Market.AT_ONCE : market.plannedAtMicros);
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
