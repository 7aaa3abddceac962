package bourse.engine;

import static bourse.engine.Story.ANN;
import static bourse.engine.Story.BEN;
import static bourse.engine.Story.CAT;
import static bourse.engine.Story.limit;
import static bourse.engine.Story.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bourse.domain.OrderType;
import bourse.domain.Side;
import bourse.domain.TimeInForce;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fill or kill, good till date, and post-only. */
class TimeInForceStoryTest {
  private final Story story = new Story();

  @Test
  void fillOrKillTradesAllOrNothing() {
    story.place(BEN, limit(Side.SELL, 4000, 5));
    story.place(BEN, limit(Side.SELL, 4010, 5));
    OrderTerms tooMany = order(Side.BUY, OrderType.LIMIT, TimeInForce.FOK, 4009, 6);
    assertEquals(
        List.of(
            "accepted 3 of 1000 in 1: BUY LIMIT FOK 6@4009 '' created 1000000",
            "done 3 of 1000 in 1: BUY NOT_FILLABLE 6@4009"),
        story.placeWithPostings(ANN, tooMany));
    assertEquals(
        List.of(
            "accepted 4 of 1000 in 1: BUY LIMIT FOK 6@4010 '' created 1000000",
            "trade 1 in 1: taker BUY 5@4000; maker 1 of 1001 fee 20 open 0;"
                + " taker 4 of 1000 fee 40 open 1",
            "done 1 of 1001 in 1: SELL FILLED 0@4000, was resting",
            "trade 2 in 1: taker BUY 1@4010; maker 2 of 1001 fee 5 open 4;"
                + " taker 4 of 1000 fee 9 open 0",
            "done 4 of 1000 in 1: BUY FILLED 0@4010"),
        story.place(ANN, order(Side.BUY, OrderType.LIMIT, TimeInForce.FOK, 4010, 6)));
  }

