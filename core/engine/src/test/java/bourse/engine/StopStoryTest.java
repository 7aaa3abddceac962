package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static bourse.engine.Story.waiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.MarketState;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Orders that wait for a price of the market. */
class StopStoryTest {
  private final Story story = new Story();

  @Test
  void aStopSellsOnceTheMarketFallsToItsPrice() throws IOException {
    story.print(4000);
    assertEquals(
        List.of(
            "accepted 3 of 1001 in 1: SELL STOP IOC 5@0 '' created 1000000, stop 3900",
            "posted HOLD 1001/1 AVAILABLE -5 = 994 for 0.3",
            "posted HOLD 1001/1 RESERVED +5 = 5 for 0.3"),
        story.placeWithPostings(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 5)));
    story.place(ANN, limit(Side.BUY, 3890, 3));
    assertEquals(List.of("done 6 of 1001 in 1: SELL FILLED 0@3901"), last(print(3901)));
    story.restart();
    assertEquals(
        List.of(
            "accepted 8 of 1001 in 1: SELL LIMIT IOC 1@3900 '' created 1000000",
            "trade 3 in 1: taker SELL 1@3900; maker 7 of 1002 fee 4 open 0;"
                + " taker 8 of 1001 fee 8 open 0",
            "done 7 of 1002 in 1: BUY FILLED 0@3900, was resting",
            "done 8 of 1001 in 1: SELL FILLED 0@3900",
            "triggered 3 of 1001 in 1: SELL 5 at 3900",
            "trade 4 in 1: taker SELL 3@3890; maker 4 of 1000 fee 12 open 0;"
                + " taker 3 of 1001 fee 24 open 2",
            "done 4 of 1000 in 1: BUY FILLED 0@3890, was resting",
            "done 3 of 1001 in 1: SELL UNFILLED_REST 2@0"),
        story.print(3900));
  }

  @Test
  void aStopLimitHoldsWhatItsLimitCostsAndRestsThere() {
    story.print(4000);
    assertEquals(
        List.of(
            "accepted 3 of 1000 in 1: BUY STOP_LIMIT GTC 5@4110 '' created 1000000, stop 4100",
            "posted HOLD 1000/2 AVAILABLE -20592 = 979408 for 0.3",
            "posted HOLD 1000/2 RESERVED +20592 = 20592 for 0.3"),
        story.placeWithPostings(ANN, waiting(Side.BUY, OrderType.STOP_LIMIT, 4100, 4110, 5)));
    assertEquals(
        List.of("triggered 3 of 1000 in 1: BUY 5 at 4100", "rested 3 of 1000 in 1: BUY 5@4110"),
        story.print(4100).subList(4, 6));
    // It rests like any limit order now, and keeps its type.
    assertEquals(
        List.of(
            "accepted 3 of 1000 in 1: BUY STOP_LIMIT GTC 5@4110 '' created 1000000, stop 4100",
            "rested 3 of 1000 in 1: BUY 5@4110"),
        story.described());
  }

  @Test
  void stopsAndTakeProfitsLookTheirOwnWay() {
    story.print(4000);
    story.place(CAT, limit(Side.BUY, 3000, 100));
    story.place(CAT, waiting(Side.BUY, OrderType.STOP_LIMIT, 4010, 2000, 1));
    story.place(CAT, waiting(Side.BUY, OrderType.TAKE_PROFIT_LIMIT, 3990, 2000, 2));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP_LIMIT, 3980, 9000, 3));
    story.place(BEN, waiting(Side.SELL, OrderType.TAKE_PROFIT_LIMIT, 4020, 9000, 4));
    assertEquals(List.of("triggered 5 of 1002 in 1: BUY 2 at 3990"), triggered(print(3990)));
    assertEquals(List.of(), triggered(print(4009)));
    assertEquals(
        List.of(
            "triggered 4 of 1002 in 1: BUY 1 at 4010", "triggered 7 of 1001 in 1: SELL 4 at 4020"),
        triggered(print(4025)));
    assertEquals(List.of("triggered 6 of 1001 in 1: SELL 3 at 3980"), triggered(print(3980)));
  }

  @Test
  void whatTheMarketHasReachedIsRefused() {
    String reached = "refused STOP_PRICE_REACHED account 1001 order 0";
    // Nothing was traded so far, so nothing is reached.
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 5000, 1));
    story.cancel(BEN, 1);
    story.print(4000);
    for (OrderTerms terms :
        List.of(
            waiting(Side.SELL, OrderType.STOP, 4000, 1),
            waiting(Side.SELL, OrderType.STOP_LIMIT, 4001, 4000, 1),
            waiting(Side.SELL, OrderType.TAKE_PROFIT, 4000, 1),
            waiting(Side.SELL, OrderType.TAKE_PROFIT_LIMIT, 3999, 4000, 1),
            waiting(Side.BUY, OrderType.STOP_LIMIT, 4000, 4000, 1),
            waiting(Side.BUY, OrderType.TAKE_PROFIT_LIMIT, 4000, 4000, 1))) {
      assertEquals(List.of(reached), story.place(BEN, terms), terms.toString());
    }
  }

  @Test
  void theNearestStopComesFirstThenTheFirstThatCame() {
    story.print(4000);
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 1));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3950, 2));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3950, 3));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3960, 4));
    assertEquals(
        List.of(
            "triggered 6 of 1001 in 1: SELL 4 at 3960",
            "triggered 4 of 1001 in 1: SELL 2 at 3950",
            "triggered 5 of 1001 in 1: SELL 3 at 3950",
            "triggered 3 of 1001 in 1: SELL 1 at 3900"),
        triggered(print(3900)));
  }

  @Test
  void anAmendedStopGoesBehindThoseOfItsNewPriceAndNoOtherChangeMovesIt() {
    story.print(4000);
    story.place(BEN, waiting(Side.SELL, OrderType.STOP_LIMIT, 3950, 3800, 1));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP_LIMIT, 3950, 3800, 2));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP_LIMIT, 3940, 3800, 3));
    assertEquals(
        List.of("replaced waiting 3 of 1001 in 1: SELL 4@3700, stop 3950"),
        story.replace(BEN, 3, 3700, 4));
    assertEquals(
        List.of(
            "replaced waiting 4 of 1001 in 1: SELL 1@3800, stop 3940",
            "posted RELEASE 1001/1 RESERVED -1 = 8 for 0.4",
            "posted RELEASE 1001/1 AVAILABLE +1 = 991 for 0.4"),
        story.run(Commands.replace(CommandContext.NONE, BEN, 4, 0, 0, 1, 3940)));
    assertEquals(
        List.of("refused STOP_PRICE_REACHED account 1001 order 4"),
        story.run(Commands.replace(CommandContext.NONE, BEN, 4, 0, 0, 0, 4000)));
    assertEquals(
        List.of(
            "triggered 3 of 1001 in 1: SELL 4 at 3950",
            "triggered 5 of 1001 in 1: SELL 3 at 3940",
            "triggered 4 of 1001 in 1: SELL 1 at 3940"),
        triggered(print(3940)));
    // Now they rest: there is no stop price to change.
    assertEquals(
        List.of("refused UNSUPPORTED_COMBINATION account 1001 order 4"),
        story.run(Commands.replace(CommandContext.NONE, BEN, 4, 0, 0, 0, 3000)));
  }

  @Test
  void aTradeInTheMiddleOfACommandCountsToo() {
    story.print(4000);
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3960, 1));
    story.place(BEN, limit(Side.SELL, 3950, 1));
    story.place(BEN, limit(Side.SELL, 4050, 1));
    List<String> facts = story.place(CAT, limit(Side.BUY, 4050, 2));
    assertEquals(List.of("triggered 3 of 1001 in 1: SELL 1 at 3960"), triggered(facts));
    assertTrue(facts.indexOf("done 6 of 1002 in 1: BUY FILLED 0@4050") > 0, facts.toString());
  }

  @Test
  void aStopMaySetOffAnother() {
    story.print(4000);
    story.place(ANN, limit(Side.BUY, 3800, 1));
    story.place(ANN, limit(Side.BUY, 3700, 1));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 1));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3850, 1));
    assertEquals(
        List.of(
            "triggered 5 of 1001 in 1: SELL 1 at 3900", "triggered 6 of 1001 in 1: SELL 1 at 3850"),
        triggered(print(3900)));
    assertEquals(3700, story.engine.desk.market(1).lastPriceTicks);
  }

  @Test
  void oneCommandLetsOnlySoManyIn() throws IOException {
    story.print(4000);
    int stops = 3 * ExchangeEngine.TRIGGER_LIMIT + 5;
    for (int i = 0; i < stops; i++) {
      story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900 - i % 3, 1));
    }
    int last = 3 + 302;
    List<Integer> came = new ArrayList<>(numbers(triggered(print(3890))));
    assertEquals(ExchangeEngine.TRIGGER_LIMIT, came.size());
    assertEquals(story.now, story.engine.nextDueMicros());
    story.restart();
    // The next ones come before the command that follows.
    List<String> facts = story.replace(BEN, last, 0, 2);
    assertEquals("refused STOP_PRICE_REACHED account 1001 order " + last, facts.getLast());
    came.addAll(numbers(triggered(facts)));
    facts = story.cancel(BEN, last);
    assertEquals(
        "done %d of 1001 in 1: SELL CANCELLED_BY_USER 1@0".formatted(last), facts.getLast());
    came.addAll(numbers(triggered(facts)));
    assertEquals(3 * ExchangeEngine.TRIGGER_LIMIT, came.size());
    came.addAll(numbers(triggered(story.tick())));
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
    assertEquals(
        IntStream.range(0, stops)
            .boxed()
            .sorted(Comparator.comparingInt(i -> i % 3))
            .map(i -> i + 3)
            .filter(id -> id != last)
            .toList(),
        came);
  }

  /** The facts of one command are one record in memory; a hundred whole sweeps would not fit. */
  @Test
  void onceOneCommandTradedEnoughOthersThatWereReachedWaitForTheNext() {
    story.run(Commands.setRuleVersion(CommandContext.NONE, 2));
    story.deposit(ANN, Story.USD, 100_000_000);
    story.deposit(BEN, Story.ACME, 100_000);
    story.print(4000);
    for (int i = 0; i < ExchangeEngine.FILL_LIMIT + 3; i++) {
      story.place(ANN, limit(Side.BUY, 3800, 1));
    }
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 20_000));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3890, 20_000));

    List<String> facts = print(3850);
    assertEquals(1, triggered(facts).size(), "the trades of the first are enough");
    assertTrue(facts.getLast().contains("SELL FILL_LIMIT 10000@0"), facts.getLast());
    assertEquals(story.now, story.engine.nextDueMicros());

    facts = story.tick();
    assertEquals(1, triggered(facts).size());
    assertTrue(facts.getLast().contains("SELL UNFILLED_REST 19997@0"), facts.getLast());
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
  }

  @Test
  void aTrailingStopFollowsTheMarketUpAndNeverDown() throws IOException {
    OrderTerms trailing =
        order(Side.SELL, OrderType.TRAILING_STOP, TimeInForce.IOC, 0, 2)
            .withConditions(new Conditions(0, 0, 100, 0, 0));
    assertEquals(List.of("refused NO_LAST_PRICE account 1001 order 0"), story.place(BEN, trailing));
    story.print(4000);
    assertEquals(
        List.of(
            "accepted 3 of 1001 in 1: SELL TRAILING_STOP IOC 2@0 '' created 1000000, trail 100"),
        story.place(BEN, trailing));
    story.place(
        BEN,
        order(Side.SELL, OrderType.TRAILING_STOP, TimeInForce.IOC, 0, 3)
            .withConditions(new Conditions(0, 0, 0, 200, 0)));
    assertEquals(List.of(), triggered(print(4500)));
    assertEquals(List.of(), triggered(print(4411)));
    story.restart();
    // 4500 less 2 percent, and less 100.
    assertEquals(List.of("triggered 4 of 1001 in 1: SELL 3 at 4410"), triggered(print(4410)));
    assertEquals(List.of(), triggered(print(4405)));
    assertEquals(List.of("triggered 3 of 1001 in 1: SELL 2 at 4400"), triggered(print(4400)));
  }

  @Test
  void aTrailingStopToBuyFollowsTheMarketDown() {
    story.print(4000);
    story.place(
        ANN,
        order(Side.BUY, OrderType.TRAILING_STOP, TimeInForce.IOC, 0, 0)
            .withConditions(new Conditions(50_000, 0, 0, 100, 0)));
    story.print(3000);
    story.place(BEN, limit(Side.SELL, 3040, 100));
    assertEquals(List.of(), triggered(print(3029)));
    // 3000 and one percent; then it buys what 500.00 pay at 30.40 with 20 basis points.
    List<String> facts = print(3030);
    assertEquals(List.of("triggered 3 of 1000 in 1: BUY 16 at 3030"), triggered(facts));
    assertEquals("done 3 of 1000 in 1: BUY FILLED 0@0", facts.getLast());
  }

  @Test
  void aStopToBuyHoldsItsAmountAndGivesTheRestBack() {
    story.print(4000);
    OrderTerms stop =
        order(Side.BUY, OrderType.STOP, TimeInForce.IOC, 0, 0)
            .withConditions(new Conditions(10_000, 4100, 0, 0, 0));
    assertEquals(
        List.of(
            "accepted 3 of 1000 in 1: BUY STOP IOC 0@0 '' created 1000000, amount 10000, stop 4100",
            "posted HOLD 1000/2 AVAILABLE -10000 = 990000 for 0.3",
            "posted HOLD 1000/2 RESERVED +10000 = 10000 for 0.3"),
        story.placeWithPostings(ANN, stop));
    story.place(CAT, limit(Side.SELL, 4200, 9));
    story.place(CAT, limit(Side.BUY, 4100, 1));
    List<String> facts =
        story.placeWithPostings(BEN, order(Side.SELL, OrderType.LIMIT, TimeInForce.IOC, 4100, 1));
    int at = facts.indexOf("triggered 3 of 1000 in 1: BUY 2 at 4100");
    assertEquals(
        List.of(
            "posted RELEASE 1000/2 RESERVED -1583 = 8417 for 0.3",
            "posted RELEASE 1000/2 AVAILABLE +1583 = 991583 for 0.3",
            "trade 3 in 1: taker BUY 2@4200; maker 4 of 1002 fee 9 open 7;"
                + " taker 3 of 1000 fee 17 open 0"),
        facts.subList(at + 1, at + 4));
    // By a quantity nobody knows what it will cost.
    assertEquals(
        List.of("refused UNSUPPORTED_COMBINATION account 1000 order 0"),
        story.place(ANN, waiting(Side.BUY, OrderType.STOP, 4300, 1)));
  }

  @Test
  void timeInForceAndPostOnlyCountOnceItsPriceIsReached() {
    story.print(4000);
    story.place(ANN, limit(Side.BUY, 3800, 2));
    story.place(
        BEN,
        order(Side.SELL, OrderType.STOP_LIMIT, TimeInForce.FOK, 3800, 3)
            .withConditions(Conditions.trigger(3900)));
    story.place(
        BEN,
        order(Side.SELL, OrderType.STOP_LIMIT, TimeInForce.IOC, 3900, 3)
            .withConditions(Conditions.trigger(3900)));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP_LIMIT, 3900, 3800, 1).withPostOnly(true));
    assertEquals(
        List.of(
            "triggered 4 of 1001 in 1: SELL 3 at 3900",
            "done 4 of 1001 in 1: SELL NOT_FILLABLE 3@3800",
            "triggered 5 of 1001 in 1: SELL 3 at 3900",
            "done 5 of 1001 in 1: SELL UNFILLED_REST 3@3900",
            "triggered 6 of 1001 in 1: SELL 1 at 3900",
            "done 6 of 1001 in 1: SELL POST_ONLY_WOULD_TRADE 1@3800"),
        print(3900).subList(4, 10));
  }

  @Test
  void whatWaitsExpiresAndIsCancelledLikeAllOthers() throws IOException {
    story.print(4000);
    story.place(
        BEN,
        order(Side.SELL, OrderType.STOP_LIMIT, TimeInForce.GTD, 3800, 3)
            .withConditions(Conditions.trigger(3900))
            .withExpiry(story.now + 5));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 4));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 5));
    story.restart();
    story.now += 5;
    assertEquals(List.of("done 3 of 1001 in 1: SELL EXPIRED 3@3800"), story.tick());
    assertEquals(
        List.of(
            "done 5 of 1001 in 1: SELL CANCELLED_BY_REPLACEMENT 5@0",
            "accepted 6 of 1001 in 1: SELL LIMIT GTC 995@4000 '' created 1000005",
            "rested 6 of 1001 in 1: SELL 995@4000"),
        Story.withoutPostings(
            story.run(
                Commands.cancelAndPlace(
                    CommandContext.NONE, BEN, 5, 0, limit(Side.SELL, 4000, 995)))));
    assertEquals(
        List.of(
            "done 4 of 1001 in 1: SELL CANCELLED_BY_USER 4@0",
            "done 6 of 1001 in 1: SELL CANCELLED_BY_USER 995@4000, was resting"),
        Story.withoutPostings(story.run(Commands.cancelAll(CommandContext.NONE, BEN, 0))));
    assertEquals(List.of(), triggered(print(3900)));
  }

  @Test
  void aStopThatItsMarketDoesNotTakeAnyMoreEnds() {
    story.print(4000);
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 2));
    story.place(BEN, waiting(Side.SELL, OrderType.STOP_LIMIT, 3900, 4000, 3));
    story.run(
        Commands.setMarketState(CommandContext.NONE, Story.SYMBOL.id(), MarketState.LIMIT_ONLY, 0));
    assertEquals(
        List.of("refused MARKET_LIMIT_ONLY account 1001 order 0"),
        story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 2)));
    List<String> facts = print(3900);
    assertEquals(
        List.of(
            "triggered 3 of 1001 in 1: SELL 2 at 3900",
            "done 3 of 1001 in 1: SELL MARKET_STATE 2@0",
            "triggered 4 of 1001 in 1: SELL 3 at 3900",
            "rested 4 of 1001 in 1: SELL 3@4000"),
        facts.subList(facts.size() - 4, facts.size()));
  }

  @Test
  void whatWaitsGoesWithItsMarket() throws IOException {
    story.print(4000);
    story.place(BEN, waiting(Side.SELL, OrderType.STOP, 3900, 2));
    story.place(BEN, waiting(Side.SELL, OrderType.TAKE_PROFIT, 4100, 3));
    story.place(BEN, limit(Side.SELL, 4200, 1));
    story.restart();
    assertEquals(
        List.of(
            "done 5 of 1001 in 1: SELL SYMBOL_DELISTED 1@4200, was resting",
            "done 4 of 1001 in 1: SELL SYMBOL_DELISTED 3@0",
            "done 3 of 1001 in 1: SELL SYMBOL_DELISTED 2@0"),
        Story.withoutPostings(
                story.run(Commands.delistSymbol(CommandContext.NONE, Story.SYMBOL.id())))
            .stream()
            .filter(fact -> fact.startsWith("done"))
            .toList());
  }

  @Test
  void theLimitAndTheDistanceOfAStopMustMakeSense() {
    story.print(4000);
    OrderTerms stop = order(Side.SELL, OrderType.STOP, TimeInForce.IOC, 0, 1);
    OrderTerms trailing = order(Side.SELL, OrderType.TRAILING_STOP, TimeInForce.IOC, 0, 1);
    assertRefused("INVALID_STOP_PRICE", stop);
    assertRefused("INVALID_STOP_PRICE", stop.withConditions(Conditions.trigger(-1)));
    assertRefused(
        "INVALID_STOP_PRICE", limit(Side.SELL, 4000, 1).withConditions(Conditions.trigger(1)));
    assertRefused("INVALID_STOP_PRICE", trailing.withConditions(new Conditions(0, 1, 1, 0, 0)));
    assertRefused("INVALID_TRAIL", stop.withConditions(new Conditions(0, 3900, 1, 0, 0)));
    assertRefused("INVALID_TRAIL", trailing);
    assertRefused("INVALID_TRAIL", trailing.withConditions(new Conditions(0, 0, 1, 1, 0)));
    assertRefused("INVALID_TRAIL", trailing.withConditions(new Conditions(0, 0, 0, 10_000, 0)));
    assertRefused("INVALID_TRAIL", trailing.withConditions(new Conditions(0, 0, 4000, 0, 0)));
    assertRefused(
        "UNSUPPORTED_COMBINATION",
        order(Side.SELL, OrderType.STOP, TimeInForce.GTC, 0, 1)
            .withConditions(Conditions.trigger(3900)));
  }

  private void assertRefused(String rule, OrderTerms terms) {
    assertEquals(List.of("refused " + rule + " account 1001 order 0"), story.place(BEN, terms));
  }

  private List<String> print(long priceTicks) {
    return story.print(priceTicks);
  }

  private static List<String> triggered(List<String> facts) {
    return facts.stream().filter(fact -> fact.startsWith("triggered")).toList();
  }

  private static List<Integer> numbers(List<String> facts) {
    return facts.stream().map(fact -> Integer.parseInt(fact.split(" ")[1])).toList();
  }

  private static List<String> last(List<String> facts) {
    return facts.subList(facts.size() - 1, facts.size());
  }
}
