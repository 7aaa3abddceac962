package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CAT meets orders of its own; one of ANN lies behind. */
class SelfTradeStoryTest {
  private final Story story = new Story();

  @BeforeEach
  void restOnTheBuyingSide() {
    story.place(CAT, limit(Side.BUY, 4000, 5));
    story.place(ANN, limit(Side.BUY, 3990, 10));
  }

  @Test
  void theNewestIsCancelledUnlessTheOrderSaysOtherwise() {
    assertEquals(
        List.of(
            "accepted 3 of 1002 in 1: SELL LIMIT GTC 8@3990 '' created 1000000",
            "posted HOLD 1002/1 AVAILABLE -8 = 992 for 0.3",
            "posted HOLD 1002/1 RESERVED +8 = 8 for 0.3",
            "prevented of 1002 in 1: taker SELL CANCEL_NEWEST 5@4000; maker 1 open 5;"
                + " taker 3 open 8",
            "done 3 of 1002 in 1: SELL SELF_TRADE_PREVENTED 8@3990",
            "posted RELEASE 1002/1 RESERVED -8 = 0 for 0.3",
            "posted RELEASE 1002/1 AVAILABLE +8 = 1000 for 0.3"),
        story.placeWithPostings(CAT, limit(Side.SELL, 3990, 8)));
  }

  @Test
  void theOldestIsCancelledAndTheOrderGoesOn() {
    assertEquals(
        List.of(
            "accepted 3 of 1002 in 1: SELL LIMIT GTC 8@3990 '' created 1000000,"
                + " self-trade CANCEL_OLDEST",
            "posted HOLD 1002/1 AVAILABLE -8 = 992 for 0.3",
            "posted HOLD 1002/1 RESERVED +8 = 8 for 0.3",
            "prevented of 1002 in 1: taker SELL CANCEL_OLDEST 5@4000; maker 1 open 5;"
                + " taker 3 open 8",
            "done 1 of 1002 in 1: BUY SELF_TRADE_PREVENTED 5@4000, was resting",
            "posted RELEASE 1002/2 RESERVED -20040 = 0 for 0.1",
            "posted RELEASE 1002/2 AVAILABLE +20040 = 1000000 for 0.1",
            "trade 1 in 1: taker SELL 8@3990; maker 2 of 1000 fee 32 open 2;"
                + " taker 3 of 1002 fee 64 open 0"),
        story.placeWithPostings(CAT, sell(SelfTradePrevention.CANCEL_OLDEST, 8)).subList(0, 8));
  }

  @Test
  void bothAreCancelled() {
    assertEquals(
        List.of(
            "accepted 3 of 1002 in 1: SELL LIMIT GTC 8@3990 '' created 1000000,"
                + " self-trade CANCEL_BOTH",
            "prevented of 1002 in 1: taker SELL CANCEL_BOTH 5@4000; maker 1 open 5;"
                + " taker 3 open 8",
            "done 1 of 1002 in 1: BUY SELF_TRADE_PREVENTED 5@4000, was resting",
            "done 3 of 1002 in 1: SELL SELF_TRADE_PREVENTED 8@3990"),
        story.place(CAT, sell(SelfTradePrevention.CANCEL_BOTH, 8)));
  }

  @Test
  void bothShrinkAndTheLargerGoesOn() {
    assertEquals(
        List.of(
            "prevented of 1002 in 1: taker SELL DECREMENT_AND_CANCEL 5@4000; maker 1 open 0;"
                + " taker 3 open 3",
            "done 1 of 1002 in 1: BUY SELF_TRADE_PREVENTED 0@4000, was resting",
            "trade 1 in 1: taker SELL 3@3990; maker 2 of 1000 fee 12 open 7;"
                + " taker 3 of 1002 fee 24 open 0",
            "done 3 of 1002 in 1: SELL FILLED 0@3990"),
        story.place(CAT, sell(SelfTradePrevention.DECREMENT_AND_CANCEL, 8)).subList(1, 5));
  }