  @Test
  void aMarketOrderMayBeFillOrKill() {
    story.place(BEN, limit(Side.SELL, 4000, 5));
    assertEquals(
        List.of(
            "accepted 2 of 1000 in 1: BUY MARKET FOK 6@0 '' created 1000000",
            "done 2 of 1000 in 1: BUY NOT_FILLABLE 6@0"),
        story.placeWithPostings(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.FOK, 0, 6)));
    assertEquals(
        "done 3 of 1000 in 1: BUY FILLED 0@0",
        story.place(ANN, order(Side.BUY, OrderType.MARKET, TimeInForce.FOK, 0, 5)).getLast());
  }

  @Test
  void anOrderWithADateExpiresBeforeTheCommandThatReachesIt() throws IOException {
    long end = story.now + 10;
    assertEquals(
        List.of(
            "accepted 1 of 1001 in 1: SELL LIMIT GTD 5@4000 '' created 1000000, expires 1000010",
            "rested 1 of 1001 in 1: SELL 5@4000"),
        story.place(BEN, untilDate(limit(Side.SELL, 4000, 5), end)));
    story.place(CAT, untilDate(limit(Side.SELL, 4001, 5), end - 1));
    story.place(CAT, untilDate(limit(Side.SELL, 4002, 5), end + 1));
    story.place(CAT, untilDate(limit(Side.SELL, 4003, 5), end));
    assertEquals(end - 1, story.engine.nextDueMicros());
    story.restart();
    story.now = end - 2;
    assertEquals(List.of(), story.tick());
    story.now = end;
    assertEquals(
        List.of(
            "done 2 of 1002 in 1: SELL EXPIRED 5@4001, was resting",
            "done 1 of 1001 in 1: SELL EXPIRED 5@4000, was resting",
            "done 4 of 1002 in 1: SELL EXPIRED 5@4003, was resting",
            "accepted 5 of 1000 in 1: BUY LIMIT IOC 20@5000 '' created 1000010",
            "trade 1 in 1: taker BUY 5@4002; maker 3 of 1002 fee 21 open 0;"
                + " taker 5 of 1000 fee 41 open 15",
            "done 3 of 1002 in 1: SELL FILLED 0@4002, was resting",
            "done 5 of 1000 in 1: BUY UNFILLED_REST 15@5000"),
        story.place(ANN, order(Side.BUY, OrderType.LIMIT, TimeInForce.IOC, 5000, 20)));
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
  }

  @Test
  void whatExpiredComesBeforeARefusalToo() {
    story.place(BEN, untilDate(limit(Side.SELL, 4000, 5), story.now + 1));
    story.now++;
    FactBuffer buffer = new FactBuffer();
    byte[] frame = Commands.cancel(CommandContext.NONE, BEN, 1);
    Commands.stamp(frame, 0, story.engine.sequence() + 1, story.now);
    story.engine.execute(frame, 0, buffer);
    assertEquals(2003, FactRecords.refusal(buffer.array(), 0));
    assertEquals(4, FactRecords.factCount(buffer.array(), 0));
  }

  @Test
  void anAmendedOrderKeepsItsDate() {
    story.place(BEN, untilDate(limit(Side.SELL, 4000, 5), story.now + 1));
    story.replace(BEN, 1, 4100, 6);
    story.now++;
    assertEquals(List.of("done 1 of 1001 in 1: SELL EXPIRED 6@4100, was resting"), story.tick());
  }

  @Test
  void oneCommandEndsOnlySoManyOrders() {
    for (int i = 0; i < ExchangeEngine.CANCEL_LIMIT + 5; i++) {
      story.place(ANN, untilDate(limit(Side.BUY, 100 + i % 7, 1), story.now + 1));
    }
    story.now++;
    assertEquals(ExchangeEngine.CANCEL_LIMIT, story.tick().size());
    assertTrue(story.engine.nextDueMicros() <= story.now);
    assertEquals(
        List.of(1001, 1002, 1003, 1004, 1005),
        story.tick().stream().map(line -> Integer.parseInt(line.split(" ")[1])).toList());
    assertEquals(Long.MAX_VALUE, story.engine.nextDueMicros());
  }

  @Test
  void aDateMustLieAheadAndBelongsToGtdAlone() {
    assertEquals(
        List.of("refused INVALID_EXPIRY account 1001 order 0"),
        story.place(BEN, untilDate(limit(Side.SELL, 4000, 5), story.now)));
    assertEquals(
        List.of("refused INVALID_EXPIRY account 1001 order 0"),
        story.place(BEN, order(Side.SELL, OrderType.LIMIT, TimeInForce.GTD, 4000, 5)));
    for (TimeInForce timeInForce : List.of(TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK)) {
      OrderTerms dated =
          order(Side.SELL, OrderType.LIMIT, timeInForce, 4000, 5).withExpiry(story.now + 1);
      assertEquals(
          List.of("refused UNSUPPORTED_COMBINATION account 1001 order 0"), story.place(BEN, dated));
    }
  }

  @Test
  void aPostOnlyOrderIsRefusedWhenItWouldTrade() {
    story.place(BEN, limit(Side.SELL, 4000, 5));
    OrderTerms crossing = limit(Side.BUY, 4000, 1).withPostOnly(true);
    assertEquals(
        List.of("refused POST_ONLY_WOULD_TRADE account 1000 order 0"),
        story.placeWithPostings(ANN, crossing));
    assertEquals(
        List.of(
            "accepted 2 of 1000 in 1: BUY LIMIT GTC 1@3999 '' created 1000000, post only",
            "rested 2 of 1000 in 1: BUY 1@3999"),
        story.place(ANN, limit(Side.BUY, 3999, 1).withPostOnly(true)));
    assertEquals(
        List.of("refused POST_ONLY_WOULD_TRADE account 1000 order 2"),
        story.replace(ANN, 2, 4000, 0));
    assertEquals(
        List.of("refused UNSUPPORTED_COMBINATION account 1000 order 0"),
        story.place(
            ANN, order(Side.BUY, OrderType.LIMIT, TimeInForce.IOC, 3999, 1).withPostOnly(true)));
  }

  @Test
  void aDescriptionTellsConditionsAndVersion() throws IOException {
    story.place(ANN, untilDate(limit(Side.BUY, 3999, 3).withPostOnly(true), 2_000_000));
    long accepted = story.engine.sequence();
    story.now += 7;
    story.place(BEN, limit(Side.SELL, 3999, 1));
    story.tick();
    story.restart();
    assertEquals(
        List.of(
            "accepted 1 of 1000 in 1: BUY LIMIT GTD 3@3999 '' created 1000000, post only,"
                + " expires 2000000, changed by "
                + (accepted + 1)
                + " at 1000007",
            "rested 1 of 1000 in 1: BUY 2@3999"),
        story.described());
  }

  @Test
  void aMarketKeepsThePriceOfItsLastTrade() throws IOException {
    assertEquals(0, lastPrice());
    story.place(BEN, limit(Side.SELL, 4000, 5));
    story.place(BEN, limit(Side.SELL, 4010, 5));
    story.place(ANN, limit(Side.BUY, 4010, 7));
    assertEquals(4010, lastPrice());
    story.cancel(BEN, 2);
    story.restart();
    assertEquals(4010, lastPrice());
  }

  private long lastPrice() {
    return story.engine.desk.market(Story.SYMBOL.id()).lastPriceTicks;
  }

  private static OrderTerms untilDate(OrderTerms terms, long expiresAtMicros) {
    return new OrderTerms(
        terms.symbol(),
        terms.side(),
        terms.type(),
        TimeInForce.GTD,
        terms.priceTicks(),
        terms.quantityLots(),
        terms.clientOrderId(),
        terms.selfTradePrevention(),
        terms.isPostOnly(),
        expiresAtMicros,
        terms.conditions());
  }
}
