package bourse.engine;

import bourse.domain.ClientOrderId;
import bourse.domain.ErrorCode;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
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
  Conditions conditions;

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

  /** Whether it waits until the working order of its list is filled. */
  boolean isPending;

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
    conditions = Commands.conditions(frames, offset);
    this.frames = frames;
    clientOrderId = offset + Commands.PLACE_CLIENT_ORDER_ID;
    market = null;
    account = null;
    need = 0;
    takenBy = 0;
    isPending = false;
  }

  boolean isMarketOrder() {
    return type.isMarket();
  }

  /** Whether it is nothing but a price and a quantity. */
  boolean isPlain() {
    return conditions.isNone() && !type.waits();
  }

  boolean isByAmount() {
    return conditions.quoteAmount() != 0;
  }

  Side side() {
    return isBuy ? Side.BUY : Side.SELL;
  }

  /** What a plain order does not have. */
  Special special() {
    Special special = new Special();
    special.quoteAmount = conditions.quoteAmount();
    special.trailTicks = conditions.trailTicks();
    special.trailBasisPoints = conditions.trailBasisPoints();
    special.displayLots = conditions.displayLots();
    special.triggerTicks =
        special.isTrailing()
            ? special.trailingTriggerTicks(isBuy, market.lastPriceTicks)
            : conditions.triggerTicks();
    return special;
  }

  /** Whether its client order id, which it has, is that one. */
  boolean hasName(ClientOrderId name) {
    return word(0) == name.word0()
        && word(1) == name.word1()
        && word(2) == name.word2()
        && word(3) == name.word3()
        && word(4) == name.word4();
  }

  boolean hasName(Incoming other) {
    for (int i = 0; i < 5; i++) {
      if (word(i) != other.word(i)) {
        return false;
      }
    }
    return true;
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
    if (!isPlain() && !hasSupportedConditions()) {
      return ErrorCode.UNSUPPORTED_COMBINATION;
    }
    ErrorCode broken =
        isMarketOrder() ? marketOrderRule() : limitOrderRule(market, priceTicks, lots, lots);
    if (broken == null && !isPlain()) {
      broken = conditionsRule();
    }
    return broken == null ? expiryRule(logTimeMicros) : broken;
  }

  /** What the state of the market forbids an order that waits, or null. */
  ErrorCode waitingRule() {
    if (type != OrderType.TRAILING_STOP) {
      return isReached(market, type.waitsForRise(side()), conditions.triggerTicks())
          ? ErrorCode.STOP_PRICE_REACHED
          : null;
    }
    if (market.lastPriceTicks == 0) {
      return ErrorCode.NO_LAST_PRICE;
    }
    long trigger = special().triggerTicks;
    return trigger == 0 || trigger == Long.MAX_VALUE ? ErrorCode.INVALID_TRAIL : null;
  }

  /** Whether the last price is at this stop price, or beyond. */
  static boolean isReached(Market market, boolean waitsForRise, long triggerTicks) {
    long last = market.lastPriceTicks;
    return last != 0 && (waitsForRise ? triggerTicks <= last : triggerTicks >= last);
  }

  /** Whether an iceberg of so many lots may show so few at a time. */
  static boolean isDisplayable(long displayLots, long lots) {
    return displayLots > 0
        && displayLots <= lots
        && (lots - 1) / displayLots < ExchangeEngine.ICEBERG_PARTS;
  }

  private boolean hasSupportedConditions() {
    boolean saysHowMuch =
        isByAmount()
            ? lots == 0
                && OrderCombinations.takesAmount(type, side())
                && OrderCombinations.takesAmount(prevention)
            : OrderCombinations.takesQuantity(type, side());
    return saysHowMuch
        && (conditions.displayLots() == 0 || OrderCombinations.takesDisplay(type, timeInForce));
  }

  private ErrorCode conditionsRule() {
    if (conditions.quoteAmount() < 0) {
      return ErrorCode.AMOUNT_OUT_OF_RANGE;
    }
    boolean trails = type == OrderType.TRAILING_STOP;
    boolean hasTrigger = conditions.triggerTicks() > 0;
    if (hasTrigger != (type.waits() && !trails) || conditions.triggerTicks() < 0) {
      return ErrorCode.INVALID_STOP_PRICE;
    }
    if (trails != hasTrail() || conditions.trailBasisPoints() > 9_999) {
      return ErrorCode.INVALID_TRAIL;
    }
    return conditions.displayLots() != 0 && !isDisplayable(conditions.displayLots(), lots)
        ? ErrorCode.INVALID_DISPLAY_QUANTITY
        : null;
  }

  /** Exactly one distance, above zero; anything else that is not nothing is wrong. */
  private boolean hasTrail() {
    long ticks = conditions.trailTicks();
    long basisPoints = conditions.trailBasisPoints();
    return type == OrderType.TRAILING_STOP
        ? (ticks > 0 && basisPoints == 0) || (ticks == 0 && basisPoints > 0)
        : (ticks | basisPoints) != 0;
  }

  private ErrorCode marketOrderRule() {
    if (priceTicks != 0) {
      return ErrorCode.INVALID_PRICE;
    }
    if (isByAmount()) {
      return null;
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
