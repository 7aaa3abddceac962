package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.SYMBOL;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static bourse.engine.Story.waiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.AccountBlock;
import bourse.domain.MarketState;
import bourse.domain.OrderType;
import bourse.domain.PriceLimits;
import bourse.domain.SafeState;
import bourse.domain.SafeStateCause;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.TimeInForce;
import bourse.domain.VolatilityHalt;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Auctions: what they collect, at what price they trade, and when they begin and end. */
class AuctionStoryTest {
  private final Story story = new Story();

  @ParameterizedTest
  @CsvSource({
    // Most is executed.
    "10@103 10@102 10@101, 15@100 15@102, 0, 20@102 -10",
    // Then the smallest surplus is left.
    "10@103 5@102, 10@101 5@104, 0, 10@103 0",
    // Then the highest while all leave buyers,
    "30@105, 20@100, 102, 20@105 10",
    // the lowest while all leave sellers,
    "20@105, 30@100, 102, 20@100 -10",
    // else the nearest to the reference price.
    "20@105, 20@100, 102, 20@102 0",
    "20@105, 20@100, 99, 20@100 0",
    "20@105, 20@100, 200, 20@105 0",
    "20@105, 20@100, 0, 20@102 0",
    "10@106, 10@100, 104, 10@104 0",
    "10@100, 10@101, 100, none",
    "10@100, 10@100, 0, 10@100 0",
  })
  void thePriceIsThatOfTheRule(String bids, String asks, long reference, String expected) {
    story.deposit(ANN, Story.USD, 10_000_000);
    if (reference != 0) {
      story.run(Commands.setReferencePrice(CommandContext.NONE, 1, reference, 0));
    }
    become(MarketState.AUCTION);
    place(ANN, Side.BUY, bids);
    place(BEN, Side.SELL, asks);
    String left = expected.contains(" ") ? expected.split(" ")[1] : "";
    assertEquals(
        expected.equals("none")
            ? "auction of 1: 0@0, +0 left"
            : "auction of 1: %s, %+d left".formatted(expected.split(" ")[0], Long.parseLong(left)),
        become(MarketState.TRADING).getFirst());
  }

  @Test
  void anAuctionTradesAtOnePriceAndReleasesTheRest() throws IOException {
    become(MarketState.AUCTION);
    story.place(BEN, limit(Side.SELL, 5000, 10));
    story.place(ANN, limit(Side.BUY, 5200, 6));
    story.place(CAT, limit(Side.BUY, 5100, 6));
    story.restart();
    // Both sides pay 10 basis points, as makers; what was held beyond the price is released.
    assertEquals(
        List.of(
            "auction of 1: 10@5100, +2 left",
            "trade 1 in 1: taker BUY 6@5100; maker 1 of 1001 fee 31 open 4; taker 2 of 1000 fee 31"
                + " open 0, auction of 5000 and 5200",
            "posted TRADE 1000/2 RESERVED -30600 = 663 for 0.1",
            "posted TRADE 1001/2 AVAILABLE +30600 = 30600 for 0.1",
            "posted TRADE 1001/1 RESERVED -6 = 4 for 0.1",
            "posted TRADE 1000/1 AVAILABLE +6 = 6 for 0.1",
            "posted FEE 1001/2 AVAILABLE -31 = 30569 for 0.1",
            "posted FEE 2/2 AVAILABLE +31 = 31 for 0.1",
            "posted FEE 1000/2 RESERVED -31 = 632 for 0.1",
            "posted FEE 2/2 AVAILABLE +31 = 62 for 0.1",
            "done 2 of 1000 in 1: BUY FILLED 0@5200, was resting",
            "posted RELEASE 1000/2 RESERVED -632 = 0 for 0.2",
            "posted RELEASE 1000/2 AVAILABLE +632 = 969369 for 0.2",
            "trade 2 in 1: taker BUY 4@5100; maker 1 of 1001 fee 20 open 0; taker 3 of 1002 fee 21"
                + " open 2, auction of 5000 and 5100",
            "posted TRADE 1002/2 RESERVED -20400 = 10262 for 0.2",
            "posted TRADE 1001/2 AVAILABLE +20400 = 50969 for 0.2",
            "posted TRADE 1001/1 RESERVED -4 = 0 for 0.2",
            "posted TRADE 1002/1 AVAILABLE +4 = 1004 for 0.2",
            "posted FEE 1001/2 AVAILABLE -20 = 50949 for 0.2",
            "posted FEE 2/2 AVAILABLE +20 = 82 for 0.2",
            "posted FEE 1002/2 RESERVED -21 = 10241 for 0.2",
            "posted FEE 2/2 AVAILABLE +21 = 103 for 0.2",
            "done 1 of 1001 in 1: SELL FILLED 0@5000, was resting",
            "posted RELEASE 1002/2 RESERVED -21 = 10220 for 0.3",
            "posted RELEASE 1002/2 AVAILABLE +21 = 969359 for 0.3",
            "market 1 is TRADING by OPERATOR"),
        become(MarketState.TRADING));
    story.restart();
    // The rest rests, and trades on.
    assertTrue(
        story.place(BEN, limit(Side.SELL, 5100, 2)).get(1).startsWith("trade 3 in 1: taker SELL"));
  }

