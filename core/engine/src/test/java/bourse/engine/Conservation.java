package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.DoneReason;
import bourse.domain.ErrorCode;
import bourse.domain.MarketCause;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Follows the postings alone: sums to zero per command, no balance below zero, no jump. */
final class Conservation implements FactSink {
  private record Place(long account, int asset, Bucket bucket) {}

  private final Map<Place, Long> balances = new HashMap<>();
  private final Map<Integer, Long> sums = new TreeMap<>();
  private final Map<Integer, SymbolDefinition> symbols = new HashMap<>();
  private final Map<DoneReason, Integer> ended = new EnumMap<>(DoneReason.class);
  private final Map<ErrorCode, Integer> refused = new EnumMap<>(ErrorCode.class);
  private int trades;
  private int triggered;
  private int refilled;
  private int accepted;
  private boolean isRefused;
  private int auctionTrades;
  private final Map<HoldEnd, Integer> reductions = new EnumMap<>(HoldEnd.class);
  private int surpluses;
  private final Map<MarketCause, Integer> statuses = new EnumMap<>(MarketCause.class);

  /** How many trades auctions made, and how many of those left something that could have traded. */
  int auctionTrades() {
    return auctionTrades;
  }

  int surpluses() {
    return surpluses;
  }

  /** How often a market's status was told for this. */
  int statuses(MarketCause cause) {
    return statuses.getOrDefault(cause, 0);
  }

  @Override
  public void marketStatus(MarketStatus status) {
    statuses.merge(status.cause(), 1, Integer::sum);
  }

  @Override
  public void auctionUncrossed(int symbol, long priceTicks, long lots, long surplusLots) {
    surpluses += surplusLots != 0 ? 1 : 0;
  }

  /** How many commands were refused for this. */
  int refused(ErrorCode code) {
    return refused.getOrDefault(code, 0);
  }

  /** How often less was held for this reason. */
  int reductions(HoldEnd end) {
    return reductions.getOrDefault(end, 0);
  }

  @Override
  public void holdReduced(
      long holdId, long account, int asset, long amount, long left, HoldEnd end) {
    reductions.merge(end, 1, Integer::sum);
  }

  int trades() {
    return trades;
  }

  /** How many commands were not refused. */
  int accepted() {
    return accepted;
  }

  /** How many orders were reached by the price that they waited for. */
  int triggered() {
    return triggered;
  }

  /** How many times an iceberg showed more. */
  int refilled() {
    return refilled;
  }

  @Override
  public void orderTriggered(
      long orderId, long account, int symbol, Side side, long triggerTicks, long openLots) {
    triggered++;
  }

  @Override
  public void orderConcealed(
      long orderId, long account, int symbol, Side side, long priceTicks, long concealedLots) {
    refilled += concealedLots < 0 ? 1 : 0;
  }

  /** How many orders ended for this reason. */
  int ended(DoneReason reason) {
    return ended.getOrDefault(reason, 0);
  }

  /** Every balance as {@link FactLog} writes it in a description of the state, sorted. */
  List<String> describedAs() {
    FactLog log = new FactLog();
    Map<Place, Long> all = new HashMap<>(balances);
    for (Place place : balances.keySet()) {
      if (place.account() >= SystemAccounts.FIRST_CLIENT) {
        all.putIfAbsent(new Place(place.account(), place.asset(), Bucket.RESERVED), 0L);
        all.putIfAbsent(new Place(place.account(), place.asset(), Bucket.AVAILABLE), 0L);
      }
    }
    all.forEach((place, balance) ->
        log.posted(
            Posting.of(
                place.account(),
                place.asset(),
                place.bucket(),
                EntryType.BALANCE,
                0,
                balance,
                0,
                0)));
    return log.take().stream().sorted().toList();
  }

  @Override
  public void refused(int code, long account, long orderId) {
    refused.merge(ErrorCode.of(code), 1, Integer::sum);
    isRefused = true;
  }

  @Override
  public void symbolListed(SymbolDefinition symbol) {
    symbols.put(symbol.id(), symbol);
    balances.putIfAbsent(
        new Place(SystemAccounts.FEE_REVENUE, symbol.quote().id(), Bucket.AVAILABLE), 0L);
  }

  /** An order touches the balances of both assets, even when nothing is held or traded. */
  @Override
  public void orderAccepted(AcceptedOrder order) {
    SymbolDefinition symbol = symbols.get(order.symbol());
    for (int asset : List.of(symbol.base().id(), symbol.quote().id())) {
      balances.putIfAbsent(new Place(order.account(), asset, Bucket.AVAILABLE), 0L);
    }
  }

  @Override
  public void orderDone(
      long orderId,
      long account,
      int symbol,
      Side side,
      DoneReason reason,
      long priceTicks,
      long openLots,
      boolean wasResting) {
    ended.merge(reason, 1, Integer::sum);
  }

  @Override
  public void traded(ExecutedTrade trade) {
    trades++;
    auctionTrades += trade.isAuction() ? 1 : 0;
    assertEquals(trades, trade.id());
  }

  @Override
  public void posted(Posting posting) {
    sums.merge(posting.asset(), posting.amount(), Math::addExact);
    long after =
        balances.merge(
            new Place(posting.account(), posting.asset(), posting.bucket()),
            posting.amount(),
            Math::addExact);
    assertEquals(after, posting.balanceAfter());
    assertTrue(after >= 0 || SystemAccounts.mayOwe(posting.account()));
  }

  @Override
  public void end(long sequence, int factCount) {
    accepted += isRefused ? 0 : 1;
    isRefused = false;
    sums.forEach((asset, sum) -> assertEquals(0, sum, "asset " + asset + " at " + sequence));
    sums.clear();
  }
}
