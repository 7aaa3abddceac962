package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.SYMBOL;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.MarketState;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.SymbolDefinition;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a market takes in each state, how it gets from one to the next, and how it is changed. */
class MarketStateStoryTest {
  private static final OrderTerms AT_ONCE =
      order(Side.SELL, OrderType.MARKET, TimeInForce.IOC, 0, 1);

  private final Story story = new Story();

  @ParameterizedTest
  @CsvSource({
    "CANCEL_ONLY, MARKET_CANCEL_ONLY, MARKET_CANCEL_ONLY, MARKET_CANCEL_ONLY, MARKET_CANCEL_ONLY",
    "POST_ONLY, MARKET_POST_ONLY, MARKET_POST_ONLY, taken, taken",
    "LIMIT_ONLY, MARKET_LIMIT_ONLY, taken, taken, taken",
    "HALTED, MARKET_HALTED, MARKET_HALTED, MARKET_HALTED, MARKET_HALTED",
    "CLOSED, MARKET_NOT_OPEN, MARKET_NOT_OPEN, MARKET_NOT_OPEN, MARKET_NOT_OPEN",
    "TRADING, taken, taken, taken, taken",
  })
  void eachStateTakesWhatItSays(
      MarketState state, String market, String limit, String postOnly, String amend) {
    story.place(ANN, limit(Side.BUY, 4000, 5));
    if (state != MarketState.TRADING) {
      assertEquals(List.of("market 1 is " + state + " by OPERATOR"), become(state));
    }
    assertEquals(market, outcome(story.place(BEN, AT_ONCE)));
    assertEquals(limit, outcome(story.place(BEN, limit(Side.SELL, 4100, 1))));
    assertEquals(postOnly, outcome(story.place(BEN, limit(Side.SELL, 4100, 1).withPostOnly(true))));
    assertEquals(amend, outcome(story.replace(ANN, 1, 4001, 0)));
    assertTrue(story.cancel(ANN, 1).getFirst().startsWith("done 1 of 1000"));
  }

  @Test
  void nothingTradesInAMarketThatIsPostOnly() {
    story.place(ANN, limit(Side.BUY, 4000, 5));
    story.place(BEN, limit(Side.SELL, 4100, 5));
    become(MarketState.POST_ONLY);
    assertEquals("POST_ONLY_WOULD_TRADE", outcome(story.replace(BEN, 2, 4000, 0)));
  }

  @Test
  void aStateIsReachedOnlyFromThoseThatLeadThere() {
    assertEquals("ILLEGAL_TRANSITION", outcome(become(MarketState.PRE_OPEN)));
    become(MarketState.CLOSED);
    assertEquals("ILLEGAL_TRANSITION", outcome(become(MarketState.HALTED)));
    assertEquals(List.of("market 1 is PRE_OPEN by OPERATOR"), become(MarketState.PRE_OPEN));
    assertEquals(List.of("market 1 is TRADING by OPERATOR"), become(MarketState.TRADING));
    assertEquals("ILLEGAL_TRANSITION", outcome(become(MarketState.DELISTED)));
    assertEquals(
        List.of("refused UNKNOWN_SYMBOL account 0 order 0"),
        story.run(Commands.setMarketState(CommandContext.NONE, 9, MarketState.HALTED, 0)));
  }

  @Test
  void aPlannedChangeComesWithTheLogsTime() throws IOException {
    long close = story.now + 1_000;
    assertEquals(
        List.of("market 1 is TRADING by OPERATOR, becomes CLOSED at " + close),
        plan(MarketState.CLOSED, close));
    assertEquals(close, story.engine.nextDueMicros());
    story.restart();
    assertEquals(
        List.of("market 1 is TRADING by LISTED, becomes CLOSED at " + close),
        story.described().stream().filter(line -> line.startsWith("market")).toList());
    story.now = close - 1;
    assertEquals(List.of(), story.tick());
    story.now = close;
    // The order comes when the market is closed already.
    assertEquals(
        List.of("market 1 is CLOSED by PLAN", "refused MARKET_NOT_OPEN account 1000 order 0"),
        story.place(ANN, limit(Side.BUY, 4000, 5)));
    assertEquals("TRANSITION_TIME_PAST", outcome(plan(MarketState.PRE_OPEN, close)));
  }

  @Test
  void aPlanIsTakenBackByTheStateThatItWouldLeave() {
    plan(MarketState.CLOSED, story.now + 10);
    assertEquals(List.of("market 1 is TRADING by OPERATOR"), become(MarketState.TRADING));
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
  }

  @Test
  void aPlanOutlivesAHaltAndIsDroppedWhenItIsNotPossible() {
    plan(MarketState.POST_ONLY, story.now + 10);
    become(MarketState.HALTED);
    become(MarketState.CLOSED);
    story.now += 10;
    assertEquals(List.of("market 1 is CLOSED by PLAN"), story.tick());
  }