  @Test
  void theSmallerOfTwoThatShrinkEndsAndHoldsStayExact() {
    assertEquals(
        List.of(
            "prevented of 1002 in 1: taker SELL DECREMENT_AND_CANCEL 2@4000; maker 1 open 3;"
                + " taker 3 open 0",
            // 12000 and 20 basis points are still needed.
            "posted RELEASE 1002/2 RESERVED -8016 = 12024 for 0.1",
            "posted RELEASE 1002/2 AVAILABLE +8016 = 987976 for 0.1",
            "done 3 of 1002 in 1: SELL SELF_TRADE_PREVENTED 0@3990",
            "posted RELEASE 1002/1 RESERVED -2 = 0 for 0.3",
            "posted RELEASE 1002/1 AVAILABLE +2 = 1000 for 0.3"),
        story
            .placeWithPostings(CAT, sell(SelfTradePrevention.DECREMENT_AND_CANCEL, 2))
            .subList(3, 9));
  }

  @Test
  void aMarketBuyHoldsWhatItWillReallyCost() {
    story.place(CAT, limit(Side.SELL, 4010, 5));
    story.place(CAT, limit(Side.SELL, 4020, 5));
    OrderTerms buy = order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 7);
    assertEquals(
        List.of(
            "accepted 5 of 1002 in 1: BUY MARKET IOC 7@0 '' created 1000000",
            "prevented of 1002 in 1: taker BUY CANCEL_NEWEST 5@4010; maker 3 open 5;"
                + " taker 5 open 7",
            "done 5 of 1002 in 1: BUY SELF_TRADE_PREVENTED 7@0"),
        story.placeWithPostings(CAT, buy));
    story.place(ANN, limit(Side.BUY, 3000, 1));
    story.deposit(ANN, Story.ACME, 3);
    story.place(ANN, limit(Side.SELL, 4030, 3));
    List<String> facts =
        story.placeWithPostings(
            CAT, buy.withSelfTradePrevention(SelfTradePrevention.DECREMENT_AND_CANCEL));
    // Of 7 lots 5 and 2 meet own orders; nothing is left to buy, so nothing was held.
    assertEquals("done 8 of 1002 in 1: BUY SELF_TRADE_PREVENTED 0@0", facts.getLast());
    assertEquals(
        List.of(
            "posted HOLD 1002/2 RESERVED +12115 = 32155 for 0.9",
            "done 9 of 1002 in 1: BUY UNFILLED_REST 4@0"),
        story
            .placeWithPostings(CAT, buy.withSelfTradePrevention(SelfTradePrevention.CANCEL_OLDEST))
            .stream()
            .filter(line -> line.contains("RESERVED +") || line.startsWith("done 9"))
            .toList());
  }

  @Test
  void ownOrdersDoNotFillAFillOrKillOrder() {
    OrderTerms sell = order(Side.SELL, OrderType.LIMIT, TimeInForce.FOK, 3990, 11);
    for (SelfTradePrevention prevention :
        List.of(
            SelfTradePrevention.CANCEL_NEWEST,
            SelfTradePrevention.CANCEL_OLDEST,
            SelfTradePrevention.CANCEL_BOTH,
            SelfTradePrevention.DECREMENT_AND_CANCEL)) {
      List<String> facts = story.place(CAT, sell.withSelfTradePrevention(prevention));
      assertEquals(2, facts.size(), facts.toString());
      assertEquals("NOT_FILLABLE", facts.getLast().split(" ")[7]);
    }
  }

  @Test
  void onlyWhoMayTradesWithItself() {
    OrderTerms sell = sell(SelfTradePrevention.NONE, 5);
    assertEquals(
        List.of("refused SELF_TRADES_NOT_ALLOWED account 1002 order 0"), story.place(CAT, sell));
    story.run(Commands.setAccountFlags(CommandContext.NONE, CAT, AccountFlags.SELF_TRADES));
    assertEquals(
        "trade 1 in 1: taker SELL 5@4000; maker 1 of 1002 fee 20 open 0;"
            + " taker 3 of 1002 fee 40 open 0",
        story.place(CAT, sell).get(1));
    // The flag allows it; the order must still ask for it.
    story.place(CAT, limit(Side.BUY, 4000, 5));
    assertEquals(
        "done 5 of 1002 in 1: SELL SELF_TRADE_PREVENTED 1@4000",
        story.place(CAT, limit(Side.SELL, 4000, 1)).getLast());
  }

  private static OrderTerms sell(SelfTradePrevention prevention, long lots) {
    return limit(Side.SELL, 3990, lots).withSelfTradePrevention(prevention);
  }
}