  @ParameterizedTest
  @CsvSource({
    "LIMIT, GTC, false, taken",
    "LIMIT, GTD, false, taken",
    "LIMIT, GTC, true, MARKET_IN_AUCTION",
    "LIMIT, IOC, false, MARKET_IN_AUCTION",
    "LIMIT, FOK, false, MARKET_IN_AUCTION",
    "MARKET, IOC, false, MARKET_IN_AUCTION",
    "MARKET, FOK, false, MARKET_IN_AUCTION",
    "STOP_LIMIT, IOC, false, taken",
    "STOP, IOC, false, taken",
  })
  void anAuctionTakesWhatRestsOrWaits(
      OrderType type, TimeInForce timeInForce, boolean postOnly, String outcome) {
    become(MarketState.AUCTION);
    OrderTerms terms =
        order(Side.SELL, type, timeInForce, type.isMarket() ? 0 : 5000, 1)
            .withPostOnly(postOnly)
            .withConditions(type.waits() ? Conditions.trigger(4000) : Conditions.NONE)
            .withExpiry(timeInForce == TimeInForce.GTD ? story.now + 5 : 0);
    assertEquals(outcome, outcome(story.place(BEN, terms)));
  }

  @Test
  void ordersAreAmendedAndCancelledAndExpireInAnAuction() {
    become(MarketState.AUCTION);
    story.place(ANN, limit(Side.BUY, 5000, 5));
    story.place(
        BEN, order(Side.SELL, OrderType.LIMIT, TimeInForce.GTD, 5000, 5).withExpiry(story.now + 9));
    story.place(CAT, limit(Side.SELL, 5000, 5));
    // Nothing trades where prices cross.
    assertEquals(
        List.of(
            "replaced 1 of 1000 in 1: BUY 5@5000 by 5@5100 of 5",
            "rested 1 of 1000 in 1: BUY 5@5100"),
        story.replace(ANN, 1, 5100, 0));
    story.cancel(CAT, 3);
    callUntil(story.now + 9, MarketState.TRADING);
    story.now += 9;
    // What ends at the same time as the auction does not trade in it.
    assertEquals(
        List.of(
            "done 2 of 1001 in 1: SELL EXPIRED 5@5000, was resting",
            "auction of 1: 0@0, +0 left",
            "market 1 is TRADING by PLAN"),
        story.tick());
  }

  @Test
  void aFrozenAccountDoesNotTradeInTheAuction() {
    become(MarketState.AUCTION);
    story.place(ANN, limit(Side.BUY, 5000, 5));
    story.place(BEN, limit(Side.SELL, 5000, 5));
    story.run(
        Commands.setAccountBlocks(
            CommandContext.NONE, BEN, Set.of(AccountBlock.ACCOUNT), SuspensionReason.SECURITY));
    assertEquals("auction of 1: 0@0, +0 left", become(MarketState.TRADING).getFirst());
  }

