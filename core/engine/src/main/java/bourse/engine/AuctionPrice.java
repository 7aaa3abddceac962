package bourse.engine;

/**
 * The one price at which an auction trades, and how much; a function of the book and the reference
 * price, the same for the engine and for whoever shows it beforehand.
 *
 * <p>Of all prices, in whole ticks, those at which most is executed; of these, those that leave the
 * smallest surplus; of these, the highest when at each of them the surplus is one of buyers, the
 * lowest when at each it is one of sellers; otherwise the one that is nearest to the reference
 * price. Source: Deutsche Börse, Xetra market model, "price determination in auctions"; London
 * Stock Exchange, MIT201, "auction matching"; they differ in names alone.
 *
 * @param priceTicks 0 when nothing can trade
 * @param lots what is executed at that price
 * @param surplusLots what is left that could trade at that price: of buyers above 0, of sellers
 *     below
 */
public record AuctionPrice(long priceTicks, long lots, long surplusLots) {
  public static final AuctionPrice NONE = new AuctionPrice(0, 0, 0);

  /**
   * Finds the price. Both sides best first, each price once, with all that is open there, shown or
   * not; at least down to the best price of the other side. No sum of lots may overflow.
   *
   * @param referenceTicks see {@link ReferencePrice}; not 0 when both sides have orders
   */
  public static AuctionPrice of(
      long[] bidTicks, long[] bidLots, long[] askTicks, long[] askLots, long referenceTicks) {
    if (bidTicks.length == 0 || askTicks.length == 0 || bidTicks[0] < askTicks[0]) {
      return NONE;
    }
    Search search = new Search();
    long demand = 0;
    int bid = 0;
    for (; bid < bidTicks.length && bidTicks[bid] >= askTicks[0]; bid++) {
      demand += bidLots[bid];
    }
    bid--;
    long supply = 0;
    int ask = 0;
    long price = askTicks[0];
    while (price <= bidTicks[0]) {
      boolean isAsk = ask < askTicks.length && askTicks[ask] == price;
      if (isAsk) {
        supply += askLots[ask++];
      }
      search.range(price, price, demand, supply);
      if (bid >= 0 && bidTicks[bid] == price) {
        demand -= bidLots[bid--];
      }
      long next = Long.MAX_VALUE;
      if (bid >= 0) {
        next = bidTicks[bid];
      }
      if (ask < askTicks.length) {
        next = Math.min(next, askTicks[ask]);
      }
      if (next > bidTicks[0]) {
        break;
      }
      if (next > price + 1) {
        search.range(price + 1, next - 1, demand, supply);
      }
      price = next;
    }
    return search.result(referenceTicks);
  }

  /** The best prices so far. With the price the surplus falls, so they lie side by side. */
  private static final class Search {
    private long lots;
    private long surplus = Long.MAX_VALUE;

    /** Those that leave a surplus of buyers, or none; 0 for no such. */
    private long firstOfBuyers;

    private long lastOfBuyers;

    /** Those that leave a surplus of sellers; 0 for no such. */
    private long firstOfSellers;

    private long lastOfSellers;

    /** Takes in prices that are all the same. */
    void range(long from, long to, long demand, long supply) {
      long executed = Math.min(demand, supply);
      long left = Math.abs(demand - supply);
      if (executed < lots || (executed == lots && left > surplus)) {
        return;
      }
      if (executed > lots || left < surplus) {
        lots = executed;
        surplus = left;
        firstOfBuyers = 0;
        firstOfSellers = 0;
      }
      if (demand >= supply) {
        firstOfBuyers = firstOfBuyers == 0 ? from : firstOfBuyers;
        lastOfBuyers = to;
      } else {
        firstOfSellers = firstOfSellers == 0 ? from : firstOfSellers;
        lastOfSellers = to;
      }
    }

    AuctionPrice result(long referenceTicks) {
      if (firstOfSellers == 0 && surplus > 0) {
        return new AuctionPrice(lastOfBuyers, lots, surplus);
      }
      if (firstOfBuyers == 0) {
        return new AuctionPrice(firstOfSellers, lots, -surplus);
      }
      long last = firstOfSellers == 0 ? lastOfBuyers : lastOfSellers;
      long price = Math.clamp(referenceTicks, firstOfBuyers, last);
      boolean isOfBuyers = price <= lastOfBuyers;
      return new AuctionPrice(price, lots, isOfBuyers ? surplus : -surplus);
    }
  }
}
