package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.SYMBOL;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.MarketState;
import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference price, and what may be priced and traded around it. */
class PriceLimitsStoryTest {
  private static final OrderTerms BUY_AT_ONCE =
      order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 3);

  @Test
  void aLimitOrderIsPricedWithinTheBandOfItsSide() {
    Story story = story(new PriceLimits(1_000, 2_000, 3_000, 500, 0, 0, false));
    assertEquals(List.of("reference of 1 is 4001, seen at 1000000"), reference(story, 4001));
    // 4001 and a tenth of it, rounded to the reference.
    assertEquals("PRICE_OUTSIDE_BAND", outcome(story.place(ANN, limit(Side.BUY, 4402, 1))));
    assertEquals("taken", outcome(story.place(ANN, limit(Side.BUY, 4401, 1))));
    assertEquals("PRICE_OUTSIDE_BAND", outcome(story.place(ANN, limit(Side.BUY, 3200, 1))));
    assertEquals("taken", outcome(story.place(ANN, limit(Side.BUY, 3201, 1))));
    assertEquals("PRICE_OUTSIDE_BAND", outcome(story.place(BEN, limit(Side.SELL, 5202, 1))));
    assertEquals("taken", outcome(story.place(BEN, limit(Side.SELL, 5201, 1))));
    assertEquals("PRICE_OUTSIDE_BAND", outcome(story.place(BEN, limit(Side.SELL, 3800, 1))));
    assertEquals("PRICE_OUTSIDE_BAND", outcome(story.replace(ANN, 2, 3199, 0)));
    // What rests stays, and may shrink, when the reference moves away.
    reference(story, 9000);
    assertEquals("taken", outcome(story.replace(BEN, 3, 5201, 1)));
  }

  @Test
  void theReferenceIsWhatWasSetElseTheLastTradeElseTheMiddle() throws IOException {
    Story story = story(new PriceLimits(100, 0, 0, 100, 0, 0, true));
    assertEquals("NO_REFERENCE_PRICE", outcome(story.place(ANN, limit(Side.BUY, 4000, 1))));
    assertEquals("NO_REFERENCE_PRICE", outcome(story.place(ANN, BUY_AT_ONCE)));
    reference(story, 4000);
    story.place(ANN, limit(Side.BUY, 4000, 1));
    story.place(BEN, limit(Side.SELL, 4201, 2));
    reference(story, 0);
    // The middle is 4100; the highest is 4141.
    assertEquals("PRICE_OUTSIDE_BAND", outcome(story.place(ANN, limit(Side.BUY, 4142, 1))));
    assertEquals("taken", outcome(story.place(ANN, limit(Side.BUY, 4141, 1))));
    story.place(BEN, order(Side.SELL, OrderType.LIMIT, TimeInForce.IOC, 4141, 1));
    story.restart();
    // The last trade was at 4141.
    assertEquals("PRICE_OUTSIDE_BAND", outcome(story.place(ANN, limit(Side.BUY, 4183, 1))));
    assertEquals("taken", outcome(story.place(ANN, limit(Side.BUY, 4182, 1))));
    reference(story, 5000);
    story.restart();
    assertEquals("taken", outcome(story.place(ANN, limit(Side.BUY, 5050, 1))));
  }

  @Test
  void aReferenceGetsStaleWithTheLogsTime() throws IOException {
    Story story = story(new PriceLimits(100, 0, 0, 0, 0, 1_000, true));
    long seen = story.now - 400;
    assertEquals(List.of("reference of 1 is 4000, seen at " + seen), reference(story, 4000, seen));
    assertEquals("REFERENCE_TOO_OLD", outcome(reference(story, 4001, seen - 1)));
    assertEquals("REFERENCE_TOO_OLD", outcome(reference(story, 4001, story.now - 1_000)));
    assertEquals(seen + 1_000, story.engine.nextDueMicros());
    story.restart();
    story.now = seen + 999;
    assertEquals("taken", outcome(story.place(ANN, limit(Side.BUY, 4000, 1))));
    story.now++;
    assertEquals(
        List.of(
            "reference of 1 is 4000, seen at " + seen + ", stale",
            "refused NO_REFERENCE_PRICE account 1000 order 0"),
        story.place(ANN, limit(Side.BUY, 4000, 1)));
    story.restart();
    assertEquals(
        List.of("reference of 1 is 4000, seen at " + seen + ", stale"),
        story.described().stream().filter(line -> line.startsWith("reference")).toList());
    // A clock that runs ahead of the log counts as the log's time.
    assertEquals(
        List.of("reference of 1 is 4100, seen at " + story.now),
        reference(story, 4100, story.now + 50));
  }

  @Test
  void staleBeforeAPlanOfTheSameTime() {
    Story story = story(new PriceLimits(100, 0, 0, 0, 0, 1_000, true));
    reference(story, 4000);
    long then = story.now + 1_000;
    story.run(Commands.setMarketState(CommandContext.NONE, 1, MarketState.CLOSED, then));
    story.now = then;
    assertEquals(
        List.of("reference of 1 is 4000, seen at 1000000, stale", "market 1 is CLOSED by PLAN"),
        story.tick());
  }

  @Test
  void whatWouldTradeTooFarAwayEndsInstead() {
    Story story = story(new PriceLimits(0, 0, 0, 0, 500, 0, false));
    story.place(BEN, limit(Side.SELL, 4000, 1));
    story.place(BEN, limit(Side.SELL, 4200, 1));
    story.place(BEN, limit(Side.SELL, 4201, 5));
    reference(story, 4000);
    // A market order holds what it will cost, within the range.
    assertEquals(
        List.of(
            "trade 1 in 1: taker BUY 1@4000; maker 1 of 1001 fee 4 open 0;"
                + " taker 4 of 1000 fee 8 open 2",
            "done 1 of 1001 in 1: SELL FILLED 0@4000, was resting",
            "trade 2 in 1: taker BUY 1@4200; maker 2 of 1001 fee 5 open 0;"
                + " taker 4 of 1000 fee 9 open 1",
            "done 2 of 1001 in 1: SELL FILLED 0@4200, was resting",
            "done 4 of 1000 in 1: BUY EXECUTION_RANGE 1@0"),
        story.place(ANN, BUY_AT_ONCE).subList(1, 6));
    // A limit order can't rest there, for the book would be crossed.
    assertEquals(
        "done 5 of 1000 in 1: BUY EXECUTION_RANGE 2@4300",
        story.place(ANN, limit(Side.BUY, 4300, 2)).getLast());
    assertEquals(
        "done 6 of 1000 in 1: BUY NOT_FILLABLE 2@4300",
        story.place(ANN, order(Side.BUY, OrderType.LIMIT, TimeInForce.FOK, 4300, 2)).getLast());
    assertEquals(
        "rested 7 of 1000 in 1: BUY 2@4200", story.place(ANN, limit(Side.BUY, 4200, 2)).getLast());
    reference(story, 5000);
    assertEquals(
        "done 8 of 1001 in 1: SELL EXECUTION_RANGE 1@100",
        story.place(BEN, limit(Side.SELL, 100, 1)).getLast());
  }

  @Test
  void aBandAroundTheLargestPriceDoesNotOverflow() {
    assertEquals(Long.MAX_VALUE, ReferencePrice.highest(Long.MAX_VALUE, 1_000_000));
    assertEquals(0, ReferencePrice.lowest(5, 1_000_000));
    assertEquals(
        Long.MAX_VALUE - 1, ReferencePrice.ticks(0, 0, Long.MAX_VALUE - 2, Long.MAX_VALUE));
  }

  private static Story story(PriceLimits prices) {
    return new Story(SYMBOL.withPrices(prices));
  }

  private static List<String> reference(Story story, long priceTicks) {
    return reference(story, priceTicks, story.now);
  }

  private static List<String> reference(Story story, long priceTicks, long seenAt) {
    return story.run(Commands.setReferencePrice(CommandContext.NONE, 1, priceTicks, seenAt));
  }

  /** The code of a refusal, or "taken". */
  private static String outcome(List<String> facts) {
    return facts.getFirst().startsWith("refused ") ? facts.getFirst().split(" ")[1] : "taken";
  }
}
