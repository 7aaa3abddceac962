package bourse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Follows the postings alone: sums to zero per command, no balance below zero, no jump. */
final class Conservation implements FactSink {
  private record Place(long account, int asset, Bucket bucket) {}

  private final Map<Place, Long> balances = new HashMap<>();
  private final Map<Integer, Long> sums = new TreeMap<>();
  private int trades;

  int trades() {
    return trades;
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
            place.account(), place.asset(), place.bucket(), EntryType.BALANCE, 0, balance, 0, 0));
    return log.take().stream().sorted().toList();
  }

  @Override
  public void traded(
      long tradeId,
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
    trades++;
    assertEquals(trades, tradeId);
  }

  @Override
  public void posted(
      long account,
      int asset,
      Bucket bucket,
      EntryType type,
      long amount,
      long balanceAfter,
      long referenceHigh,
      long referenceLow) {
    sums.merge(asset, amount, Math::addExact);
    long after = balances.merge(new Place(account, asset, bucket), amount, Math::addExact);
    assertEquals(after, balanceAfter);
    assertTrue(after >= 0 || account == SystemAccounts.OMNIBUS);
  }

  @Override
  public void end(long sequence, int factCount) {
    sums.forEach((asset, sum) -> assertEquals(0, sum, "asset " + asset + " at " + sequence));
    sums.clear();
  }
}
