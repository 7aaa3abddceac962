package bourse.domain;

/**
 * What an operator may limit in a symbol besides what every symbol states; 0 stands for no limit.
 * They count for what is accepted from now on: an order that rests already stays as it is.
 *
 * @param maximumNotional largest price times quantity of one order, in units of the quote asset
 * @param maximumMarketLots largest quantity of a market order
 * @param maximumOpenOrders an account has at most so many open orders in the symbol
 * @param maximumPositionUnits an account has at most so much of the base asset, with what its open
 *     orders in the symbol buy; in units. Only an order that buys is refused for it
 */
public record SymbolLimits(
    long maximumNotional,
    long maximumMarketLots,
    int maximumOpenOrders,
    long maximumPositionUnits) {
  public static final SymbolLimits NONE = new SymbolLimits(0, 0, 0, 0);
}
