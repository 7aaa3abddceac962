package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.withoutPostings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.domain.ClientOrderId;
import bourse.domain.ErrorCode;
import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Versions, cancelling many orders at once, and putting one order in another's place. */
class CancelStoryTest {
  private final Story story = new Story();

  @Test
  void aStaleVersionChangesNothing() {
    story.place(ANN, limit(Side.BUY, 4000, 5));
    long version = story.engine.sequence();
    story.place(BEN, limit(Side.SELL, 4000, 1));
    byte[] before = story.engine.stateHash();
    List<String> stale = List.of("refused STALE_VERSION account 1000 order 1");
    assertEquals(stale, story.run(Commands.cancel(CommandContext.NONE, ANN, 1, version)));
    assertEquals(stale, story.run(Commands.replace(CommandContext.NONE, ANN, 1, version, 0, 1)));
    assertEquals(
        stale,
        story.run(
            Commands.cancelAndPlace(
                CommandContext.NONE, ANN, 1, version, limit(Side.BUY, 3000, 1))));
    Story other = new Story();
    other.place(ANN, limit(Side.BUY, 4000, 5));
    other.place(BEN, limit(Side.SELL, 4000, 1));
    assertArrayEquals(before, other.engine.stateHash());
    assertEquals(
        List.of("replaced 1 of 1000 in 1: BUY 4@4000 by 3@4000 of 4, kept priority"),
        withoutPostings(
            story.run(Commands.replace(CommandContext.NONE, ANN, 1, version + 1, 0, 3))));
    assertEquals(
        List.of("done 1 of 1000 in 1: BUY CANCELLED_BY_USER 3@4000, was resting"),
        withoutPostings(
            story.run(Commands.cancel(CommandContext.NONE, ANN, 1, story.engine.sequence()))));
  }

  @Test
  void allOrdersOfAnAccountAreCancelledByTheirIds() throws IOException {
    story.place(CAT, limit(Side.BUY, 3000, 1));
    story.place(ANN, limit(Side.BUY, 3000, 1));
    story.place(CAT, limit(Side.SELL, 5000, 1));
    story.place(CAT, limit(Side.BUY, 3500, 1));
    story.restart();
    assertEquals(
        List.of(
            "done 1 of 1002 in 1: BUY CANCELLED_BY_USER 1@3000, was resting",
            "done 3 of 1002 in 1: SELL CANCELLED_BY_USER 1@5000, was resting",
            "done 4 of 1002 in 1: BUY CANCELLED_BY_USER 1@3500, was resting"),
        cancelAll(CAT, 0));
    assertEquals(List.of(), cancelAll(CAT, 0));
    assertEquals(List.of(), cancelAll(4711, 1));
    assertEquals(List.of("refused UNKNOWN_SYMBOL account 1002 order 0"), cancelAll(CAT, 7));
    assertEquals(1, cancelAll(ANN, Story.SYMBOL.id()).size());
  }

  @Test
  void oneCommandCancelsOnlySoMany() {
    for (int i = 0; i < ExchangeEngine.CANCEL_LIMIT + 2; i++) {
      story.place(ANN, limit(Side.BUY, 100, 1));
    }
    assertEquals(ExchangeEngine.CANCEL_LIMIT, cancelAll(ANN, 0).size());
    assertEquals(
        List.of(
            "done 1001 of 1000 in 1: BUY CANCELLED_BY_USER 1@100, was resting",
            "done 1002 of 1000 in 1: BUY CANCELLED_BY_USER 1@100, was resting"),
        cancelAll(ANN, 0));
  }

  @Test
  void allIsCancelledWhenNobodyPutsItOff() throws IOException {
    story.place(CAT, limit(Side.BUY, 3000, 1));
    assertEquals(List.of("all of 1002 is cancelled at 1000100"), cancelAllAfter(CAT, 100));
    story.now += 50;
    assertEquals(List.of("all of 1002 is cancelled at 1000150"), cancelAllAfter(CAT, 100));
    cancelAllAfter(ANN, 100);
    assertEquals(List.of("all of 1000 is cancelled at 0"), cancelAllAfter(ANN, 0));
    story.restart();
    assertEquals(1_000_150, story.engine.nextDueMicros());
    story.now += 99;
    assertEquals(List.of(), story.tick());
    story.now += 1;
    assertEquals(
        List.of(
            "done 1 of 1002 in 1: BUY CANCEL_ALL_AFTER 1@3000, was resting",
            "all of 1002 is cancelled at 0"),
        story.tick());
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
    assertEquals(
        List.of("refused INVALID_EXPIRY account 1002 order 0"),
        cancelAllAfter(CAT, OrderDesk.LONGEST_CANCEL_ALL_AFTER_MICROS + 1));
  }

