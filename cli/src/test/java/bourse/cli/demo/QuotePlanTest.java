package bourse.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.cli.demo.QuotePlan.Quote;
import bourse.domain.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuotePlanTest {
  @Test
  void anEmptyBookGetsAllLevelsOnBothSidesAndNeverCrosses() {
    for (long reference = 100_000; reference < 100_060; reference++) {
      QuotePlan plan = QuotePlan.of(reference, 50, Map.of());
      assertEquals(List.of(), plan.cancel());
      assertEquals(QuotePlan.LEVELS, count(plan, Side.BUY));
      assertEquals(QuotePlan.LEVELS, count(plan, Side.SELL));
      assertTrue(best(plan, Side.BUY) < best(plan, Side.SELL), "crossed at " + reference);
      assertTrue(best(plan, Side.BUY) <= reference && reference <= best(plan, Side.SELL));
    }
  }

  @Test
  void aSmallMoveChangesNothing() {
    assertEquals(
        new QuotePlan(List.of(), List.of()), QuotePlan.of(100_005, 50, standing(100_000, 50)));
  }

  @Test
  void aMoveOfOneLevelReplacesOneQuoteAtEachEnd() {
    Map<String, Quote> open = standing(100_000, 50);
    QuotePlan plan = QuotePlan.of(100_050, 50, open);
    assertEquals(2, plan.cancel().size());
    assertEquals(1, count(plan, Side.BUY));
    assertEquals(1, count(plan, Side.SELL));
  }

  @Test
  void whatTakersEmptiedIsQuotedAgain() {
    Map<String, Quote> open = standing(100_000, 50);
    Map.Entry<String, Quote> filled = open.entrySet().iterator().next();
    open.remove(filled.getKey());
    assertEquals(
        new QuotePlan(List.of(), List.of(filled.getValue())), QuotePlan.of(100_000, 50, open));
  }

  @Test
  void aSecondOrderAtTheSamePriceIsCancelled() {
    Map<String, Quote> open = standing(100_000, 50);
    open.put("again", open.values().iterator().next());
    assertEquals(new QuotePlan(List.of("again"), List.of()), QuotePlan.of(100_000, 50, open));
  }

  @Test
  void thePriceWalkStaysPositiveAndNearAndRepeatsFromItsSeed() {
    PriceWalk one = new PriceWalk(150, new SplittableRandom(7));
    PriceWalk other = new PriceWalk(150, new SplittableRandom(7));
    for (int second = 0; second < 86_400; second++) {
      double price = one.next(1);
      assertEquals(price, other.next(1));
      assertTrue(price > 100 && price < 225, "seed 7, second " + second + ": " + price);
    }
  }

  @Test
  void everyMarketCanBeTradedExactly() {
    for (DemoMarket market : DemoMarket.all()) {
      assertTrue(market.symbol().quoteUnitsPerTickLot() >= 1, market.name());
      assertEquals(
          market.startPrice(),
          market
              .price(market.ticks(market.startPrice()))
              .stripTrailingZeros()
              .setScale(market.startPrice().scale()));
      assertTrue(market.quantity(market.levelLots()).signum() > 0);
    }
  }

  private static Map<String, Quote> standing(long reference, long grid) {
    Map<String, Quote> open = new LinkedHashMap<>();
    for (Quote quote : QuotePlan.of(reference, grid, Map.of()).place()) {
      open.put("order-" + open.size(), quote);
    }
    return open;
  }

  private static long count(QuotePlan plan, Side side) {
    return plan.place().stream().filter(quote -> quote.side() == side).count();
  }

  private static long best(QuotePlan plan, Side side) {
    return plan.place().stream()
        .filter(quote -> quote.side() == side)
        .mapToLong(Quote::priceTicks)
        .reduce(side == Side.BUY ? Math::max : Math::min)
        .orElseThrow();
  }
}
