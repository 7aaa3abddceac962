package bourse.engine;

import bourse.domain.Side;

/**
 * A trade as {@link FactSink#traded} tells it; read only. The engine tells all its trades with one
 * object, which is valid until that call returns. {@link FactRecords#read} tells each with its own,
 * which may be kept.
 */
public final class ExecutedTrade {
  boolean takerBuys;
  long id;
  int symbol;
  long priceTicks;
  long quantityLots;
  long makerOrderId;
  long makerAccount;
  long makerFee;
  long makerOpenLots;
  long takerOrderId;
  long takerAccount;
  long takerFee;
  long takerOpenLots;

  /** In an auction, where the two stood in the book; else 0. */
  long makerLimitTicks;

  long takerLimitTicks;

  ExecutedTrade() {}

  public static ExecutedTrade of(
      long id,
      int symbol,
      Side takerSide,
      long priceTicks,
      long quantityLots,
      long makerOrderId,
      long makerAccount,
      long makerFee,
      long makerOpenLots,
      long takerOrderId,
      long takerAccount,
      long takerFee,
      long takerOpenLots) {
    ExecutedTrade trade = new ExecutedTrade();
    trade.id = id;
    trade.symbol = symbol;
    trade.takerBuys = takerSide == Side.BUY;
    trade.priceTicks = priceTicks;
    trade.quantityLots = quantityLots;
    trade.makerOrderId = makerOrderId;
    trade.makerAccount = makerAccount;
    trade.makerFee = makerFee;
    trade.makerOpenLots = makerOpenLots;
    trade.takerOrderId = takerOrderId;
    trade.takerAccount = takerAccount;
    trade.takerFee = takerFee;
    trade.takerOpenLots = takerOpenLots;
    return trade;
  }

  /**
   * The same trade, made by an auction: both orders rested, at these prices, which are above 0, and
   * neither took.
   */
  public ExecutedTrade inAuction(long newMakerLimitTicks, long newTakerLimitTicks) {
    makerLimitTicks = newMakerLimitTicks;
    takerLimitTicks = newTakerLimitTicks;
    return this;
  }

  public long id() {
    return id;
  }

  public int symbol() {
    return symbol;
  }

  public Side takerSide() {
    return takerBuys ? Side.BUY : Side.SELL;
  }

  /** The maker's price; in an auction its one price. */
  public long priceTicks() {
    return priceTicks;
  }

  /**
   * Whether an auction made it. Both orders rested then, and who is called taker came later: take
   * the quantity from the levels of both, {@link #makerLimitTicks} and {@link #takerLimitTicks}.
   */
  public boolean isAuction() {
    return takerLimitTicks != 0;
  }

  /** The price of the level where the maker rests. */
  public long makerLimitTicks() {
    return isAuction() ? makerLimitTicks : priceTicks;
  }

  /** In an auction the price of the level where the taker rests; otherwise 0. */
  public long takerLimitTicks() {
    return takerLimitTicks;
  }

  public long quantityLots() {
    return quantityLots;
  }

  public long makerOrderId() {
    return makerOrderId;
  }

  public long makerAccount() {
    return makerAccount;
  }

  /** In the quote asset. */
  public long makerFee() {
    return makerFee;
  }

  /** The maker's open quantity after this trade; 0 ends it. */
  public long makerOpenLots() {
    return makerOpenLots;
  }

  public long takerOrderId() {
    return takerOrderId;
  }

  public long takerAccount() {
    return takerAccount;
  }

  /** In the quote asset. */
  public long takerFee() {
    return takerFee;
  }

  /** The taker's open quantity after this trade; 0 ends it. */
  public long takerOpenLots() {
    return takerOpenLots;
  }
}