  @Test
  void manyOrdersAreCancelledOverSeveralCommandsWhenTheTimeIsOver() {
    for (int i = 0; i < ExchangeEngine.CANCEL_LIMIT + 2; i++) {
      story.place(ANN, limit(Side.BUY, 100, 1));
    }
    cancelAllAfter(ANN, 1);
    story.now++;
    assertEquals(ExchangeEngine.CANCEL_LIMIT, story.tick().size());
    assertEquals(
        List.of(
            "done 1001 of 1000 in 1: BUY CANCEL_ALL_AFTER 1@100, was resting",
            "done 1002 of 1000 in 1: BUY CANCEL_ALL_AFTER 1@100, was resting",
            "all of 1000 is cancelled at 0"),
        story.tick());
  }

  @Test
  void anOrderTakesAnothersPlaceOrNothingHappens() {
    // Of 1000000 cents 801600 are held, so a second order like it is not covered.
    story.place(ANN, limit(Side.BUY, 4000, 200));
    story.place(CAT, limit(Side.BUY, 4000, 1));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 0"),
        story.place(ANN, limit(Side.BUY, 4100, 200)));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 1"),
        cancelAndPlace(ANN, 1, limit(Side.BUY, 5000, 200)));
    // It still stands before the other.
    assertEquals(
        "trade 1 in 1: taker SELL 1@4000; maker 1 of 1000 fee 4 open 199;"
            + " taker 3 of 1001 fee 8 open 0",
        story.place(BEN, limit(Side.SELL, 4000, 1)).get(1));
    assertEquals(
        List.of(
            "done 1 of 1000 in 1: BUY CANCELLED_BY_REPLACEMENT 199@4000, was resting",
            "accepted 4 of 1000 in 1: BUY LIMIT GTC 200@4100 '' created 1000000",
            "rested 4 of 1000 in 1: BUY 200@4100"),
        cancelAndPlace(ANN, 1, limit(Side.BUY, 4100, 200)));
    assertEquals(
        List.of("refused UNKNOWN_ORDER account 1000 order 1"),
        cancelAndPlace(ANN, 1, limit(Side.BUY, 4100, 200)));
  }

  @Test
  void theNewOrderIsJudgedAsIfTheOtherWereGone() {
    story.place(CAT, limit(Side.SELL, 4000, 5));
    // Its own order is the only one that it would cross.
    assertEquals(
        List.of(
            "done 1 of 1002 in 1: SELL CANCELLED_BY_REPLACEMENT 5@4000, was resting",
            "accepted 2 of 1002 in 1: BUY LIMIT GTC 5@4000 '' created 1000000, post only",
            "rested 2 of 1002 in 1: BUY 5@4000"),
        cancelAndPlace(CAT, 1, limit(Side.BUY, 4000, 5).withPostOnly(true)));
    // What is released in one asset does not pay for another.
    story.place(ANN, limit(Side.BUY, 4000, 240));
    assertEquals(
        List.of("refused INSUFFICIENT_FUNDS account 1000 order 3"),
        cancelAndPlace(ANN, 3, limit(Side.SELL, 4000, 1)));
  }

  @Test
  void aTestOrderSaysWhatWouldHappenAndLeavesNothing() {
    story.place(
        ANN,
        OrderTerms.of(
            1, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 100, 1, ClientOrderId.of("mine")));
    byte[] before = story.engine.stateHash();
    assertEquals(Optional.empty(), test(limit(Side.BUY, 4000, 5)));
    assertEquals(Optional.of(ErrorCode.INSUFFICIENT_FUNDS), test(limit(Side.SELL, 4000, 5)));
    assertEquals(
        Optional.of(ErrorCode.DUPLICATE_CLIENT_ORDER_ID),
        test(
            OrderTerms.of(
                1, Side.BUY, OrderType.LIMIT, TimeInForce.GTC, 100, 1, ClientOrderId.of("mine"))));
    assertArrayEquals(before, story.engine.stateHash());
  }

  private Optional<ErrorCode> test(OrderTerms terms) {
    return story.engine.test(Commands.place(CommandContext.NONE, ANN, terms));
  }

  private List<String> cancelAll(long account, int symbol) {
    return withoutPostings(story.run(Commands.cancelAll(CommandContext.NONE, account, symbol)));
  }

  private List<String> cancelAllAfter(long account, long timeoutMicros) {
    return story.run(Commands.cancelAllAfter(CommandContext.NONE, account, timeoutMicros));
  }

  private List<String> cancelAndPlace(long account, long order, OrderTerms terms) {
    return withoutPostings(
        story.run(Commands.cancelAndPlace(CommandContext.NONE, account, order, 0, terms)));
  }
}