  @Test
  void aDelistedMarketCancelsItsAuction() {
    become(MarketState.AUCTION);
    callUntil(story.now + 9, MarketState.TRADING);
    story.place(ANN, limit(Side.BUY, 5000, 5));
    story.place(BEN, limit(Side.SELL, 5000, 5));
    assertEquals(
        List.of(
            "market 1 is DELISTED by DELISTED",
            "done 1 of 1000 in 1: BUY SYMBOL_DELISTED 5@5000, was resting",
            "done 2 of 1001 in 1: SELL SYMBOL_DELISTED 5@5000, was resting"),
        Story.withoutPostings(story.run(Commands.delistSymbol(CommandContext.NONE, 1))));
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
  }

  @Test
  void anIcebergTradesWithAllThatItHas() {
    become(MarketState.AUCTION);
    story.place(BEN, limit(Side.SELL, 5000, 9).withConditions(Conditions.display(4)));
    story.place(BEN, limit(Side.SELL, 5000, 2));
    story.place(ANN, limit(Side.BUY, 5000, 10));
    assertEquals(
        List.of(
            "auction of 1: 10@5000, -1 left",
            "trade 1 in 1: taker BUY 4@5000; maker 1 of 1001 fee 20 open 5; taker 3 of 1000 fee 20"
                + " open 6, auction of 5000 and 5000",
            "concealed 1 of 1001 in 1: SELL -4@5000",
            "trade 2 in 1: taker BUY 2@5000; maker 2 of 1001 fee 10 open 0; taker 3 of 1000 fee 10"
                + " open 4, auction of 5000 and 5000",
            "done 2 of 1001 in 1: SELL FILLED 0@5000, was resting",
            "trade 3 in 1: taker BUY 4@5000; maker 1 of 1001 fee 20 open 1; taker 3 of 1000 fee 20"
                + " open 0, auction of 5000 and 5000",
            "concealed 1 of 1001 in 1: SELL -1@5000",
            "done 3 of 1000 in 1: BUY FILLED 0@5000, was resting",
            "market 1 is TRADING by OPERATOR"),
        Story.withoutPostings(become(MarketState.TRADING)));
  }

  @Test
  void stopsAreReachedByTheAuctionsPriceAndEnterAfterIt() {
    story.print(5000);
    story.place(CAT, waiting(Side.SELL, OrderType.STOP, 4900, 3));
    become(MarketState.AUCTION);
    story.place(ANN, limit(Side.BUY, 4900, 5));
    story.place(BEN, limit(Side.SELL, 4800, 2));
    List<String> told = Story.withoutPostings(become(MarketState.TRADING));
    assertEquals("auction of 1: 2@4900, +3 left", told.getFirst());
    int open = told.indexOf("market 1 is TRADING by OPERATOR");
    assertEquals("triggered 3 of 1002 in 1: SELL 3 at 4900", told.get(open + 1));
    assertTrue(told.get(open + 2).contains("taker SELL 3@4900"), told.toString());
  }

  @Test
  void whatWasReachedBeforeAnAuctionEntersAfterIt() throws IOException {
    story.print(5000);
    int stops = 2 * ExchangeEngine.TRIGGER_LIMIT + 1;
    for (int i = 0; i < stops; i++) {
      story.place(CAT, waiting(Side.SELL, OrderType.STOP, 4900, 1));
    }
    story.print(4900);
    become(MarketState.AUCTION);
    story.restart();
    assertEquals(1, story.described().stream().filter(l -> l.contains(" STOP ")).count());
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
    assertEquals(List.of(), story.tick());
    List<String> told = Story.withoutPostings(become(MarketState.TRADING));
    assertEquals(
        List.of("auction of 1: 0@0, +0 left", "market 1 is TRADING by OPERATOR"),
        told.subList(0, 2));
    assertTrue(told.get(2).startsWith("triggered "), told.toString());
  }

