package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Orders that say what they spend or get, not how much they trade. */
class AmountStoryTest {
  private final Story story = new Story();

  @Test
  void aBuySpendsAtMostTheAmountWithItsFee() {
    story.place(BEN, limit(Side.SELL, 4000, 2));
    story.place(BEN, limit(Side.SELL, 4010, 5));
    // Two lots at 40.00 and one at 40.10 cost 120.10 and 0.25; a fourth does not fit into 150.00.
    assertEquals(
        List.of(
            "accepted 3 of 1000 in 1: BUY MARKET IOC 3@0 '' created 1000000, amount 15000",
            "posted HOLD 1000/2 AVAILABLE -12035 = 987965 for 0.3",
            "posted HOLD 1000/2 RESERVED +12035 = 12035 for 0.3"),
        story.placeWithPostings(ANN, amount(Side.BUY, 15_000)).subList(0, 3));
    story.place(BEN, limit(Side.SELL, 4000, 2));
    // To the cent: 80.00 and 0.16.
    assertEquals(
        "done 5 of 1000 in 1: BUY FILLED 0@0", story.place(ANN, amount(Side.BUY, 8016)).getLast());
    story.place(BEN, limit(Side.SELL, 4000, 2));
    assertEquals(
        "accepted 7 of 1000 in 1: BUY MARKET IOC 1@0 '' created 1000000, amount 8015",
        story.place(ANN, amount(Side.BUY, 8015)).getFirst());
  }

  @Test
  void aSellBringsAtMostTheAmountAfterItsFee() {
    story.place(ANN, limit(Side.BUY, 4000, 2));
    story.place(ANN, limit(Side.BUY, 3990, 5));
    // Three lots bring 119.90 less 0.24.
    assertEquals(
        "accepted 3 of 1001 in 1: SELL MARKET IOC 2@0 '' created 1000000, amount 11965",
        story.place(BEN, amount(Side.SELL, 11_965)).getFirst());
    story.place(ANN, limit(Side.BUY, 4000, 2));
    List<String> facts = story.placeWithPostings(BEN, amount(Side.SELL, 11_966));
    assertEquals(
        "accepted 5 of 1001 in 1: SELL MARKET IOC 3@0 '' created 1000000, amount 11966",
        facts.getFirst());
    assertEquals("done 5 of 1001 in 1: SELL FILLED 0@0", facts.getLast());
  }

  /** What lies behind the last lot that it may have does not matter any more. */
  @Test
  void whatHasAsMuchAsAMarketOrderMayHaveIsNotOutOfRange() {
    Story limited =
        new Story(
            Story.SYMBOL
                .withLimits(new SymbolLimits(0, 2, 0, 0))
                .withPrices(new PriceLimits(0, 0, 0, 0, 500, 0, false)));
    limited.run(Commands.setReferencePrice(CommandContext.NONE, 1, 4000, limited.now));
    limited.place(BEN, limit(Side.SELL, 4000, 2));
    limited.place(BEN, limit(Side.SELL, 5000, 2));
    assertEquals(
        "done 3 of 1000 in 1: BUY UNFILLED_REST 0@0",
        limited.place(ANN, amount(Side.BUY, 100_000)).getLast());
  }

  @Test
  void theFirstAmountThatIsTooSmallIsRefused() {
    story.place(BEN, limit(Side.SELL, 4000, 2));
    assertEquals(
        List.of("refused AMOUNT_TOO_SMALL account 1000 order 0"),
        story.place(ANN, amount(Side.BUY, 4007)));
    assertEquals(
        "accepted 2 of 1000 in 1: BUY MARKET IOC 1@0 '' created 1000000, amount 4008",
        story.place(ANN, amount(Side.BUY, 4008)).getFirst());
    assertEquals(
        List.of("refused AMOUNT_OUT_OF_RANGE account 1000 order 0"),
        story.place(ANN, amount(Side.BUY, -1)));
  }

