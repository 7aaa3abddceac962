package bourse.engine;

import bourse.domain.ErrorCode;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.TimeInForce;

/** A new order as its command asks for it, and what is found out about it. Used again for each. */
final class Incoming {
  long accountId;
  int symbol;
  boolean isBuy;
  OrderType type;
  TimeInForce timeInForce;
  SelfTradePrevention prevention;
  boolean isPostOnly;
  long expiresAtMicros;
  long priceTicks;
  long lots;

  /** Where the client order id stands. */
  private byte[] frames;

  private int clientOrderId;

  Market market;
  Account account;

  /** What it will pay. */
  int makerRate;

  int takerRate;

  /** What must be held for it. */
  long need;

  /** The order that has its client order id, or 0. */
  long takenBy;

  void read(byte[] frames, int offset) {
    accountId = Layout.getLong(frames, offset + Commands.ACCOUNT);
    symbol = Layout.getInt(frames, offset + Commands.PLACE_SYMBOL);
    isBuy = frames[offset + Commands.PLACE_SIDE] == Layout.BUY;
    type = Layout.orderType(frames[offset + Commands.PLACE_TYPE]);
    timeInForce = Layout.timeInForce(frames[offset + Commands.PLACE_TIME_IN_FORCE]);
    prevention = Commands.selfTradePrevention(frames, offset);
    isPostOnly = Commands.isPostOnly(frames, offset);
    expiresAtMicros = Commands.expiresAtMicros(frames, offset);
    priceTicks = Layout.getLong(frames, offset + Commands.PLACE_PRICE);
    lots = Layout.getLong(frames, offset + Commands.PLACE_QUANTITY);
    this.frames = frames;
    clientOrderId = offset + Commands.PLACE_CLIENT_ORDER_ID;
    market = null;
    account = null;
    need = 0;
    takenBy = 0;
  }

  boolean isMarketOrder() {
    return type == OrderType.MARKET;
  }

  boolean isNamed() {
    return word(0) != 0;
  }

  /** One of the five words of the client order id. */
  long word(int index) {
    return Layout.getLong(frames, clientOrderId + (index << 3));
  }

  long limitTicks() {
    long worst = Matching.worstPrice(isBuy, isMarketOrder(), priceTicks);
    return market.hasExecutionRange ? market.executionLimit(isBuy, worst) : worst;
  }

  /** What its own values break, whatever the state; or null. */
  ErrorCode broken(long logTimeMicros) {
    if (!OrderCombinations.isSupported(type, timeInForce, isPostOnly)) {
      return ErrorCode.UNSUPPORTED_COMBINATION;
    }
    ErrorCode broken =
        isMarketOrder() ? marketOrderRule() : limitOrderRule(market, priceTicks, lots, lots);
    return broken == null ? expiryRule(logTimeMicros) : broken;
  }

  private ErrorCode marketOrderRule() {
    if (priceTicks != 0) {
      return ErrorCode.INVALID_PRICE;
    }
    if (lots <= 0 || lots > market.definition.maximumQuantityLots()) {
      return ErrorCode.INVALID_QUANTITY;
    }
    return lots > market.maximumMarketLots ? ErrorCode.ABOVE_MARKET_QUANTITY : null;
  }

  /** A GTD order, and no other, has a time of expiry, which lies ahead. */
  private ErrorCode expiryRule(long logTimeMicros) {
    if (timeInForce != TimeInForce.GTD) {
      return expiresAtMicros == 0 ? null : ErrorCode.UNSUPPORTED_COMBINATION;
    }
    return expiresAtMicros > logTimeMicros ? null : ErrorCode.INVALID_EXPIRY;
  }

  /** The rule that a limit order breaks, or null. The minimum counts for the whole order. */
  static ErrorCode limitOrderRule(Market market, long priceTicks, long openLots, long wholeLots) {
    if (priceTicks <= 0) {
      return ErrorCode.INVALID_PRICE;
    }
    if (openLots <= 0 || wholeLots > market.definition.maximumQuantityLots()) {
      return ErrorCode.INVALID_QUANTITY;
    }
    long notional = market.notional(priceTicks, wholeLots);
    if (notional >= 0 && notional < market.definition.minimumNotional()) {
      return ErrorCode.NOTIONAL_OUT_OF_RANGE;
    }
    return market.isAboveMaximum(notional) ? ErrorCode.ABOVE_MAXIMUM_NOTIONAL : null;
  }
}