  @Test
  void ordersOfOneAccountMeetWhenTheyCome() {
    become(MarketState.AUCTION);
    story.place(CAT, limit(Side.SELL, 5000, 5));
    assertEquals(
        List.of(
            "accepted 2 of 1002 in 1: BUY LIMIT GTC 3@5100 '' created 1000000",
            "prevented of 1002 in 1: taker BUY CANCEL_NEWEST 3@5000; maker 1 open 5; taker 2 open"
                + " 3",
            "done 2 of 1002 in 1: BUY SELF_TRADE_PREVENTED 3@5100"),
        story.place(CAT, limit(Side.BUY, 5100, 3)));
    assertEquals(
        List.of(
            "prevented of 1002 in 1: taker BUY DECREMENT_AND_CANCEL 3@5000; maker 1 open 2; taker"
                + " 3 open 0",
            "done 3 of 1002 in 1: BUY SELF_TRADE_PREVENTED 0@5000"),
        prevented(SelfTradePrevention.DECREMENT_AND_CANCEL, 3));
    assertEquals(
        List.of(
            "prevented of 1002 in 1: taker BUY CANCEL_OLDEST 2@5000; maker 1 open 2; taker 4 open"
                + " 3",
            "done 1 of 1002 in 1: SELL SELF_TRADE_PREVENTED 2@5000, was resting",
            "rested 4 of 1002 in 1: BUY 3@5000"),
        prevented(SelfTradePrevention.CANCEL_OLDEST, 3));
    // One that was amended comes anew.
    story.place(CAT, limit(Side.SELL, 5100, 1));
    assertEquals(
        "done 5 of 1002 in 1: SELL SELF_TRADE_PREVENTED 1@4900",
        story.replace(CAT, 5, 4900, 0).getLast());
    assertEquals("auction of 1: 0@0, +0 left", become(MarketState.TRADING).getFirst());
  }

  @Test
  void anAuctionIsPlannedWithItsEnd() throws IOException {
    long begin = story.now + 10;
    long end = story.now + 20;
    assertEquals(
        List.of(
            "market 1 is TRADING by OPERATOR, becomes AUCTION at 1000010, trades at 1000020, then"
                + " CLOSED"),
        call(begin, end, MarketState.CLOSED));
    story.restart();
    story.now = begin;
    assertEquals(
        List.of("market 1 is AUCTION by PLAN, trades at 1000020, then CLOSED"), story.tick());
    story.restart();
    assertEquals(end, story.engine.nextDueMicros());
    story.place(ANN, limit(Side.BUY, 5000, 5));
    story.place(BEN, limit(Side.SELL, 5000, 2));
    story.now = end;
    List<String> told = story.tick();
    assertEquals("auction of 1: 2@5000, +3 left", told.getFirst());
    assertEquals("market 1 is CLOSED by PLAN", told.getLast());
    // What did not trade rests for the next day.
    assertTrue(story.described().contains("rested 1 of 1000 in 1: BUY 3@5000"));
  }

  @Test
  void anAuctionThatCannotBeIsRefused() {
    assertEquals("INVALID_AUCTION", outcome(call(0, story.now, MarketState.TRADING)));
    assertEquals(
        "INVALID_AUCTION", outcome(call(story.now + 5, story.now + 5, MarketState.TRADING)));
    assertEquals("INVALID_AUCTION", outcome(call(0, story.now + 5, MarketState.HALTED)));
    assertEquals("INVALID_AUCTION", outcome(call(0, story.now + 5, MarketState.PRE_OPEN)));
    assertEquals("TRANSITION_TIME_PAST", outcome(call(story.now, 0, MarketState.TRADING)));
    become(MarketState.CLOSED);
    assertEquals("ILLEGAL_TRANSITION", outcome(call(0, 0, MarketState.TRADING)));
  }