  @Test
  void anAmountThatIsNotSpentSaysWhy() {
    assertEquals(
        List.of(
            "accepted 1 of 1000 in 1: BUY MARKET IOC 0@0 '' created 1000000, amount 5000",
            "done 1 of 1000 in 1: BUY NO_LIQUIDITY 0@0"),
        story.placeWithPostings(ANN, amount(Side.BUY, 5_000)));
    story.place(BEN, limit(Side.SELL, 4000, 1));
    OrderTerms killed =
        order(Side.BUY, OrderType.MARKET, TimeInForce.FOK, 0, 0)
            .withConditions(Conditions.amount(9_000));
    assertEquals("done 3 of 1000 in 1: BUY NOT_FILLABLE 1@0", story.place(ANN, killed).getLast());
    assertEquals(
        "done 4 of 1000 in 1: BUY UNFILLED_REST 0@0",
        story.place(ANN, amount(Side.BUY, 9_000)).getLast());
    story.place(BEN, limit(Side.SELL, 4000, 5));
    assertEquals("done 6 of 1000 in 1: BUY FILLED 0@0", story.place(ANN, killed).getLast());
  }

  @Test
  void anOwnOrderEndsItAndOthersBeforeItAreTaken() {
    story.place(BEN, limit(Side.SELL, 4000, 1));
    story.place(CAT, limit(Side.SELL, 4010, 9));
    assertEquals(
        List.of(
            "accepted 3 of 1002 in 1: BUY MARKET IOC 3@0 '' created 1000000, amount 13000",
            "trade 1 in 1: taker BUY 1@4000; maker 1 of 1001 fee 4 open 0;"
                + " taker 3 of 1002 fee 8 open 2",
            "done 1 of 1001 in 1: SELL FILLED 0@4000, was resting",
            "prevented of 1002 in 1: taker BUY CANCEL_NEWEST 2@4010; maker 2 open 9;"
                + " taker 3 open 2",
            "done 3 of 1002 in 1: BUY SELF_TRADE_PREVENTED 2@0"),
        story.place(CAT, amount(Side.BUY, 13_000)));
    assertEquals(
        List.of("refused UNSUPPORTED_COMBINATION account 1002 order 0"),
        story.place(
            CAT,
            amount(Side.BUY, 13_000)
                .withSelfTradePrevention(SelfTradePrevention.DECREMENT_AND_CANCEL)));
  }

  @Test
  void anAmountAndAQuantityAreTooMuchAndOnlyMarketOrdersHaveOne() {
    List<String> refused = List.of("refused UNSUPPORTED_COMBINATION account 1000 order 0");
    assertEquals(
        refused,
        story.place(
            ANN,
            order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 1)
                .withConditions(Conditions.amount(1))));
    assertEquals(
        refused,
        story.place(ANN, limit(Side.BUY, 4000, 0).withConditions(Conditions.amount(10_000))));
  }

  /** The highest notional is found by a formula; here it is checked by what its neighbours cost. */
  @Test
  void theHighestNotionalIsTheHighest() {
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long amount = random.nextLong() >>> (1 + random.nextInt(61));
      int rate =
          random.nextInt(4) == 0
              ? List.of(0, 1, 999_999, 1_000_000).get(i % 4)
              : random.nextInt(1_000_001);
      String which = "seed " + seed + ", amount " + amount + ", rate " + rate;
      BigInteger most = BigInteger.valueOf(Fees.notionalFor(amount, rate));
      assertTrue(cost(most, rate).compareTo(BigInteger.valueOf(amount)) <= 0, which);
      assertTrue(
          cost(most.add(BigInteger.ONE), rate).compareTo(BigInteger.valueOf(amount)) > 0, which);
      long after = Fees.notionalAfter(amount, rate);
      if (after != Long.MAX_VALUE) {
        BigInteger brings = BigInteger.valueOf(after);
        assertTrue(proceeds(brings, rate).compareTo(BigInteger.valueOf(amount)) <= 0, which);
        assertTrue(
            proceeds(brings.add(BigInteger.ONE), rate).compareTo(BigInteger.valueOf(amount)) > 0,
            which);
      }
    }
  }

  private static BigInteger cost(BigInteger notional, int rate) {
    return notional.add(fee(notional, rate));
  }

  private static BigInteger proceeds(BigInteger notional, int rate) {
    return notional.subtract(fee(notional, rate));
  }

  private static BigInteger fee(BigInteger notional, int rate) {
    return notional
        .multiply(BigInteger.valueOf(rate))
        .add(BigInteger.valueOf(999_999))
        .divide(BigInteger.valueOf(1_000_000));
  }

  private static OrderTerms amount(Side side, long quoteAmount) {
    return order(side, OrderType.MARKET, TimeInForce.IOC, 0, 0)
        .withConditions(Conditions.amount(quoteAmount));
  }
}
