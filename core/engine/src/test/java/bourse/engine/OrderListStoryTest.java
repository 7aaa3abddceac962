package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static bourse.engine.Story.waiting;
import static bourse.engine.Story.withoutPostings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.AccountBlock;
import bourse.domain.ClientOrderId;
import bourse.domain.ErrorCode;
import bourse.domain.MarketState;
import bourse.domain.OrderListType;
import bourse.domain.OrderType;
import bourse.domain.SelfTradePrevention;
import bourse.domain.Side;
import bourse.domain.SuspensionReason;
import bourse.domain.SymbolLimits;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Orders that cancel each other, or follow each other. The market stands at 100. */
class OrderListStoryTest {
  private final Story story = new Story();

  OrderListStoryTest() {
    // Orders 1 and 2, trade 1.
    story.print(100);
  }

  private List<String> place(long account, OrderListType type, OrderTerms... orders) {
    return withoutPostings(placeWithPostings(account, type, orders));
  }

  private List<String> placeWithPostings(long account, OrderListType type, OrderTerms... orders) {
    return story.run(
        Commands.placeList(
            CommandContext.NONE, account, type, ClientOrderId.NONE, List.of(orders)));
  }

  private List<String> cancelList(long account, long list) {
    return withoutPostings(story.run(Commands.cancelList(CommandContext.NONE, account, list)));
  }

  private List<String> oco() {
    return place(
        BEN,
        OrderListType.OCO,
        limit(Side.SELL, 110, 10),
        waiting(Side.SELL, OrderType.STOP, 90, 10));
  }

  private List<String> bracket() {
    return place(
        ANN,
        OrderListType.BRACKET,
        limit(Side.BUY, 100, 10),
        limit(Side.SELL, 110, 10),
        waiting(Side.SELL, OrderType.STOP, 90, 10));
  }