  @Test
  void newFeesCountForNewOrders() throws IOException {
    story.place(ANN, limit(Side.BUY, 5000, 10));
    SymbolDefinition dearer =
        SymbolDefinition.of(1, Story.ACME, Story.USD, "0.01", "1", 100, 200, "1", "1000000");
    assertEquals(List.of("changed to " + dearer), change(dearer));
    story.restart();
    // The maker still pays 10 basis points, the taker 200.
    assertTrue(
        story
            .place(BEN, limit(Side.SELL, 5000, 4))
            .contains(
                "trade 1 in 1: taker SELL 4@5000; maker 1 of 1000 fee 20 open 6;"
                    + " taker 2 of 1001 fee 400 open 0"));
    story.restart();
    assertEquals(
        List.of(
            "done 1 of 1000 in 1: BUY CANCELLED_BY_USER 6@5000, was resting",
            "posted RELEASE 1000/2 RESERVED -30060 = 0 for 0.1",
            "posted RELEASE 1000/2 AVAILABLE +30060 = 979980 for 0.1"),
        story.run(Commands.cancel(CommandContext.NONE, ANN, 1)));
  }

  @Test
  void newLimitsLeaveWhatRests() {
    story.place(BEN, limit(Side.SELL, 5000, 10));
    change(SYMBOL.withLimits(new SymbolLimits(10_000, 0, 0, 0)));
    assertEquals("ABOVE_MAXIMUM_NOTIONAL", outcome(story.replace(BEN, 1, 0, 9)));
    assertEquals("taken", outcome(story.replace(BEN, 1, 0, 2)));
    assertEquals("ABOVE_MAXIMUM_NOTIONAL", outcome(story.place(BEN, limit(Side.SELL, 5000, 3))));
  }

  @Test
  void whatASymbolIsCountedInStays() {
    SymbolDefinition coarser =
        SymbolDefinition.of(1, Story.ACME, Story.USD, "0.02", "1", 10, 20, "1", "1000000");
    assertEquals("CHANGE_NOT_ALLOWED", outcome(change(coarser)));
    SymbolDefinition unknown =
        SymbolDefinition.of(2, Story.ACME, Story.USD, "0.01", "1", 10, 20, "1", "1000000");
    assertEquals("UNKNOWN_SYMBOL", outcome(change(unknown)));
    assertEquals(
        "INVALID_DEFINITION", outcome(change(SYMBOL.withLimits(new SymbolLimits(0, -1, 0, 0)))));
  }

  @Test
  void aDelistedMarketCancelsItsOrdersCommandByCommandAndNeverComesBack() throws IOException {
    int orders = ExchangeEngine.CANCEL_LIMIT + 2;
    story.deposit(BEN, Story.ACME, orders);
    for (int i = 0; i < orders; i++) {
      story.place(BEN, limit(Side.SELL, 5000 + i, 1));
    }
    plan(MarketState.CLOSED, story.now + 10);
    List<String> told =
        Story.withoutPostings(story.run(Commands.delistSymbol(CommandContext.NONE, 1)));
    assertEquals("market 1 is DELISTED by DELISTED", told.getFirst());
    assertEquals("done 1 of 1001 in 1: SELL SYMBOL_DELISTED 1@5000, was resting", told.get(1));
    assertEquals(1 + ExchangeEngine.CANCEL_LIMIT, told.size());
    assertEquals(Market.AT_ONCE, story.engine.nextDueMicros());
    story.restart();
    assertEquals(
        List.of(
            "done 1001 of 1001 in 1: SELL SYMBOL_DELISTED 1@6000, was resting",
            "done 1002 of 1001 in 1: SELL SYMBOL_DELISTED 1@6001, was resting"),
        story.tick());
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
    story.restart();
    assertEquals("SYMBOL_DELISTED", outcome(story.place(BEN, limit(Side.SELL, 5000, 1))));
    assertEquals("SYMBOL_DELISTED", outcome(become(MarketState.TRADING)));
    assertEquals("SYMBOL_DELISTED", outcome(change(SYMBOL)));
    assertEquals(
        "SYMBOL_DELISTED", outcome(story.run(Commands.delistSymbol(CommandContext.NONE, 1))));
    assertEquals(
        "ALREADY_EXISTS", outcome(story.run(Commands.listSymbol(CommandContext.NONE, SYMBOL))));
  }

  @Test
  void aSymbolMayBeListedBeforeItOpens() {
    SymbolDefinition other =
        SymbolDefinition.of(2, Story.USD, Story.ACME, "1", "100", 0, 0, "0", "1000000");
    assertEquals(
        List.of(other.toString(), "market 2 is PRE_OPEN by LISTED"),
        story.run(Commands.listSymbol(CommandContext.NONE, other, MarketState.PRE_OPEN)));
  }

  private List<String> become(MarketState state) {
    return plan(state, 0);
  }

  private List<String> plan(MarketState state, long atMicros) {
    return story.run(Commands.setMarketState(CommandContext.NONE, 1, state, atMicros));
  }

  private List<String> change(SymbolDefinition symbol) {
    return story.run(Commands.changeSymbol(CommandContext.NONE, symbol));
  }

  /** The code of a refusal, or "taken". */
  private static String outcome(List<String> facts) {
    return facts.getFirst().startsWith("refused ") ? facts.getFirst().split(" ")[1] : "taken";
  }
}