  @Test
  void theEndOfAnAuctionMayBeMoved() {
    call(0, story.now + 5, MarketState.TRADING);
    assertEquals(
        List.of("market 1 is AUCTION by OPERATOR, trades at 1000009, then CLOSED"),
        call(0, story.now + 9, MarketState.CLOSED));
    assertEquals(List.of("market 1 is AUCTION by OPERATOR"), call(0, 0, MarketState.TRADING));
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
  }

  @Test
  void aHaltBreaksAnAuctionOff() {
    become(MarketState.AUCTION);
    story.place(ANN, limit(Side.BUY, 5000, 5));
    story.place(BEN, limit(Side.SELL, 5000, 5));
    assertEquals(List.of("market 1 is HALTED by OPERATOR"), become(MarketState.HALTED));
    assertEquals("BOOK_CROSSED", outcome(become(MarketState.TRADING)));
    assertEquals("BOOK_CROSSED", outcome(become(MarketState.CLOSED)));
    assertEquals(List.of("market 1 is AUCTION by OPERATOR"), become(MarketState.AUCTION));
    become(MarketState.HALTED);
    story.cancel(ANN, 1);
    assertEquals(List.of("market 1 is TRADING by OPERATOR"), become(MarketState.TRADING));
  }

  @Test
  void anAuctionDoesNotTradeWhileTheVenueTakesNoOrders() {
    call(0, story.now + 5, MarketState.TRADING);
    story.place(ANN, limit(Side.BUY, 5000, 5));
    story.place(BEN, limit(Side.SELL, 5000, 5));
    set(SafeState.CANCEL_ONLY);
    story.now += 5;
    assertEquals(List.of(), story.tick());
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
    assertEquals("VENUE_CANCEL_ONLY", outcome(become(MarketState.TRADING)));
    set(SafeState.NORMAL);
    assertEquals("auction of 1: 5@5000, +0 left", story.tick().getFirst());
  }

  @Test
  void manyTradesAreMadeByManyCommands() throws IOException {
    // Three lots more than the fills of one command when it does nothing else.
    int orders = ExchangeEngine.FILL_LIMIT + 3;
    story.deposit(ANN, Story.USD, 200_000_000);
    story.deposit(BEN, Story.ACME, orders);
    become(MarketState.AUCTION);
    for (int i = 0; i < orders; i++) {
      story.place(BEN, limit(Side.SELL, 5000, 1));
    }
    story.place(ANN, limit(Side.BUY, 5000, orders - 1));
    story.place(ANN, limit(Side.BUY, 4999, 1));
    List<String> first = Story.withoutPostings(become(MarketState.TRADING));
    assertEquals("auction of 1: " + (orders - 1) + "@5000, -1 left", first.getFirst());
    assertEquals(
        ExchangeEngine.FILL_LIMIT, first.stream().filter(AuctionStoryTest::isTrade).count());
    assertEquals(Market.AT_ONCE, story.engine.nextDueMicros());
    story.restart();
    assertEquals(
        List.of("market 1 is AUCTION by LISTED"),
        story.described().stream().filter(line -> line.startsWith("market")).toList());
    // The rest comes before the next command, which a new order needs not wait for.
    List<String> rest = story.place(CAT, limit(Side.SELL, 6000, 1));
    assertEquals(2, rest.stream().filter(AuctionStoryTest::isTrade).count());
    assertTrue(rest.contains("market 1 is TRADING by OPERATOR"));
    assertEquals("rested 10006 of 1002 in 1: SELL 1@6000", rest.getLast());
  }