  private void restart() {
    try {
      byte[] before = story.engine.stateHash();
      List<String> described = story.described();
      story.restart();
      assertArrayEquals(before, story.engine.stateHash());
      assertEquals(described, story.described());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPairHoldsItsFundsOnce() {
    assertEquals(
        List.of(
            "list 3 of 1001 in 1: OCO ''",
            "accepted 3 of 1001 in 1: SELL LIMIT GTC 10@110 '' created 1000000, list 3",
            "accepted 4 of 1001 in 1: SELL STOP IOC 10@0 '' created 1000000, stop 90, list 3",
            "posted HOLD 1001/1 AVAILABLE -10 = 989 for 0.3",
            "posted HOLD 1001/1 RESERVED +10 = 10 for 0.3",
            "rested 3 of 1001 in 1: SELL 10@110"),
        placeWithPostings(
            BEN,
            OrderListType.OCO,
            limit(Side.SELL, 110, 10),
            waiting(Side.SELL, OrderType.STOP, 90, 10)));
  }

  @Test
  void aTestOfAListSaysWhatWouldHappenAndLeavesNothing() {
    byte[] before = story.engine.stateHash();
    assertEquals(Optional.empty(), test(110, 10));
    assertEquals(Optional.of(ErrorCode.INSUFFICIENT_FUNDS), test(110, 5_000));
    assertEquals(Optional.of(ErrorCode.LIST_PRICES_CROSS), test(85, 10));
    assertArrayEquals(before, story.engine.stateHash());
  }

  private Optional<ErrorCode> test(long profitTicks, long lots) {
    return story.engine.test(
        Commands.placeList(
            CommandContext.NONE,
            BEN,
            OrderListType.OCO,
            ClientOrderId.NONE,
            List.of(
                limit(Side.SELL, profitTicks, lots),
                waiting(Side.SELL, OrderType.STOP, 90, lots))));
  }

  @Test
  void ofAPairThatBuysTheDearerOrderIsHeld() {
    assertEquals(
        List.of(
            "list 3 of 1000 in 1: OCO ''",
            "accepted 3 of 1000 in 1: BUY LIMIT GTC 10@90 '' created 1000000, list 3",
            "accepted 4 of 1000 in 1: BUY STOP_LIMIT GTC 10@112 '' created 1000000, stop 110,"
                + " list 3",
            "posted HOLD 1000/2 AVAILABLE -1123 = 998877 for 0.3",
            "posted HOLD 1000/2 RESERVED +1123 = 1123 for 0.3",
            "rested 3 of 1000 in 1: BUY 10@90"),
        placeWithPostings(
            ANN,
            OrderListType.OCO,
            limit(Side.BUY, 90, 10),
            waiting(Side.BUY, OrderType.STOP_LIMIT, 110, 112, 10)));
    assertEquals(
        List.of(
            "accepted 5 of 1001 in 1: SELL LIMIT IOC 4@90 '' created 1000000",
            "posted HOLD 1001/1 AVAILABLE -4 = 995 for 0.5",
            "posted HOLD 1001/1 RESERVED +4 = 4 for 0.5",
            "trade 2 in 1: taker SELL 4@90; maker 3 of 1000 fee 1 open 6; taker 5 of 1001 fee 1"
                + " open 0",
            "posted TRADE 1000/2 RESERVED -360 = 763 for 0.2",
            "posted TRADE 1001/2 AVAILABLE +360 = 459 for 0.2",
            "posted TRADE 1001/1 RESERVED -4 = 0 for 0.2",
            "posted TRADE 1000/1 AVAILABLE +4 = 4 for 0.2",
            "posted FEE 1000/2 RESERVED -1 = 762 for 0.2",
            "posted FEE 2/2 AVAILABLE +1 = 3 for 0.2",
            "posted FEE 1001/2 AVAILABLE -1 = 458 for 0.2",
            "posted FEE 2/2 AVAILABLE +1 = 4 for 0.2",
            "done 4 of 1000 in 1: BUY LINKED_ORDER_EXECUTED 10@112",
            "posted RELEASE 1000/2 RESERVED -221 = 541 for 0.3",
            "posted RELEASE 1000/2 AVAILABLE +221 = 999098 for 0.3",
            "done 5 of 1001 in 1: SELL FILLED 0@90"),
        story.placeWithPostings(BEN, order(Side.SELL, OrderType.LIMIT, TimeInForce.IOC, 90, 4)));
  }

  @Test
  void theFirstFillCancelsTheOtherAndTheRestStays() {
    oco();
    assertEquals(
        List.of(
            "accepted 5 of 1000 in 1: BUY LIMIT GTC 4@110 '' created 1000000",
            "trade 2 in 1: taker BUY 4@110; maker 3 of 1001 fee 1 open 6; taker 5 of 1000 fee 1"
                + " open 0",
            "done 4 of 1001 in 1: SELL LINKED_ORDER_EXECUTED 10@0",
            "done 5 of 1000 in 1: BUY FILLED 0@110"),
        story.place(ANN, limit(Side.BUY, 110, 4)));
    restart();
    assertEquals(
        List.of("replaced 3 of 1001 in 1: SELL 6@110 by 5@110 of 9, kept priority"),
        story.replace(BEN, 3, 0, 5));
    assertEquals(
        List.of("done 3 of 1001 in 1: SELL CANCELLED_BY_USER 5@110, was resting"),
        cancelList(BEN, 3));
    assertEquals(List.of("refused UNKNOWN_ORDER_LIST account 1001 order 3"), cancelList(BEN, 3));
  }

  @Test
  void theTriggerCancelsTheOther() {
    oco();
    story.place(CAT, limit(Side.BUY, 90, 2));
    assertEquals(
        List.of(
            "accepted 6 of 1001 in 1: SELL LIMIT GTC 2@90 '' created 1000000",
            "trade 2 in 1: taker SELL 2@90; maker 5 of 1002 fee 1 open 0; taker 6 of 1001 fee 1"
                + " open 0",
            "done 5 of 1002 in 1: BUY FILLED 0@90, was resting",
            "done 6 of 1001 in 1: SELL FILLED 0@90",
            "triggered 4 of 1001 in 1: SELL 10 at 90",
            "done 3 of 1001 in 1: SELL LINKED_ORDER_EXECUTED 10@110, was resting",
            "done 4 of 1001 in 1: SELL NO_LIQUIDITY 10@0"),
        story.place(BEN, limit(Side.SELL, 90, 2)));
  }

  /** One sweep reaches the stop price, and goes on up to the profit order. */
  @Test
  void whatIsFilledBeforeTheTriggeredOrderEntersGoesFirst() {
    oco();
    story.place(CAT, limit(Side.SELL, 90, 2));
    assertEquals(
        List.of(
            "accepted 6 of 1000 in 1: BUY LIMIT FOK 12@110 '' created 1000000",
            "trade 2 in 1: taker BUY 2@90; maker 5 of 1002 fee 1 open 0; taker 6 of 1000 fee 1"
                + " open 10",
            "done 5 of 1002 in 1: SELL FILLED 0@90, was resting",
            "trade 3 in 1: taker BUY 10@110; maker 3 of 1001 fee 2 open 0; taker 6 of 1000 fee 2"
                + " open 0",
            "done 4 of 1001 in 1: SELL LINKED_ORDER_EXECUTED 10@0",
            "done 3 of 1001 in 1: SELL FILLED 0@110, was resting",
            "done 6 of 1000 in 1: BUY FILLED 0@110"),
        story.place(ANN, order(Side.BUY, OrderType.LIMIT, TimeInForce.FOK, 110, 12)));
  }

  @Test
  void aProfitOrderMayWaitToo() {
    place(
        BEN,
        OrderListType.OCO,
        waiting(Side.SELL, OrderType.TAKE_PROFIT_LIMIT, 110, 109, 10),
        new OrderTerms(
            1,
            Side.SELL,
            OrderType.TRAILING_STOP,
            TimeInForce.IOC,
            0,
            10,
            ClientOrderId.NONE,
            SelfTradePrevention.CANCEL_NEWEST,
            false,
            0,
            new Conditions(0, 0, 5, 0, 0)));
    restart();
    assertEquals(
        List.of(
            "triggered 3 of 1001 in 1: SELL 10 at 110",
            "done 4 of 1001 in 1: SELL LINKED_ORDER_EXECUTED 10@0",
            "rested 3 of 1001 in 1: SELL 10@109"),
        story.print(110).subList(4, 7));
  }

  @Test
  void whatTradesAtOnceCancelsTheOther() {
    story.place(ANN, limit(Side.BUY, 111, 4));
    assertEquals(
        List.of(
            "list 4 of 1001 in 1: OCO ''",
            "accepted 4 of 1001 in 1: SELL LIMIT GTC 10@110 '' created 1000000, list 4",
            "accepted 5 of 1001 in 1: SELL STOP IOC 10@0 '' created 1000000, stop 90, list 4",
            "trade 2 in 1: taker SELL 4@111; maker 3 of 1000 fee 1 open 0; taker 4 of 1001 fee 1"
                + " open 6",
            "done 3 of 1000 in 1: BUY FILLED 0@111, was resting",
            "done 5 of 1001 in 1: SELL LINKED_ORDER_EXECUTED 10@0",
            "rested 4 of 1001 in 1: SELL 6@110"),
        oco());
  }

  @Test
  void whoCancelsOneCancelsBoth() {
    oco();
    assertEquals(
        List.of(
            "done 4 of 1001 in 1: SELL CANCELLED_BY_USER 10@0",
            "done 3 of 1001 in 1: SELL CANCELLED_BY_USER 10@110, was resting"),
        story.cancel(BEN, 4));
    oco();
    oco();
    assertEquals(
        List.of(
            "done 5 of 1001 in 1: SELL CANCELLED_BY_USER 10@110, was resting",
            "done 6 of 1001 in 1: SELL CANCELLED_BY_USER 10@0",
            "done 7 of 1001 in 1: SELL CANCELLED_BY_USER 10@110, was resting",
            "done 8 of 1001 in 1: SELL CANCELLED_BY_USER 10@0"),
        withoutPostings(story.run(Commands.cancelAll(CommandContext.NONE, BEN, 1))));
  }

  @Test
  void whateverEndsOneEndsBoth() {
    place(
        BEN,
        OrderListType.OCO,
        order(Side.SELL, OrderType.LIMIT, TimeInForce.GTD, 110, 10).withExpiry(2_000_000),
        waiting(Side.SELL, OrderType.STOP, 90, 10));
    story.now = 2_000_000;
    assertEquals(
        List.of(
            "done 3 of 1001 in 1: SELL EXPIRED 10@110, was resting",
            "done 4 of 1001 in 1: SELL EXPIRED 10@0"),
        story.tick());
    oco();
    assertEquals(
        List.of(
            "accepted 7 of 1001 in 1: BUY LIMIT GTC 5@110 '' created 2000000, self-trade"
                + " CANCEL_OLDEST",
            "prevented of 1001 in 1: taker BUY CANCEL_OLDEST 5@110; maker 5 open 10; taker 7 open"
                + " 5",
            "done 5 of 1001 in 1: SELL SELF_TRADE_PREVENTED 10@110, was resting",
            "done 6 of 1001 in 1: SELL SELF_TRADE_PREVENTED 10@0"),
        ownBuy(SelfTradePrevention.CANCEL_OLDEST).subList(0, 4));
    story.cancel(BEN, 7);
    oco();
    assertEquals(
        List.of(
            "blocks of 1001 are [ACCOUNT] for SECURITY",
            "done 8 of 1001 in 1: SELL ACCOUNT_FROZEN 10@110, was resting",
            "done 9 of 1001 in 1: SELL ACCOUNT_FROZEN 10@0"),
        withoutPostings(
            story.run(
                Commands.setAccountBlocks(
                    CommandContext.NONE,
                    BEN,
                    Set.of(AccountBlock.ACCOUNT),
                    SuspensionReason.SECURITY))));
  }

  private List<String> ownBuy(SelfTradePrevention prevention) {
    story.deposit(BEN, Story.USD, 10_000);
    return story.place(BEN, limit(Side.BUY, 110, 5).withSelfTradePrevention(prevention));
  }

  /** Nothing of it traded, so its stop order still guards what the stop order is for. */
  @Test
  void anOrderThatOnlyShrankStaysPaired() {
    oco();
    assertEquals(
        List.of(
            "accepted 5 of 1001 in 1: BUY LIMIT GTC 5@110 '' created 1000000, self-trade"
                + " DECREMENT_AND_CANCEL",
            "prevented of 1001 in 1: taker BUY DECREMENT_AND_CANCEL 5@110; maker 3 open 5; taker 5"
                + " open 0",
            "done 5 of 1001 in 1: BUY SELF_TRADE_PREVENTED 0@110"),
        ownBuy(SelfTradePrevention.DECREMENT_AND_CANCEL));
    restart();
    assertEquals(
        List.of(
            "done 4 of 1001 in 1: SELL CANCELLED_BY_USER 10@0",
            "done 3 of 1001 in 1: SELL CANCELLED_BY_USER 5@110, was resting"),
        story.cancel(BEN, 4));
  }

  @Test
  void pricesOfAPairMayChangeButNotAcrossEachOther() {
    place(
        ANN,
        OrderListType.OCO,
        limit(Side.BUY, 90, 10),
        waiting(Side.BUY, OrderType.STOP_LIMIT, 110, 112, 10));
    assertEquals(
        List.of(
            "replaced waiting 4 of 1000 in 1: BUY 10@120, stop 111",
            "posted HOLD 1000/2 AVAILABLE -80 = 998797 for 0.3",
            "posted HOLD 1000/2 RESERVED +80 = 1203 for 0.3"),
        story.run(Commands.replace(CommandContext.NONE, ANN, 4, 0, 120, 0, 111)));
    assertEquals(
        List.of(
            "replaced 3 of 1000 in 1: BUY 10@90 by 10@95 of 10",
            "rested 3 of 1000 in 1: BUY 10@95"),
        story.replace(ANN, 3, 95, 0));
    assertEquals(
        List.of("refused LIST_PRICES_CROSS account 1000 order 3"), story.replace(ANN, 3, 111, 0));
    assertEquals(
        List.of("refused ORDER_IN_LIST account 1000 order 3"), story.replace(ANN, 3, 0, 5));
    assertEquals(
        List.of("refused ORDER_IN_LIST account 1000 order 4"),
        story.run(Commands.cancelAndPlace(CommandContext.NONE, ANN, 4, 0, limit(Side.BUY, 80, 1))));
    restart();
  }

  @Test
  void aBracketWaitsForItsWorkingOrder() {
    assertEquals(
        List.of(
            "list 3 of 1000 in 1: BRACKET ''",
            "accepted 3 of 1000 in 1: BUY LIMIT GTC 10@100 '' created 1000000, list 3",
            "accepted 4 of 1000 in 1: SELL LIMIT GTC 10@110 '' created 1000000, list 3, pending",
            "accepted 5 of 1000 in 1: SELL STOP IOC 10@0 '' created 1000000, stop 90, list 3,"
                + " pending",
            "rested 3 of 1000 in 1: BUY 10@100"),
        bracket());
    restart();
    story.place(BEN, limit(Side.SELL, 100, 4));
    assertEquals(
        List.of("refused ORDER_IN_LIST account 1000 order 4"), story.replace(ANN, 4, 111, 0));
    restart();
    assertEquals(
        List.of(
            "accepted 7 of 1001 in 1: SELL LIMIT GTC 6@100 '' created 1000000",
            "trade 3 in 1: taker SELL 6@100; maker 3 of 1000 fee 0 open 0; taker 7 of 1001 fee 2"
                + " open 0",
            "done 3 of 1000 in 1: BUY FILLED 0@100, was resting",
            "done 7 of 1001 in 1: SELL FILLED 0@100",
            "activated 4 of 1000 in 1: SELL 10",
            "activated 5 of 1000 in 1: SELL 10, waits, stop 90",
            "rested 4 of 1000 in 1: SELL 10@110"),
        story.place(BEN, limit(Side.SELL, 100, 6)));
    restart();
    assertEquals(
        List.of(
            "done 4 of 1000 in 1: SELL CANCELLED_BY_USER 10@110, was resting",
            "done 5 of 1000 in 1: SELL CANCELLED_BY_USER 10@0"),
        story.cancel(ANN, 4));
  }

  @Test
  void theExitsAreForWhatWasTraded() {
    bracket();
    assertEquals(
        List.of("replaced 3 of 1000 in 1: BUY 10@100 by 7@100 of 7, kept priority"),
        story.replace(ANN, 3, 0, 7));
    assertEquals(
        List.of(
            "activated 4 of 1000 in 1: SELL 7",
            "activated 5 of 1000 in 1: SELL 7, waits, stop 90",
            "rested 4 of 1000 in 1: SELL 7@110"),
        story.place(BEN, limit(Side.SELL, 100, 7)).subList(4, 7));
  }

  @Test
  void aWorkingOrderThatEndsUnfilledEndsItsList() {
    bracket();
    story.place(BEN, limit(Side.SELL, 100, 4));
    assertEquals(
        List.of(
            "done 3 of 1000 in 1: BUY CANCELLED_BY_USER 6@100, was resting",
            "done 4 of 1000 in 1: SELL WORKING_ORDER_ENDED 10@110",
            "done 5 of 1000 in 1: SELL WORKING_ORDER_ENDED 10@0"),
        cancelList(ANN, 3));
    assertEquals(
        List.of(
            "list 7 of 1000 in 1: OTO ''",
            "accepted 7 of 1000 in 1: BUY LIMIT FOK 10@100 '' created 1000000, list 7",
            "accepted 8 of 1000 in 1: SELL LIMIT GTC 10@110 '' created 1000000, list 7, pending",
            "done 7 of 1000 in 1: BUY NOT_FILLABLE 10@100",
            "done 8 of 1000 in 1: SELL WORKING_ORDER_ENDED 10@110"),
        place(
            ANN,
            OrderListType.OTO,
            order(Side.BUY, OrderType.LIMIT, TimeInForce.FOK, 100, 10),
            limit(Side.SELL, 110, 10)));
  }

  @Test
  void whoCancelsAPendingOrderCancelsTheList() {
    bracket();
    assertEquals(
        List.of(
            "done 5 of 1000 in 1: SELL CANCELLED_BY_USER 10@0",
            "done 3 of 1000 in 1: BUY CANCELLED_BY_USER 10@100, was resting",
            "done 4 of 1000 in 1: SELL CANCELLED_BY_USER 10@110"),
        story.cancel(ANN, 5));
    assertEquals(List.of(), story.described());
  }

  @Test
  void aWorkingOrderMayTakeWhatRests() {
    story.place(BEN, limit(Side.SELL, 101, 10));
    assertEquals(
        List.of(
            "list 4 of 1000 in 1: OTO ''",
            "accepted 4 of 1000 in 1: BUY MARKET IOC 10@0 '' created 1000000, list 4",
            "accepted 5 of 1000 in 1: SELL MARKET IOC 3@0 '' created 1000000, list 4, pending",
            "trade 2 in 1: taker BUY 10@101; maker 3 of 1001 fee 2 open 0; taker 4 of 1000 fee 3"
                + " open 0",
            "done 3 of 1001 in 1: SELL FILLED 0@101, was resting",
            "done 4 of 1000 in 1: BUY FILLED 0@0",
            "activated 5 of 1000 in 1: SELL 3",
            "done 5 of 1000 in 1: SELL NO_LIQUIDITY 3@0"),
        place(
            ANN,
            OrderListType.OTO,
            order(Side.BUY, OrderType.MARKET, TimeInForce.IOC, 0, 10),
            order(Side.SELL, OrderType.MARKET, TimeInForce.IOC, 0, 3)));
  }

  /** The market fell through the stop price before the exits were placed: they are there for it. */
  @Test
  void aStopPriceThatIsBehindAlreadyIsReachedAtOnce() {
    bracket();
    story.place(CAT, limit(Side.BUY, 89, 2));
    story.place(CAT, limit(Side.BUY, 88, 20));
    assertEquals(
        List.of(
            "activated 4 of 1000 in 1: SELL 10",
            "activated 5 of 1000 in 1: SELL 10, waits, stop 90",
            "rested 4 of 1000 in 1: SELL 10@110",
            "triggered 5 of 1000 in 1: SELL 10 at 90",
            "done 4 of 1000 in 1: SELL LINKED_ORDER_EXECUTED 10@110, was resting",
            "trade 5 in 1: taker SELL 10@88; maker 7 of 1002 fee 1 open 7; taker 5 of 1000 fee 2"
                + " open 0",
            "done 5 of 1000 in 1: SELL FILLED 0@0"),
        story.place(BEN, limit(Side.SELL, 88, 15)).subList(7, 14));
  }

  @Test
  void aPendingOrderIsPaidForWhenItsTurnComes() {
    place(
        CAT,
        OrderListType.OTO,
        limit(Side.BUY, 100, 1),
        limit(Side.SELL, 110, 1_010).withPostOnly(true));
    assertEquals(
        List.of(
            "activated 4 of 1002 in 1: SELL 1010",
            "done 4 of 1002 in 1: SELL NOT_PLACEABLE 1010@110"),
        story.place(BEN, limit(Side.SELL, 100, 1)).subList(4, 6));
  }

  @Test
  void whenItsTurnComesTheMarketIsAskedAgain() {
    story.place(CAT, limit(Side.BUY, 99, 5));
    place(
        CAT,
        OrderListType.OTO,
        limit(Side.BUY, 100, 1),
        limit(Side.SELL, 99, 5).withPostOnly(true));
    assertEquals(
        List.of(
            "activated 5 of 1002 in 1: SELL 5",
            "done 5 of 1002 in 1: SELL POST_ONLY_WOULD_TRADE 5@99"),
        story.place(BEN, limit(Side.SELL, 100, 1)).subList(4, 6));
    place(CAT, OrderListType.OTO, limit(Side.BUY, 100, 1), limit(Side.SELL, 120, 5));
    story.run(Commands.setMarketState(CommandContext.NONE, 1, MarketState.POST_ONLY, 0));
    assertEquals(
        List.of(
            "market 1 is DELISTED by DELISTED",
            "done 7 of 1002 in 1: BUY SYMBOL_DELISTED 1@100, was resting",
            "done 8 of 1002 in 1: SELL WORKING_ORDER_ENDED 5@120",
            "done 3 of 1002 in 1: BUY SYMBOL_DELISTED 5@99, was resting"),
        withoutPostings(story.run(Commands.delistSymbol(CommandContext.NONE, 1))));
  }

  /** One command lets so many in; the others come with the next, also out of a snapshot. */
  @Test
  void whoseTurnIsThereMayHaveToWaitForTheNextCommand() {
    int lists = ExchangeEngine.TRIGGER_LIMIT + 2;
    for (int i = 0; i < lists; i++) {
      place(ANN, OrderListType.OTO, limit(Side.BUY, 100, 1), limit(Side.SELL, 110, 1));
    }
    List<String> facts = story.place(BEN, limit(Side.SELL, 100, lists));
    assertEquals(
        ExchangeEngine.TRIGGER_LIMIT,
        facts.stream().filter(fact -> fact.startsWith("activated")).count());
    assertEquals(2, story.described().stream().filter(fact -> fact.contains(", pending")).count());
    restart();
    assertEquals(story.now, story.engine.nextDueMicros());
    long last = 3 + 2L * (lists - 1) + 1;
    assertEquals(
        List.of(
            "activated %d of 1000 in 1: SELL 1".formatted(last - 2),
            "rested %d of 1000 in 1: SELL 1@110".formatted(last - 2),
            "activated %d of 1000 in 1: SELL 1".formatted(last),
            "rested %d of 1000 in 1: SELL 1@110".formatted(last)),
        story.tick());
    restart();
  }

  @Test
  void allOrNoneAreTaken() {
    assertEquals(
        List.of("refused STOP_PRICE_REACHED account 1001 order 0"),
        place(
            BEN,
            OrderListType.OCO,
            limit(Side.SELL, 110, 10),
            waiting(Side.SELL, OrderType.STOP, 100, 10)));
    assertEquals(
        List.of("refused LIST_PRICES_CROSS account 1001 order 0"),
        place(
            BEN,
            OrderListType.OCO,
            limit(Side.SELL, 89, 10),
            waiting(Side.SELL, OrderType.STOP, 90, 10)));
    assertEquals(
        List.of("refused INVALID_LIST account 1001 order 0"),
        place(
            BEN,
            OrderListType.OCO,
            limit(Side.SELL, 110, 10),
            waiting(Side.SELL, OrderType.STOP, 90, 9)));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1001 order 0"),
        place(
            BEN,
            OrderListType.OCO,
            limit(Side.SELL, 110, 1_001),
            waiting(Side.SELL, OrderType.STOP, 90, 1_001)));
    assertEquals(
        List.of("refused INVALID_PRICE account 1000 order 0"),
        place(
            ANN,
            OrderListType.OTO,
            limit(Side.BUY, 90, 10),
            order(Side.SELL, OrderType.MARKET, TimeInForce.IOC, 5, 10)));
    assertEquals(List.of(), story.described());
  }

  @Test
  void eachOrderCountsAsOpen() {
    Story limited = new Story(Story.SYMBOL.withLimits(new SymbolLimits(0, 0, 2, 0)));
    byte[] bracket =
        Commands.placeList(
            CommandContext.NONE,
            ANN,
            OrderListType.BRACKET,
            ClientOrderId.NONE,
            List.of(
                limit(Side.BUY, 100, 10),
                limit(Side.SELL, 110, 10),
                waiting(Side.SELL, OrderType.STOP, 90, 10)));
    assertEquals(
        List.of("refused TOO_MANY_OPEN_ORDERS account 1000 order 0"), limited.run(bracket));
    byte[] pair =
        Commands.placeList(
            CommandContext.NONE,
            BEN,
            OrderListType.OCO,
            ClientOrderId.NONE,
            List.of(limit(Side.SELL, 110, 10), waiting(Side.SELL, OrderType.STOP, 90, 10)));
    assertEquals(4, withoutPostings(limited.run(pair)).size());
    assertEquals(
        List.of("refused TOO_MANY_OPEN_ORDERS account 1001 order 0"),
        limited.place(BEN, limit(Side.SELL, 120, 1)));
  }

  /** Only one order of a pair trades. */
  @Test
  void aPairCountsOnceTowardsAPosition() {
    Story limited = new Story(Story.SYMBOL.withLimits(new SymbolLimits(0, 0, 0, 15)));
    byte[] pair =
        Commands.placeList(
            CommandContext.NONE,
            ANN,
            OrderListType.OCO,
            ClientOrderId.NONE,
            List.of(
                limit(Side.BUY, 90, 10), waiting(Side.BUY, OrderType.STOP_LIMIT, 110, 112, 10)));
    assertEquals(4, withoutPostings(limited.run(pair)).size());
    assertEquals(
        List.of("refused ABOVE_MAXIMUM_POSITION account 1000 order 0"),
        limited.place(ANN, limit(Side.BUY, 80, 6)));
    assertEquals(2, limited.place(ANN, limit(Side.BUY, 80, 5)).size());
  }

  @Test
  void aListsNameIsTakenWhileItLivesAndForADay() {
    ClientOrderId name = ClientOrderId.of("exit");
    byte[] list =
        Commands.placeList(
            CommandContext.NONE,
            BEN,
            OrderListType.OCO,
            name,
            List.of(limit(Side.SELL, 110, 10), waiting(Side.SELL, OrderType.STOP, 90, 10)));
    assertEquals("list 3 of 1001 in 1: OCO 'exit'", story.run(list.clone()).getFirst());
    restart();
    String taken = "refused DUPLICATE_CLIENT_ORDER_ID account 1001 order 3";
    assertEquals(List.of(taken), story.run(list.clone()));
    story.cancel(BEN, 3);
    restart();
    story.now += ExchangeEngine.CLIENT_ORDER_ID_WINDOW_MICROS - 1;
    assertEquals(List.of(taken), story.run(list.clone()));
    story.now += 1;
    assertEquals("list 5 of 1001 in 1: OCO 'exit'", story.run(list.clone()).getFirst());
  }

  @Test
  void noNameIsThereTwice() {
    OrderTerms named =
        OrderTerms.of(
            1, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 90, 1, ClientOrderId.of("same"));
    assertEquals(
        List.of("refused DUPLICATE_CLIENT_ORDER_ID account 1000 order 0"),
        place(ANN, OrderListType.OTO, named, named));
  }
}