  @Test
  void onlyTheTradesThatOneCommandMakesStandBetween() {
    int orders = 3 * ExchangeEngine.FILL_LIMIT + 3;
    story.deposit(ANN, Story.USD, 400_000_000);
    story.deposit(BEN, Story.ACME, orders);
    become(MarketState.AUCTION);
    for (int i = 0; i < orders; i++) {
      story.place(BEN, limit(Side.SELL, i < orders - 1 ? 5000 : 4999, 1));
    }
    story.place(ANN, limit(Side.BUY, 5000, orders));
    story.place(CAT, limit(Side.BUY, 4999, 1));
    become(MarketState.TRADING);
    List<String> told = story.place(CAT, limit(Side.SELL, 6000, 1));
    assertEquals("AUCTION_UNCROSSING", told.getLast().split(" ")[1]);
    assertEquals(
        ExchangeEngine.FILL_LIMIT, told.stream().filter(AuctionStoryTest::isTrade).count());
    assertEquals("AUCTION_UNCROSSING", outcomeOfLast(become(MarketState.CLOSED)));
  }

  @Test
  void whatCrossesBecauseOthersWereCancelledTradesAtAPriceOfItsOwn() {
    int orders = 3 * ExchangeEngine.FILL_LIMIT;
    story.deposit(ANN, Story.USD, 400_000_000);
    story.deposit(BEN, Story.ACME, orders);
    story.deposit(CAT, Story.USD, 400_000_000);
    become(MarketState.AUCTION);
    for (int i = 0; i < orders; i++) {
      story.place(BEN, limit(Side.SELL, 4990, 1));
    }
    long big = orders + 1L;
    story.place(ANN, limit(Side.BUY, 5000, orders));
    story.place(CAT, limit(Side.BUY, 4995, 7));
    List<String> first = become(MarketState.TRADING);
    assertEquals("auction of 1: 30000@4996, +0 left", first.getFirst());
    List<String> told = story.cancel(ANN, big);
    assertTrue(
        told.contains(
            "done " + big + " of 1000 in 1: BUY CANCELLED_BY_USER 10000@5000, was resting"),
        told.getLast());
    List<String> second = Story.withoutPostings(story.tick());
    assertEquals("auction of 1: 7@4990, -9993 left", second.getFirst());
    assertEquals("market 1 is TRADING by OPERATOR", second.getLast());
  }

  @Test
  void anOrderThatWouldTradeTooFarAwayStopsTrading() throws IOException {
    Story far = volatile_(1);
    far.print(5000);
    far.place(BEN, limit(Side.SELL, 5100, 1));
    far.place(BEN, limit(Side.SELL, 5300, 5));
    // Five percent of 5000 are 250: the second level is too far.
    assertEquals(
        List.of(
            "accepted 5 of 1000 in 1: BUY LIMIT GTC 3@5400 '' created 1000000",
            "trade 2 in 1: taker BUY 1@5100; maker 3 of 1001 fee 6 open 0; taker 5 of 1000 fee 11"
                + " open 2",
            "done 3 of 1001 in 1: SELL FILLED 0@5100, was resting",
            "market 1 is AUCTION by VOLATILITY, trades at 1000100, then TRADING",
            "rested 5 of 1000 in 1: BUY 2@5400"),
        far.place(ANN, limit(Side.BUY, 5400, 3)));
    far.restart();
    // 5400 is too far from 5100, the last price, once more; then it may be.
    far.now += 100;
    assertEquals(
        List.of("auction of 1: 2@5300, -3 left"),
        far.tick().stream().filter(line -> line.startsWith("auction")).toList());
  }

  /** It sells nothing: CAT's own bid is left alone, and the other one is too far away. */
  @Test
  void anOwnOrderAtABetterPriceStopsNoTrading() throws IOException {
    Story far = volatile_(1);
    far.print(5000);
    far.place(ANN, limit(Side.BUY, 4000, 5));
    far.place(CAT, limit(Side.BUY, 5600, 1));
    OrderTerms sell =
        order(Side.SELL, OrderType.MARKET, TimeInForce.IOC, 0, 0)
            .withConditions(Conditions.amount(100_000))
            .withSelfTradePrevention(SelfTradePrevention.CANCEL_OLDEST);
    assertEquals("done 5 of 1002 in 1: SELL EXECUTION_RANGE 0@0", far.place(CAT, sell).getLast());
    far.restart();
  }

  @Test
  void anAuctionIsExtendedWhileItsPriceIsTooFarAway() throws IOException {
    Story far = volatile_(2);
    far.print(5000);
    far.place(BEN, limit(Side.SELL, 6000, 5));
    assertEquals(
        List.of(
            "accepted 4 of 1000 in 1: BUY LIMIT IOC 3@6000 '' created 1000000",
            "market 1 is AUCTION by VOLATILITY, trades at 1000100, then TRADING",
            "done 4 of 1000 in 1: BUY VOLATILITY_HALT 3@6000"),
        far.place(ANN, order(Side.BUY, OrderType.LIMIT, TimeInForce.IOC, 6000, 3)));
    far.place(ANN, limit(Side.BUY, 6000, 2));
    far.now += 100;
    assertEquals(
        List.of("market 1 is AUCTION by EXTENDED, trades at 1000200, then TRADING, extended 1"),
        far.tick());
    far.restart();
    far.now += 100;
    assertEquals(
        List.of("market 1 is AUCTION by EXTENDED, trades at 1000300, then TRADING, extended 2"),
        far.tick());
    far.restart();
    far.now += 100;
    List<String> told = far.tick();
    assertEquals("auction of 1: 2@6000, -3 left", told.getFirst());
    assertEquals("market 1 is TRADING by PLAN", told.getLast());
  }

  @Test
  void aPlanOutlivesAVolatilityHalt() {
    Story far = volatile_(0);
    far.print(5000);
    far.run(
        Commands.callAuction(
            CommandContext.NONE, 1, far.now + 50, far.now + 70, MarketState.CLOSED));
    far.place(BEN, limit(Side.SELL, 6000, 5));
    far.place(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 3));
    far.now += 50;
    assertEquals(
        List.of("market 1 is AUCTION by PLAN, trades at 1000070, then CLOSED"), far.tick());
    far.now += 20;
    assertEquals("market 1 is CLOSED by PLAN", far.tick().getLast());
  }

  @Test
  void aPlanIsOverWhenItsStateIsReached() {
    story.run(Commands.setMarketState(CommandContext.NONE, 1, MarketState.CLOSED, story.now + 10));
    assertEquals(List.of("market 1 is CLOSED by OPERATOR"), become(MarketState.CLOSED));
  }

  private static Story volatile_(int extensions) {
    return new Story(
        SYMBOL.withPrices(
            PriceLimits.NONE.withVolatility(new VolatilityHalt(500, 100, extensions))));
  }

  private List<String> prevented(SelfTradePrevention prevention, long lots) {
    List<String> told =
        story.place(CAT, limit(Side.BUY, 5000, lots).withSelfTradePrevention(prevention));
    return told.subList(1, told.size());
  }

  private void place(long account, Side side, String orders) {
    for (String order : orders.split(" ")) {
      String[] parts = order.split("@");
      story.place(account, limit(side, Long.parseLong(parts[1]), Long.parseLong(parts[0])));
    }
  }

  private void set(SafeState state) {
    story.run(Commands.setSafeState(CommandContext.NONE, state, SafeStateCause.OPERATOR));
  }

  private List<String> become(MarketState state) {
    return story.run(Commands.setMarketState(CommandContext.NONE, 1, state, 0));
  }

  private void callUntil(long atMicros, MarketState then) {
    call(0, atMicros, then);
  }

  private List<String> call(long atMicros, long uncrossAtMicros, MarketState then) {
    return story.run(Commands.callAuction(CommandContext.NONE, 1, atMicros, uncrossAtMicros, then));
  }

  private static boolean isTrade(String fact) {
    return fact.startsWith("trade ");
  }

  private static String outcomeOfLast(List<String> facts) {
    return outcome(List.of(facts.getLast()));
  }

  /** The code of a refusal, or "taken". */
  private static String outcome(List<String> facts) {
    return facts.getFirst().startsWith("refused ") ? facts.getFirst().split(" ")[1] : "taken";
  }
}
